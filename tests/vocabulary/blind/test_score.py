"""The score of the blind labels counts what it says, and stays above what was reached."""

import pytest

from tests.vocabulary.blind.score import HALVES, labelled, score_citations, score_headings

LABEL = {"id": "x", "heading": "Acupuncture 2x4, low back", "treatment": "rehabilitation/acupuncture", "drug": None}


def test_a_wrong_field_is_counted_and_listed() -> None:
    score = score_headings([{**LABEL, "regions": ["low-back"]}, {**LABEL, "regions": ["neck"]}])
    assert (score.right["treatment"], score.right["drug"], score.right["regions"]) == (1.0, 1.0, 0.5)
    assert len(score.misses) == 1 and "neck" in score.misses[0]


def test_a_wrong_section_leaves_the_guideline_right() -> None:
    line = {"id": "x", "paragraph": "Decision based on MTUS Shoulder Complaints 2004.", "citations": None}
    score = score_citations([{**line, "citations": [["mtus-shoulder", "Special Studies", ""]]}])
    assert (score.right["guideline"], score.right["section"]) == (1.0, 0.0)


@pytest.mark.parametrize("half", HALVES)
def test_floors(half: str) -> None:
    headings = score_headings([line for line in labelled("headings", half) if not line.get("unsure")]).right
    citations = score_citations([line for line in labelled("citations", half) if not line.get("unsure")]).right
    floors = {"treatment": 0.98, "drug": 0.99, "regions": 0.99, "guideline": 0.98, "section": 0.965}
    for name, floor in floors.items():
        assert {**headings, **citations}[name] >= floor, name
