"""What other hands and years print around a letter's parts: it changes nothing of what is read, and needs no person."""

from __future__ import annotations

import re

import pytest

from search.letters import judge, parse

from .builder import Letter

WHOLE = Letter(width=1000).text()
PLAIN = parse(WHOLE)
HEADER = (
    "case_number",
    *("date_of_injury", "ur_denial_date", "application_received", "date_assigned", "decision_date"),
)


def _read(text: str) -> None:
    letter = parse(text)
    assert letter.items == PLAIN.items
    assert [getattr(letter, name) for name in HEADER] == [getattr(PLAIN, name) for name in HEADER]
    assert (*letter.review, *judge(text, letter).doubts) == ()


@pytest.mark.parametrize(
    "printed",
    [
        "July 19th, 2016",
        "Tuesday, July 19, 2016",
        "19 July 2016",
        "19-Jul-2016",
        "19th of July, 2016",
        "07/19/2016 12:00:00 AM",
        "2016-07-19T00:00:00",
    ],
)
def test_a_day_in_other_print(printed: str) -> None:
    _read(WHOLE.replace("07/19/2016", printed))


def test_a_time_behind_every_day() -> None:
    _read(re.sub(r"(\d\d/\d\d/\d{4})", r"\1 12:00:00 AM", WHOLE))
    _read(re.sub(r"(\d\d/\d\d/\d{4})", r"\1 12:00:00 AM", Letter(header="next line", width=1000).text()))


FAX = "FAX COVER SHEET\nTo: Claims\nPages: 5\nRe: IMR Final Determination Letter\n"
SEPARATOR = (
    "DOCUMENT SEPARATOR SHEET\nProduct Delivery Unit: ADJ\nDocument Type: LEGAL DOCS\nDocument Date: 08/01/2016\n"
)
REPORT = "TRANSMISSION VERIFICATION REPORT\nTIME: 08/01/2016 10:14\nFAX NO. 2135550144\nDURATION 00:02:31\nRESULT OK\n"


@pytest.mark.parametrize("before", [FAX, SEPARATOR, f"{FAX}Comments: one item is overturned.\n"])
def test_a_sheet_before_a_letter(before: str) -> None:
    _read(f"{before}\f{WHOLE}")
    _read(f"{before}{WHOLE}")


@pytest.mark.parametrize(
    "behind",
    [
        f"\f{FAX}",
        f"\f{SEPARATOR}",
        f"\f{REPORT}",
        "Department of Industrial Relations, Division of Workers' Compensation\n1515 Clay Street, Oakland, CA 94612",
        "cc: DIVISION OF WORKERS' COMPENSATION, MEDICAL UNIT",
        "MAXIMUS Federal Services, Inc.\nP.O. Box 138009, Sacramento, CA 95813-8009\nTel: (855) 865-8873",
        "Disclaimer: MAXIMUS is not liable for any consequences arising from these decisions.",
        "Appeal due 4/2!",
        "Workflow step 3 of 5: review decision",
        "Effect of the Decision:\nIt is final and binding on all parties.\n\nSincerely,\n\nMedical Director",
    ],
)
def test_what_closes_a_letter_or_was_sent_behind_it(behind: str) -> None:
    _read(f"{WHOLE}\n\n{behind}")


def test_a_sheet_that_holds_parts_of_a_letter_is_a_doubt() -> None:
    letter = parse(f"{WHOLE}\n\n\f{FAX}Wrist brace: Overturned\n")
    assert "What follows the letter, a cover or fax sheet, was left out." in letter.review


@pytest.mark.parametrize("title", ["ADDENDUM", "Addendum dated 08/02/2016:", "ERRATUM"])
def test_what_was_added_to_a_letter_is_no_reason_and_a_doubt(title: str) -> None:
    letter = parse(f"{WHOLE}\n\n{title}\n\nFurther records came and were read. The decision is unchanged.")
    assert letter.items == PLAIN.items
    assert any("was left out" in sentence for sentence in letter.review)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("the wrist from", "the wrist\n\fDecision rationale (continued): from"),
        ("the wrist from", "the wrist\n\fDecision rationale, cont'd:\nfrom"),
        ("the wrist from", "the wrist\n\fElectromyography of the left arm (continued)\nfrom"),
        ("the wrist from", "the wrist\n\fIMR ISSUES, DECISIONS AND RATIONALES (CONTINUED)\nfrom"),
        ("the wrist from", "the wrist\n\fRe: IMR CM16-9000001\nDecision Date: 07/19/2016\nPage Two\nfrom"),
        ("the wrist from", "the wrist\n\fIMR Case Number: CM16-9000001\nJuly 19, 2016\n\nfrom"),
        ("the wrist from", "the wrist COPY\nfrom"),
        ("the wrist from", "the wrist\nSent via a fax service - 2 of 4\nfrom"),
        ("Massage therapy, 8", "I. Massage therapy, 8"),
        ("Electromyography of", "II. Electromyography of"),
        ("Electromyography of", "ITEM NO. TWO: Electromyography of"),
        ("Electromyography of", "[2 of 2] Electromyography of"),
        ("Electromyography of", "4.2 Electromyography of"),
        ("Electromyography of", "Treatment in dispute: Electromyography of"),
        ("left arm: Overturned", "left arm: Overturned / Medically Necessary"),
        ("left arm: Overturned", "left arm: Overturn UR decision"),
        ("left arm: Overturned", "left arm\nResult: OVERTURNED"),
        ("Electromyography of", "Heat packs (request withdrawn by the provider; no decision)\n\nElectromyography of"),
        ("Electromyography of", "2. Heat packs: Withdrawn by the provider on 07/01/2016\n\nElectromyography of"),
        ("set forth below:", "set forth below:\n\nOf 2 disputed items, 1 is upheld and 1 is overturned."),
        ("set forth below:", "set forth below:\n\nNumber of disputed items: 2"),
        ("Case Number:", "STATE OF CALIFORNIA\nMEDICAL UNIT\n\nCase Number:"),
    ],
)
def test_what_is_printed_within_a_letter(old: str, new: str) -> None:
    assert old in WHOLE
    _read(WHOLE.replace(old, new, 1))


def test_a_letter_in_small_letters() -> None:
    letter = parse(WHOLE.lower())
    assert [item.decision for item in letter.items] == ["upheld", "overturned"]
    assert letter.review == ()


@pytest.mark.parametrize("tally", ["Of 3 items, 2 are upheld and 1 is overturned.", "Number of items: 3", "2 upheld"])
def test_a_tally_that_is_wrong_is_a_doubt(tally: str) -> None:
    letter = parse(WHOLE.replace("set forth below:", f"set forth below:\n\n{tally}"))
    assert any("What is said of all items together" in sentence for sentence in letter.review)


@pytest.mark.parametrize(
    "heading",
    ["1.5 Tesla MRI of the knee", "2.5 mg Lunesta", "6 of 12 visits of therapy", "IV ketamine", "I.V. fluids"],
)
def test_what_only_looks_like_a_number_of_an_item_stays(heading: str) -> None:
    letter = parse(WHOLE.replace("Massage therapy, 8 visits, upper back", heading))
    assert letter.items[0].heading == heading


def test_decisions_behind_their_rationales() -> None:
    text = WHOLE.replace("upper back: Upheld", "upper back").replace("left arm: Overturned", "left arm")
    text = text.replace("Electromyography of", "The UR denial is Upheld.\n\nElectromyography of")
    _read(f"{text}\n\nThe UR denial is Overturned.")


@pytest.mark.parametrize(
    "above",
    [
        "THIS DETERMINATION HAS BEEN RESCINDED",
        "DRAFT - NOT A FINAL DETERMINATION",
        "SUPERSEDED BY AN AMENDED DETERMINATION",
        "SAMPLE LETTER FOR TRAINING",
        "FAX COVER SHEET\nTo: Claims\nComments: this determination was rescinded.",
    ],
)
def test_a_letter_that_says_it_does_not_stand_is_a_doubt(above: str) -> None:
    text = f"{above}\n\n{WHOLE}"
    letter = parse(text)
    assert (*letter.review, *judge(text, letter).doubts) != ()


@pytest.mark.parametrize("behind", ["P.S. The second decision was changed.", "The first item is overturned since."])
def test_a_decision_below_a_letters_end_is_a_doubt(behind: str) -> None:
    assert parse(f"{WHOLE}\n\nSincerely,\n\nMedical Director\n\n{behind}").review != ()


def test_another_number_or_day_at_the_head_of_a_page_is_a_doubt() -> None:
    for head in ("Re: IMR CM16-9000002\nDecision Date: 07/19/2016", "Re: IMR CM16-9000001\nDecision Date: 07/20/2016"):
        assert parse(WHOLE.replace("the wrist from", f"the wrist\n\f{head}\nfrom")).review != ()


NOTICE = """
MAXIMUS FEDERAL SERVICES, INC.
Notice of Independent Medical Review Determination

Dated: {day}

Employee:
Date of UR Decision: 7/15/2013
Date of Injury: 5/6/2012
IMR Application Received: 7/30/2013
MAXIMUS Case Number: CM13-9004173

{one} MAXIMUS Federal Services, Inc. has determined the request for a wrist brace is not medically necessary.
{two} MAXIMUS Federal Services, Inc. has determined the request for a heat pack is medically necessary and appropriate.

Medical Qualifications of the Expert Reviewer:
The physician reviewer is Board Certified in Pain Management and is licensed to practice in Nevada.

Expert Reviewer Case Summary:
The worker hurt a wrist while lifting.

{one} Regarding the request for a wrist brace:
The Claims Administrator based its decision on the MTUS. The Expert Reviewer relied on the ACOEM Guidelines.

Rationale for the Decision:
The wrist is stable. The request for a wrist brace is not medically necessary and appropriate.

{two} Regarding the request for a heat pack:
The Claims Administrator based its decision on the MTUS. The Expert Reviewer relied on the ACOEM Guidelines.

Rationale for the Decision:
Heat helps at home. The request for a heat pack is medically necessary and appropriate.

Effect of the Decision:
The determination is binding on all parties.

Sincerely,

Medical Director
"""


@pytest.mark.parametrize(
    ("one", "two"), [("1)", "2)"), ("A)", "B)"), ("a.", "b."), ("I.", "II."), ("#1", "#2"), ("(1)", "(2)")]
)
def test_a_notice_of_2013_however_it_counts_and_is_dated(one: str, two: str) -> None:
    text = NOTICE.format(one=one, two=two, day="October 18th, 2013")
    letter = parse(text)
    assert [(item.heading, item.decision) for item in letter.items] == [
        ("a wrist brace", "upheld"),
        ("a heat pack", "overturned"),
    ]
    assert letter.items[1].rationale.endswith("a heat pack is medically necessary and appropriate.")
    assert str(letter.decision_date) == "2013-10-18"
    assert (*letter.review, *judge(text, letter).doubts) == ()
