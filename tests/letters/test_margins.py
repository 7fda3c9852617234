"""Stamps are no text, wherever they stand; what only resembles one is."""

from __future__ import annotations

import pytest

from search.letters import parse
from search.letters.data import table
from search.letters.stamps import is_stamp

from .builder import Item, Letter

STAMPS_LIST = """\
DEF001201
PLTF-000417
ABC_MED 0004417
000417
*20170314-0021*
Page 2 of 9
Pg. 2/9
03/14/2017 10:32 WILLOW CLAIMS (FAX)559 555 0142 P.003/009
From: GRANITE To: 15595550123 Page: 3/9 Date: 3/14/2017 10:32:09 AM
Mar. 14. 2017 10:32AM No. 4123 P. 3
Received Time Mar. 14. 2017 10:32AM No. 4123
Case 2:17-cv-01234-ABC-DE Document 12-1 Filed 03/14/17 Page 3 of 9 Page ID #:417
https://records.example/viewer?id=7 3/14/2017 3/9
EXHIBIT 14
Exhibit B
DEFENDANT'S EXHIBIT 3
CONFIDENTIAL
CONFIDENTIAL - SUBJECT TO PROTECTIVE ORDER
RECEIVED MAR 14 2017
R E C E I V E D
COPY
C O P Y
Scanned: 03/14/2017 Doc ID: 441877
Printed on 3/14/2017 4:15 PM by user7 Page 3 of 9
filed 3/14/2017 ML
noted 03/14 JT
R E C E I V E D   06/12/17   MAILROOM
RECEIVED APR 03 2017 HARBOR CLAIMS UNIT
Scanned by CamScanner
Sent from my iPad
(559) 555-0142 HARBOR MEDICAL 3/14/2017 10:32 3/9
harbor004417
WGR.000417.003
000217 of 000231
4417-9931.2
Page Two of Nine
(continued on next page)
*** END OF REPORT ***
DEFENSE EXHIBIT C-7
Batch 417 Seq 3
Transaction ID 60441177
D:/scans/imr/letter 7.pdf
PAID 3/14/17
_____________________"""
STAMPS = STAMPS_LIST.split("\n")
TEXT_LIST = """\
Received:
06/10/2016
Norco 10/325mg #60
Page(s): 60.
http://www.ncbi.nlm.nih.gov/pubmed/12345678
Exhibit of the guideline was draft, not final.
97110
MTUS 2009
Printed materials were sent by the provider in 2016, and the request was for more of them.
The case was filed.
L4-L5
ODG
To date, the worker has had 12 visits.
2016.
137.
A1c.
Case Number: CM16-9000001
UR Denial Date: 03/14/2017
97110-97112
Low Back Complaints, Page 300 and Summary of Evidence,
Tramadol 50mg 1 tab
original request, two sessions is: Upheld"""
TEXT = TEXT_LIST.split("\n")


@pytest.mark.parametrize("line", STAMPS)
def test_a_stamp_by_its_shape(line: str) -> None:
    assert is_stamp(line)


@pytest.mark.parametrize("line", TEXT)
def test_text_that_resembles_one(line: str) -> None:
    assert not is_stamp(line)


@pytest.mark.parametrize("line", [*STAMPS[:4], *STAMPS[7:], "C\nO\nP\nY", "RECEIVED\nMAR 14 2017\nBY: ____"])
@pytest.mark.parametrize("above", ["Claims Administrator guideline:", "MAXIMUS guideline:", "no gain"])
def test_a_stamp_anywhere_changes_nothing(line: str, above: str) -> None:
    text = Letter().text()
    stamped = parse(text.replace(above, f"\n{line}\n\f{above}", 1))
    assert (stamped.items, stamped.review) == (parse(text).items, ())


def test_an_unknown_stamp_is_told_by_standing_at_every_page() -> None:
    pages = (
        Letter().text().replace("CLINICAL CASE", "\fCLINICAL CASE").replace("MAXIMUS guideline", "\fMAXIMUS guideline")
    )
    stamped = "\n\f".join(f"{page}\nWILLOW & GRANITE LLP / {at}" for at, page in enumerate(pages.split("\f")))
    assert parse(stamped).items == parse(pages).items
    counting = (
        Letter().text().replace("CLINICAL CASE", "WG/7-101\nCLINICAL CASE").replace("no gain", "\nWG/7-102\nno gain")
    )
    assert parse(counting).items == parse(pages).items


def test_a_header_on_every_page_is_read_once() -> None:
    text = Letter().text().replace("CLINICAL CASE", "\fCase Number: CM16-9000001\n\nCLINICAL CASE")
    letter = parse(text.replace("MAXIMUS guideline", "\fCase Number: CM16-9000001\n\nMAXIMUS guideline", 1))
    assert (letter.case_number, letter.review) == ("CM16-9000001", ())
    assert letter.items == parse(Letter().text()).items


@pytest.mark.parametrize(
    "line", ["Karl-Heinz & Sons 7a", "HARBOR BINDERY", "OK MS 1/15", "[3]", "O", "✓", "*** see here ***"]
)
@pytest.mark.parametrize("above", ["Claims Administrator guideline:", "MAXIMUS guideline:", "expected to help"])
def test_a_stamp_of_no_known_shape_is_told_by_the_text_around_it(line: str, above: str) -> None:
    text = Letter().text()
    stamped = parse(text.replace(above, f"\n{line}\n{above}", 1))
    assert (stamped.items, stamped.review) == (parse(text).items, ())


def test_what_might_as_well_be_text_is_kept_and_doubted() -> None:
    item = Item(rationale=("The guideline allows a short trial.", "The visits are not medically necessary."))
    text = Letter(items=(item,)).text()
    letter = parse(text.replace("The visits are not", "Trial Visits\nThe visits are not", 1))
    assert "Trial Visits" in letter.items[0].rationale
    assert any("Trial Visits" in sentence for sentence in letter.review)


def test_lines_folded_to_a_narrower_width_lose_nothing() -> None:
    lines = [Letter(width=60).wrapped(line) for line in Letter(width=84).text().split("\n")]
    letter = parse("\n".join(lines))
    assert letter.items == parse(Letter(width=84).text()).items
    assert letter.review == ()


def test_page_numbers_without_an_empty_line_behind_them_are_read() -> None:
    pages = (
        Letter().text().replace("CLINICAL CASE", "\fCLINICAL CASE").replace("MAXIMUS guideline", "\fMAXIMUS guideline")
    )
    parts = pages.split("\f")
    numbered = "\f".join(f"{page}\nPage {at} of {len(parts)}" for at, page in enumerate(parts, start=1))
    assert parse(numbered).review == ()


def _in_pages(line: str, *, foot: bool = True) -> tuple[str, str]:
    """A letter in three pages, without this line at the edge of each and with it."""
    text = Letter().text()
    for start in ("CLINICAL CASE", "no gain"):
        text = text.replace(start, f"\f{start}", 1)
    pages = text.split("\f")
    marked = [f"{page.rstrip()}\n{line}\n" if foot else f"{line}\n{page}" for page in pages]
    return text, "\f".join(marked)


@pytest.mark.parametrize("foot", [True, False])
@pytest.mark.parametrize(
    "line",
    [
        "kept by the mail desk of the third floor",
        "Bring this sheet back to the front desk.",
        "North Pier Reading Room - Independent Medical Review letters",
    ],
)
def test_what_stands_in_the_same_place_of_every_page_is_a_margin_whatever_it_says(line: str, foot: bool) -> None:
    pages, marked = _in_pages(line, foot=foot)
    assert (parse(marked).items, parse(marked).review) == (parse(pages).items, ())
    assert line not in parse(marked).text


def test_a_margin_that_names_somebody_is_left_out_and_told() -> None:
    pages, marked = _in_pages("Patient: Wilma Hartdegen")
    letter = parse(marked)
    assert letter.items == parse(pages).items
    assert any("margin" in sentence for sentence in letter.review)
    assert not any("Hartdegen" in sentence for sentence in letter.review)


@pytest.mark.parametrize(
    "line",
    [
        "This report holds confidential medical information and is meant for its addressee.",
        "Westlaw. © 2016 a publisher",
        "E-FILED\n6/02/2016 2:11 PM\nSuperior Court of California\nCounty of Alameda",
        "Received at Salinas office\nJune 2, 2016",
        "Please see the following page",
        "Copying of this file may not be forwarded.",
        "Final Determination Letter for IMR Case Number CM16-90 3",
        "Harborside 000310",
        "Continued on the following page...",
        "cc: claims, desk 4.",
        "See enclosed\n2",
        "continued, p. 4",
        "viewer.example.gov/letters  3/14/17, 9:12 AM   Page 2 of 3",
        "IMR letter, page two",
        "Release restricted by law",
    ],
)
@pytest.mark.parametrize("above", ["Claims Administrator guideline:", "MAXIMUS guideline:", "expected to help"])
def test_notices_and_blocks_are_stamps_anywhere(line: str, above: str) -> None:
    text = Letter().text()
    stamped = parse(text.replace(above, f"\n{line}\n{above}", 1))
    assert (stamped.items, stamped.review) == (parse(text).items, ())


@pytest.mark.parametrize("line", ["back to the desk by noon", "The visits, see ledger", "Massage, ask the clerk."])
def test_between_a_decision_and_its_label_or_in_a_sentence_stands_no_text(line: str) -> None:
    text = Letter().text()
    letter = parse(text.replace("expected to help", "\nThe visits, see the ledger.\nexpected to help", 1))
    assert letter.items == parse(text).items
    letter = parse(
        text.replace("Claims Administrator guideline:", f"{line.rstrip('.')}\nClaims Administrator guideline:", 1)
    )
    assert letter.items == parse(text).items


@pytest.mark.parametrize("heading", ["Massage therapy, 8 visits, upper back", "Electromyography of the left arm"])
@pytest.mark.parametrize("line", ["Ledger picked up by courier", "Visits: ask KL"])
def test_what_stands_above_a_heading_is_never_a_part_of_it_unnoticed(heading: str, line: str) -> None:
    text = Letter().text()
    letter = parse(text.replace(heading, f"{line}\n{heading}", 1))
    assert letter.items == parse(text).items or letter.review


def test_a_whole_sentence_inside_another_is_none_of_the_text_and_nowhere_else_either() -> None:
    text = Letter().text()
    line = "The pages of this bundle belong to the reading room and are to be brought back by noon."
    assert line not in parse(text.replace("no gain", f"\n{line}\nno gain", 1)).text
    both = text.replace("no gain", f"\n{line}\nno gain", 1).replace("CLINICAL CASE", f"{line}\nCLINICAL CASE", 1)
    assert (parse(both).items, parse(both).review) == (parse(text).items, ())
    assert line not in parse(both).text


def test_a_short_sentence_where_a_paragraph_ought_to_go_on_is_doubted() -> None:
    text = Letter().text()
    letter = parse(text.replace("MAXIMUS guideline:", "Ledger, ask upstairs.\nMAXIMUS guideline:", 1))
    assert letter.items == parse(text).items or letter.review


def test_a_day_in_a_stamp_is_no_date_of_the_header() -> None:
    text = Letter().text()
    for line in ("3/11/2017 Reading room - list of results 1/3", "Loss 3/2/14 - desk: KL"):
        letter = parse(f"{line}\n{text}")
        assert (letter.date_of_injury, letter.review) == (parse(text).date_of_injury, ())


def test_a_word_that_stands_beside_those_of_stamps_is_listed_once() -> None:
    lists = {
        name: table("stamps")[name].split() for name in ("core", "beside", "counted", "signed", "mailboxes", "papers")
    }
    assert all(len(words) == len(set(words)) for words in lists.values())
    assert set(lists["beside"]).isdisjoint((*lists["core"], *lists["counted"], *lists["signed"]))


@pytest.mark.parametrize("mark", ["     Page 2 of 2", "   page 2", "    - 2 -", "      2"])
def test_a_page_number_far_behind_a_line_is_none_of_its_text(mark: str) -> None:
    letter = Letter()
    whole = parse(letter.text())
    lines = letter.text().split("\n")
    start = next(at for at, line in enumerate(lines) if line.startswith("CLINICAL"))
    ends = [at for at, line in enumerate(lines) if at > start and line[-1:] and (line[-1].islower() or line[-1] == ".")]
    assert len(ends) > 10
    for at in ends:
        read = parse("\n".join([*lines[:at], f"{lines[at]}{mark}", *lines[at + 1 :]]))
        items = [(item.heading, item.claims_guideline, item.reviewer_guideline, item.rationale) for item in read.items]
        assert items == [
            (item.heading, item.claims_guideline, item.reviewer_guideline, item.rationale) for item in whole.items
        ], lines[at]
        assert read.clinical_summary == whole.clinical_summary


def _is_read_as(text: str, whole: str) -> None:
    read, usual = parse(text), parse(whole)
    assert read.review == ()
    assert [(item.heading, item.rationale) for item in read.items] == [
        (item.heading, item.rationale) for item in usual.items
    ]


def test_what_stands_between_a_pages_foot_and_the_next_ones_head_is_no_text() -> None:
    whole = Letter().text()
    lines = whole.split("\n")
    number = parse(whole).case_number
    foot = (
        f"Final Determination Letter for IMR Case Number {number}\n\nWILLOW REVIEW, INC.\nIMR Case No. {number}   Page"
    )
    within = [at for at, line in enumerate(lines) if at > 20 and line and line[-1].islower()]
    first, second = within[0], within[-1]
    for at, page in ((second, 3), (first, 2)):
        lines[at] = f"{lines[at]}\n\n\n{foot} {page}\n"
    _is_read_as("\n".join(lines), whole)


def test_a_mailers_notice_behind_the_letter_is_no_text() -> None:
    whole = Letter().text()
    notice = (
        "CONFIDENTIALITY NOTICE: This message may hold privileged matter. If you\nare not the addressee, delete it."
    )
    _is_read_as(f"{whole}\n\n{notice}\n", whole)


def test_signs_that_a_program_escaped_are_read_without_its_marks() -> None:
    whole = Letter(width=1000).text()
    _is_read_as(whole.replace("-", "\\-").replace("(", "\\(").replace(")", "\\)"), whole)


@pytest.mark.parametrize(("begun", "rest"), [("Up", "held"), ("Uph", "eld"), ("Up-", "held.")])
def test_a_verdict_may_be_broken_anywhere(begun: str, rest: str) -> None:
    whole = Letter().text()
    assert ": Upheld" in whole
    _is_read_as(whole.replace(": Upheld", f": {begun}\n{rest}"), whole)
