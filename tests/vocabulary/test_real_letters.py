"""Names of the labelled real letters, where they are at hand; floors, so that any loss shows."""

import json
from pathlib import Path
from typing import Any

import pytest

from search.vocabulary import (
    name_citations,
    name_drug,
    name_regions,
    name_specialties,
    name_states,
    name_treatment,
)

LETTERS = Path(__file__).resolve().parents[2].parent / "shared" / "letters"
LABELS = [LETTERS / folder / "gold.jsonl" for folder in ("pdf", "text")]

pytestmark = pytest.mark.skipif(
    not all(path.exists() for path in LABELS), reason="the real letters are not beside the project"
)


def letters() -> list[dict[str, Any]]:
    return [json.loads(line) for path in LABELS for line in path.read_text(encoding="utf-8").splitlines() if line]


def items() -> list[dict[str, Any]]:
    return [item for letter in letters() for item in letter["items"]]


def share(right: list[bool]) -> float:
    assert right
    return sum(right) / len(right)


def test_treatment_type() -> None:
    assert share([name_treatment(item["disputed"]).value == item["treatment"] for item in items()]) >= 0.98


def test_drug() -> None:
    assert share([name_drug(item["disputed"]).value == item["drug"] for item in items()]) >= 0.98


def test_regions() -> None:
    right = [set(name_regions(item["heading"]).values) == set(item["body_regions"]) for item in items()]
    assert share(right) >= 0.97


def test_citations() -> None:
    hits = found = wanted = 0
    for item in items():
        for whose in ("claims", "reviewer"):
            labelled = {tuple(citation) for citation in item[f"{whose}_citations"]}
            named = {(c.guideline, c.section, c.pages) for c in name_citations(item[f"{whose}_guideline"])}
            hits += len(labelled & named)
            found += len(named)
            wanted += len(labelled)
    assert 2 * hits / (found + wanted) >= 0.98


def test_reviewer() -> None:
    for letter in letters():
        named = name_specialties(", ".join(letter["specialties"]))
        assert list(named.labels) == letter["specialties"]
        assert not named.unknown
        assert list(name_states(",".join(letter["licensed_in"]))) == letter["licensed_in"]
