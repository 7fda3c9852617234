"""The forms before mid-2014, set by what is known of their headings."""

from __future__ import annotations

import datetime

import pytest

from search.letters import parse

NOTICE = """\
MAXIMUS FEDERAL SERVICES, INC. Notice of Independent Medical Review Determination Dated: 10/2/2013
1) MAXIMUS Federal Services, Inc. has determined the request for a six week
work hardening course is notmedically necessary and appropriate.
2) MAXIMUS Federal Services, Inc. has determined the request for a home
exercise kit is medically necessary and appropriate. INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE
An application for Independent Medical Review was filed on 9/12/2013 disputing the
Utilization Review Denial dated 8/27/2013. A Notice of Assignment and Request for
Information was provided to all parties on 9/20/2013. These were the decisions:
1) MAXIMUS Federal Services, Inc. has determined the request for a six week
work hardening course is notmedically necessary and appropriate.
2) MAXIMUS Federal Services, Inc. has determined the request for a home
exercise kit is medically necessary and appropriate.
Medical Qualifications of the Expert Reviewer:
The physician reviewer is
Board Certified in Preventive Medicine and is licensed to practice in Utah.
Case Summary:
The worker is a 52 year-old man who slipped on a wet floor on 4/5/2012.
Documents Reviewed for Determination:
1. Application
2. Letter of the claims administrator
1) Regarding the request for a six week work hardening course:
Section of the Medical Treatment Utilization Schedule Relied Upon by the Expert
Reviewer to Make His/Her Decision:
The Claims Administrator based its decision on the Chronic Pain Guidelines, Work
hardening. The Expert Reviewer found those guidelines fitting.
Rationale for the Decision:
Two weeks come before six.
2) Regarding the request for a home exercise kit:
Medical Treatment Guideline(s) Relied Upon by the Expert Reviewer to Make His/Her Decision:
The Claims Administrator cited nothing. The Expert Reviewer based his/her decision on ODG, Knee.
Rationale for the Decision:
Exercise at home is recommended.
Effect of the Decision:
It binds all parties.
"""
NUMBERED = """\
Case Number: CM13-9000077 Date Assigned: 11/27/2013
Decision Date: 01/15/2014

HOW THE IMR DECISION WAS MADE
The physician reviewer is Board Certified in Neurology and is licensed to practice in Iowa.

DOCUMENTS REVIEWED
1. Application
2. Notes of the office

CLINICAL CASE SUMMARY
The physician reviewer developed the following clinical case summary based on a review of the records:
The worker is a 33 year old woman.

IMR DECISION(S) AND RATIONALE(S)
The Final Determination was based on decisions for the disputed items/services set forth below:

1. Ten visits of acupuncture for
the neck is medically necessary and appropriate.

The Claims Administrator based its decision on the Acupuncture Guidelines. The Physician Reviewer based
his/her decision on the same.

The Physician Reviewer's decision rationale: A trial is recommended:
1. to lessen pain.
2. to return to work.

2. A neck pillow is not medically necessary and appropriate.

The Claims Administrator based its decision on ODG, Neck.

The Expert Reviewer based his/her decision on ODG, Neck, Pillow.

The Expert Reviewer's decision rationale: It is not supported.
"""
ISSUES = """\
MEDICAL PROFESSIONAL REVIEW
The physician reviewer is Board Certified in Urology and is licensed to practice in Texas.

CLINICAL SUMMARY
A man of 61 years.

ISSUE AT DISPUTE: Cystoscopy in the
office

RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS NOT MEDICALLY NECESSARY:
There is no blood in the urine.

ISSUE AT DISPUTE: Urine culture

RATIONALE FOR WHY THE REQUESTED TREATMENT/SERVICE IS/WAS MEDICALLY NECESSARY
There is fever.
"""


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
