"""The blind labels are well formed: whatever is measured against them stands on sound data."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
HEADING_FIELDS = {"id", "heading", "treatment", "drug", "regions"}


def labelled(name: str) -> list[dict[str, Any]]:
    """The lines of one file, as they are."""
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", ["headings_seen.jsonl", "headings_held_back.jsonl"])
def test_a_heading_has_one_treatment_and_known_fields(name: str) -> None:
    for line in labelled(name):
        assert HEADING_FIELDS <= set(line) <= HEADING_FIELDS | {"disputed", "unsure"}, line["id"]
        category, _, kind = line["treatment"].partition("/")
        assert KEY.fullmatch(category) and KEY.fullmatch(kind), line["id"]
        assert line["regions"] == sorted(set(line["regions"])), line["id"]
        assert line["drug"] is None or line["drug"] == line["drug"].strip().lower(), line["id"]
        assert line.get("disputed", line["heading"]) in line["heading"], line["id"]


@pytest.mark.parametrize("name", ["citations_seen.jsonl", "citations_held_back.jsonl"])
def test_a_paragraph_has_citations_whose_pages_it_prints(name: str) -> None:
    for line in labelled(name):
        assert line["citations"], line["id"]
        for guideline, _section, pages in line["citations"]:
            assert KEY.fullmatch(guideline), line["id"]
            assert all(page in line["paragraph"] for page in re.findall(r"\d+", pages)), line["id"]


@pytest.mark.parametrize(("kind", "field"), [("headings", "heading"), ("citations", "paragraph")])
def test_the_halves_share_no_line(kind: str, field: str) -> None:
    halves = [{line[field] for line in labelled(f"{kind}_{half}.jsonl")} for half in ("seen", "held_back")]
    assert not halves[0] & halves[1]
    assert abs(len(halves[0]) - len(halves[1])) <= 1
