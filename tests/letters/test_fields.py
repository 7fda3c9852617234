"""Letters as programs export them, field by field: read where every field is known, and left alone otherwise."""

from __future__ import annotations

from time import process_time

import pytest

from search.letters import parse
from search.letters.fields import from_fields

EXPORT = """\
CASE_NUMBER = CM16-9000044
DATE_OF_INJURY = 2009-05-11
DECISION_DATE = 2016-12-04
REVIEWER_LICENSURE = California
REVIEWER_CERTIFICATION = Occupational Medicine
CLINICAL_CASE_SUMMARY = The worker is 47 and hurt her back
    while lifting.
ITEM_COUNT = 1
ITEM_1_HEADING = Lumbar brace
ITEM_1_DECISION = Upheld
ITEM_1_MAXIMUS_GUIDELINE = MTUS Low Back Complaints 2004, Section(s): Initial Care.
ITEM_1_DECISION_RATIONALE = The pain is old. The request is not medically necessary.
"""


def test_an_export_is_read() -> None:
    letter = parse(EXPORT)
    assert letter.case_number == "CM16-9000044"
    assert str(letter.decision_date) == "2016-12-04"
    assert letter.clinical_summary == "The worker is 47 and hurt her back while lifting."
    assert [(item.heading, item.decision) for item in letter.items] == [("Lumbar brace", "upheld")]
    assert letter.items[0].rationale == "The pain is old. The request is not medically necessary."


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ITEM_COUNT", "PATIENT_NAME = Ofelia Barragan\nITEM_COUNT"),
        ("ITEM_COUNT = 1", "ITEM_COUNT = 2"),
        ("ITEM_COUNT", "Seen by nobody.\nITEM_COUNT"),
        ("= Upheld", "= Modified"),
        ("ITEM_1_DECISION = Upheld", "ITEM_1_DECISION = Upheld\nITEM_1_OUTCOME = Overturned"),
        ("ITEM_1_DECISION_RATIONALE", "ITEM_1_NOTE"),
        ("CLINICAL_CASE_SUMMARY", "CLINICAL_NOTE"),
    ],
)
def test_an_export_that_is_not_understood_whole_is_left_alone(old: str, new: str) -> None:
    assert old in EXPORT
    text = EXPORT.replace(old, new, 1)
    assert from_fields(text) == text


@pytest.mark.parametrize(
    "line",
    [
        "x" + "_" * 5000,
        '"a": 1' + " " * 5000 + "z",
        '"a"' + " " * 5000 + ',"b' + '" ' * 2500,
        "<a>" * 2000 + "</",
        "a.b_" * 2000,
    ],
)
def test_a_hostile_line_takes_no_time(line: str) -> None:
    text = "\n".join([line] * 12)
    started = process_time()
    assert from_fields(text) == text
    assert process_time() - started < 1
