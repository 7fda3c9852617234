"""Lines of offices that stand where a letter's text has no place for them: short notices, heads of mails, initials."""

from __future__ import annotations

import pytest

from search.letters import parse
from search.letters.stamps import is_stamp, likeness

from .builder import Item, Letter

SHORT = [
    "forward the file to our counsel",
    "THIS SHEET WAS PRINTED FROM A CLOSED SYSTEM (2)",
    "KEEP WITH THE BINDER",
    "Bramwell Vault - printed from a system of records - 4",
]
MAIL = "From: Intake Team\nSent: Monday, April 04, 2016 2:41 PM\nTo: Desk Four\nSubject: FW: IMR"
PLACES = ["Claims Administrator guideline:", "MAXIMUS guideline:", "Decision rationale:"]


def _same(text: str, stamped: str) -> None:
    read = parse(stamped)
    clean = parse(text)
    assert (read.items, read.clinical_summary, read.review) == (clean.items, clean.clinical_summary, ())


@pytest.mark.parametrize("above", PLACES)
@pytest.mark.parametrize("line", [*SHORT, MAIL])
def test_what_offices_print_between_parts_is_no_text(line: str, above: str) -> None:
    text = Letter().text()
    _same(text, text.replace(above, f"{line}\n{above}", 1))


@pytest.mark.parametrize("line", ["Routed to counsel, folder 4", "NOT AN ORIGINAL", "[2]", "PROOFREAD"])
def test_a_stamp_behind_the_sections_colon_stands_in_no_guideline(line: str) -> None:
    cited = "Decision based on MTUS Chronic Pain Medical Treatment of the Year 2009, Section(s):\nMassage therapy."
    text = Letter(items=(Item(claims=cited),)).text()
    assert "Section(s):\nMassage" in text
    _same(text, text.replace("Section(s):\nMassage", f"Section(s):\n{line}\nMassage", 1))


def test_a_stamp_behind_the_opening_of_a_summary_or_of_the_items_is_no_text() -> None:
    text = Letter().text()
    for opening in ("records:\n", "below:\n"):
        _same(text, text.replace(opening, f"{opening}use at MSC\n", 1))


def test_a_heading_that_ends_early_is_kept_whole() -> None:
    item = Item(heading="Work hardening program, 160 hours (5 days a week\nfor 5 weeks): first course")
    letter = parse(Letter(items=(item,)).text().replace("below:\n\n", "below:\n"))
    assert letter.items[0].heading.startswith("Work hardening program, 160 hours (5 days a week for 5 weeks)")
    assert letter.review == ()


@pytest.mark.parametrize("line", ["RETAINED MATERIAL UNDER EVID. CODE 1157", "ENCLOSURE COPY FOR THE CARRIER"])
def test_a_stamp_between_a_heading_and_its_decision_is_no_part_of_it(line: str) -> None:
    text = Letter().text().replace("upper back: Upheld", "upper back:\nUpheld", 1)
    _same(text, text.replace("back:\nUpheld", f"back:\n{line}\nUpheld", 1))


def test_a_heading_behind_the_opening_of_the_items_is_no_stamp() -> None:
    item = Item(heading="CT scan of the abdomen with contrast")
    text = Letter(items=(item,)).text().replace("below:\n\n", "below:\n").replace(": Upheld", "\nUpheld", 1)
    assert parse(text).items[0].heading == item.heading


def test_a_stamp_above_a_heading_is_doubted() -> None:
    item, other = Item(), Item(heading="Electromyography of the left arm")
    text = Letter(items=(item, other)).text()
    letter = parse(text.replace("Electromyography", "/QRS/\nElectromyography", 1))
    assert letter.items == parse(text).items or letter.review


def test_two_stamps_one_below_the_other_hold_no_letter() -> None:
    text = Letter(summary=("The worker is a 47-year-old woman who hurt her back.", "She does not work.")).text()
    below = "IMR ISSUES, DECISIONS"
    _same(
        text,
        text.replace(below, f"No page of this file may leave the building.\n\n{below}", 1).replace(
            "work.\n\n", "work.\n"
        ),
    )


def test_a_program_is_nobodys_name() -> None:
    assert is_stamp("Mitchell SmartAdvisor 6/12/2017 DCN 7018033392")
    text = Letter().text()
    line = "Evaluation Only. Created with Aspose.PDF."
    _same(text, text.replace("no gain", f"\n{line}\nno gain", 1))


@pytest.mark.parametrize(
    "line", ["cont'd . . .", "page 2 (of 3 total), determination", "CSID: 8185550144 TTI: WARD Time: 8:14 Pg: 2"]
)
def test_more_that_pages_and_machines_print(line: str) -> None:
    assert is_stamp(line)


def test_a_title_that_a_browser_prints_is_like_a_stamp_and_a_finding_is_not() -> None:
    assert likeness("4/4/2016 Independent Medical Review Decisions list 2/2") == "like"
    assert likeness("12/6/2016 low back pain was rated 4/5") == "none"


def test_a_day_below_what_was_done_with_the_paper_is_no_text() -> None:
    text = Letter().text()
    _same(text, f"{text.rstrip()}\nREVIEWED - UNIT 4\n03/05/2018\n")


def test_a_number_alone_behind_a_full_line_of_a_sentence_is_a_pages() -> None:
    text = Letter().text()
    at = text.index("\n", text.index("Decision rationale:"))
    assert text[at + 1].islower()
    _same(text, f"{text[:at]}\n2{text[at:]}")


def test_a_verdict_on_a_line_of_its_own_is_no_note() -> None:
    """Be the heading below it decided in other words than usual."""
    reasons = Item().rationale[0].partition(" The visits")[0]
    first = Item(rationale=(reasons, "The visits are not medically necessary."))
    text = Letter(items=(first, Item(heading="Hot packs, purchase", decision="Decision: Uphold"))).text()
    letter = parse(text.replace("\n\nHot packs", "\n\n\n\n\n1\nHot packs"))
    assert letter.items[0].rationale.endswith("\n\nThe visits are not medically necessary.")
    assert letter.review == ()


@pytest.mark.parametrize(
    "line",
    [
        *("v/ v/ v/ - RS", "Handed over pursuant to the subpoena; no part was left out by the copy service."),
        *("Retrieved from brambleshelf.example on 11/12/2017; for personal use only.", "For your office use only"),
    ],
)
def test_marks_of_desks_and_copies(line: str) -> None:
    assert is_stamp(line)


@pytest.mark.parametrize("hole", ["o", "0", "•"])
def test_the_holes_of_a_punch_are_no_text(hole: str) -> None:
    text = Letter().text()
    _same(text, text.replace("no gain", f"\n{hole}\n{hole}\n{hole}\nno gain", 1))
