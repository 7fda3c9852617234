"""The forms before mid-2014, set by what is known of their headings."""

from __future__ import annotations

import datetime
import re

import pytest

from search.letters import parse
from search.samples import SAMPLES

from .printed_forms import printed

NOTICE, NUMBERED, ISSUES = (
    printed(name).letter for name in ("notice-2013", "documents-reviewed", "medical-professional-review")
)


@pytest.mark.parametrize("folded", [False, True])
def test_the_notice_of_2013(folded: bool) -> None:
    letter = parse(" ".join(NOTICE.split()) if folded else NOTICE)
    first, second = letter.items
    assert letter.form == "notice-2013"
    assert (first.heading, first.decision) == ("a six week work hardening course", "upheld")
    assert first.claims_guideline.endswith("Guidelines, Work hardening.")
    assert first.reviewer_guideline == "The Expert Reviewer found those guidelines fitting."
    assert first.rationale == "Two weeks come before six."
    assert (second.heading, second.decision) == ("a home exercise kit", "overturned")
    assert second.rationale == "Exercise at home is recommended."
    assert (letter.licensed_in_printed, letter.specialties_printed) == ("Utah", "Preventive Medicine")
    assert letter.decision_date == datetime.date(2013, 10, 2)
    assert letter.application_received == datetime.date(2013, 9, 12)
    assert letter.ur_denial_date == datetime.date(2013, 8, 27)
    assert letter.date_assigned == datetime.date(2013, 9, 20)


def test_a_request_decided_in_two_ways_is_left_out() -> None:
    first = NOTICE.index("notmedically")
    letter = parse(NOTICE[:first] + NOTICE[first:].replace("notmedically", "medically", 1))
    assert [item.heading for item in letter.items] == ["a home exercise kit"]
    assert "Request 1 is decided in two ways." in letter.warnings


def test_numbered_items_with_documents_reviewed() -> None:
    letter = parse(NUMBERED)
    first, second = letter.items
    assert letter.form == "documents-reviewed"
    assert (first.heading, first.decision) == ("Ten visits of acupuncture for the neck", "overturned")
    assert first.claims_guideline == ("The Claims Administrator based its decision on the Acupuncture Guidelines.")
    assert first.reviewer_guideline == "The Physician Reviewer based his/her decision on the same."
    assert first.rationale == "A trial is recommended: 1. to lessen pain. 2. to return to work."
    assert (second.heading, second.decision, second.rationale) == (
        "A neck pillow",
        "upheld",
        "It is not supported.",
    )
    assert letter.case_number == "CM13-9000077"
    assert letter.specialties_printed == "Neurology"
    assert letter.clinical_summary == "The worker is a 33 year old woman."
    assert letter.warnings == ()


def test_issues_at_dispute() -> None:
    letter = parse(ISSUES)
    assert letter.form == "medical-professional-review"
    assert [(item.heading, item.decision, item.rationale) for item in letter.items] == [
        ("Cystoscopy in the office", "upheld", "There is no blood in the urine."),
        ("Urine culture", "overturned", "There is fever."),
    ]
    assert letter.specialties_printed == "Urology"


def test_an_issue_with_its_decision_and_guidelines_below_it() -> None:
    text = ISSUES
    for title, said in (("IS/WAS NOT", "Not medically necessary"), ("IS/WAS", "Overturned")):
        why = f"RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE {title} MEDICALLY"
        text = text.replace(why, f"DECISION: {said}\n\nGUIDELINES RELIED UPON: The guideline, page 4\n\n{why}")
    letter = parse(text)
    assert [(item.heading, item.decision, item.reviewer_guideline) for item in letter.items] == [
        ("Cystoscopy in the office", "upheld", "The guideline, page 4"),
        ("Urine culture", "overturned", "The guideline, page 4"),
    ]
    assert (
        "Issue 1 is decided in two ways."
        in parse(text.replace("DECISION: Not medically", "DECISION: Medically")).review
    )


def test_a_verdict_in_passing_is_no_item() -> None:
    text = (
        "Some letter.\n\n1. The nurse thought that rest is medically necessary.\n\n2. Bed is not medically necessary."
    )
    letter = parse(text)
    assert (letter.form, letter.items) == ("unknown", ())


def test_a_numbered_list_in_a_rationale_decides_nothing() -> None:
    listed = "Two weeks come before six:\n1) The pool is medically necessary and appropriate.\n"
    letter = parse(NOTICE.replace("Two weeks come before six.\n", listed))
    assert [item.decision for item in letter.items] == ["upheld", "overturned"]
    assert letter.items[0].rationale.endswith("necessary and appropriate.")


def test_a_rationale_without_its_issue_is_no_item() -> None:
    letter = parse("\n".join(line for line in ISSUES.split("\n") if "DISPUTE" not in line))
    assert (letter.form, letter.items) == ("medical-professional-review", ())
    assert "No disputed item could be read." in letter.warnings


def test_the_end_of_a_broken_label_needs_no_colon() -> None:
    """The notice's longest label is broken, and some print nothing behind it."""
    text = (SAMPLES / "CM13-9000417.txt").read_text(encoding="utf-8")
    bare = re.sub(r"His/Her Decision:\n\s+", "His/Her Decision\n", text)
    assert bare.count("His/Her Decision\n") > 1
    assert (parse(bare).items, parse(bare).review) == (parse(text).items, ())


def test_an_item_whose_first_line_is_lost_is_missed() -> None:
    for whole, pattern in ((NUMBERED, r"^2\. A neck.*?$"), (ISSUES, r"^ISSUE AT DISPUTE.*?$")):
        found = re.search(pattern, whole, re.MULTILINE)
        assert found is not None
        read = parse(whole)
        lost = parse(whole[: found.start()] + whole[found.end() :])
        assert len(lost.items) < len(read.items)
        assert lost.review
