"""What guideline paragraphs cite, over the paragraphs written in the TOML files beside."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from search.vocabulary import guidelines, name_citations, slug

CASES: list[dict[str, Any]] = [
    case
    for path in sorted(Path(__file__).parent.glob("citations*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][-80:] for case in CASES])
def test_citations(case: dict[str, Any]) -> None:
    named = [(c.guideline, c.section, c.pages, c.section_key, c.edition) for c in name_citations(case["text"])]
    assert len(named) == len(case["cites"]), named
    for found, wanted in zip(named, case["cites"], strict=True):
        assert list(found[: len(wanted)]) == wanted


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "MTUS Chronic Pain Treatment Guidelines Physical Medicine Page(s): 98-99",
            "MTUS Chronic Pain Medical Treatment 2016, Section(s): Physical medicine treatment",
        ),
        (
            "MTUS Chronic Pain Medical Treatment 2009, Section(s): Anti-epilepsy drugs (AEDs)",
            "MTUS Chronic Pain Medical Treatment 2016, Section(s): Antiepilepsy drugs (AEDs) for pain",
        ),
        (
            "MTUS ACOEM Chapter 5 Cornerstones of Disability Prevention and Management Page(s): 92",
            "MTUS General Approaches 2004, Section(s): Cornerstones of Disability Prevention and Management",
        ),
        ("MTUS Neck and Upper Back Complaints 2004", "MTUS Cervical and Thoracic Spine Disorders 2018"),
        ("MTUS Low Back Complaints 2004", "MTUS Low Back Disorders 2020"),
    ],
)
def test_old_and_new_names_share_a_key(old: str, new: str) -> None:
    keys = [[(c.guideline, c.section_key) for c in name_citations(f"Decision based on {text}.")] for text in (old, new)]
    assert keys[0] == keys[1]


def test_line_breaks_and_capitals_are_mended() -> None:
    text = "Decision based on MTUS Chronic Pain\nTreatment Guidelines MASSAGE\n  THERAPY Page(s):\n60."
    (citation,) = name_citations(text)
    assert (citation.section, citation.section_key, citation.pages) == (
        "Massage therapy",
        "massage-therapy",
        "60",
    )


def test_every_citation_has_a_known_guideline_a_slug_and_a_reason() -> None:
    known = {term.key for term in guidelines()}
    for case in CASES:
        for citation in name_citations(case["text"]):
            assert citation.guideline in known
            assert citation.section_key == slug(citation.section_key)
            assert citation.rule
            assert bool(citation.section_key) or not citation.section


def test_pages_name_a_section_only_where_they_hold_nothing_else() -> None:
    (certain,) = name_citations("Decision based on MTUS Chronic Pain Treatment Guidelines Page(s): 64-65.")
    assert (certain.section, certain.section_key) == ("", "muscle-relaxants")
    assert "page 64-65 → muscle-relaxants" in certain.rule
    (doubtful,) = name_citations("Decision based on MTUS Chronic Pain Treatment Guidelines Page(s): 63-65.")
    assert doubtful.section_key == ""
    (later,) = name_citations("Decision based on MTUS Chronic Pain Medical Treatment 2016 Page(s): 64.")
    assert later.section_key == ""
