"""Lines that are printed as no letter prints its text, and what a stamp must not take with it. All invented."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from search.letters import parse, parse_all
from search.letters.stamps import is_stamp

from .builder import SECOND, Item, Letter

CITED = "Decision based on MTUS Low Back Disorders of the Year 2016,\nSection(s): Massage."


def _is_same(text: str, stamped: str) -> None:
    read, clean = parse(stamped), parse(text)
    assert stamped != text
    assert (read.items, read.clinical_summary, read.review) == (clean.items, clean.clinical_summary, ())


@pytest.mark.parametrize(
    "line",
    [
        "Lost once more!",
        "?? ask her which ones",
        "GENERAL LEDGER WEST WING",
        "TAB Seven",
        "RCVD-CLAIMS",
        "Opened from Qorvex ShareView",
    ],
)
@pytest.mark.parametrize("above", ["MAXIMUS guideline:", "Decision rationale:"])
def test_a_line_in_other_print_is_no_text(line: str, above: str) -> None:
    text = Letter().text()
    _is_same(text, text.replace(above, f"{line}\n{above}", 1))


@pytest.mark.parametrize(
    "stamp",
    [
        "LODGED\n3/14/2017\nBY KM",
        "TRANSMISSION VERIFICATION REPORT\nTIME : 3/14/2017 17:38\nNAME : MEADOW",
        "- 3 -",
        "--- Page Break ---",
        "blob:https://viewer.example/70868-4633-4002",
    ],
)
@pytest.mark.parametrize("above", ["Section(s): Massage therapy.\n", "below:\n"])
def test_a_stamp_of_several_lines_or_of_a_page_is_no_text(stamp: str, above: str) -> None:
    first, _, rest = above.partition("\n")
    text = Letter().text()
    _is_same(text, text.replace(above, f"{first}\n{stamp}\n{rest}", 1))


@pytest.mark.parametrize("line", ["The names were taken out first.", "This is page 2 of 3 pages.", "A copy came late."])
def test_a_source_goes_on_with_its_section(line: str) -> None:
    text = Letter(items=(Item(claims=CITED), SECOND)).text()
    _is_same(text, text.replace("2016,\n", f"2016,\n{line}\n", 1))


def test_a_section_behind_a_sentences_end_is_doubted() -> None:
    text = Letter(items=(Item(claims=CITED.replace("2016,\n", "2016 and no more. ")),)).text()
    assert "a section stands behind a sentence's end" in " ".join(parse(text).review)


def _in_words(text: str, words: str, line: str) -> str:
    first, second = words.split("|")
    return text.replace(first + second, f"{first.rstrip()}\n{line}\n{second.lstrip()}", 1)


@pytest.mark.parametrize("day", ["7/9/2016", "07/09/2016 - 08/09/2016"])
def test_days_alone_within_a_sentence_are_no_text_and_behind_one_are_doubted(day: str) -> None:
    text = Letter().text()
    lines = text.split("\n")
    at = next(at for at, line in enumerate(lines) if "Decision rationale" in line) + 1
    while not (lines[at - 1][-1].isalpha() and len(lines[at - 1]) > 70 and lines[at][:1].islower()):
        at += 1
    _is_same(text, "\n".join([*lines[:at], day, *lines[at:]]))
    assert parse(text.replace("\n\nDecision rationale", f"\n{day}\n\nDecision rationale", 1)).review


def test_what_stands_above_a_heading_and_is_none_is_doubted() -> None:
    text = Letter().text()
    for heading in (Item().heading, SECOND.heading):
        letter = parse(text.replace(heading, f"Verdict: denied\n{heading}", 1))
        assert letter.review or letter.items == parse(text).items


def test_a_bare_verdict_inside_an_item_is_doubted() -> None:
    text = Letter().text()
    assert parse(text.replace("\n\nDecision rationale", "\nNot medically necessary\n\nDecision rationale", 1)).review


def test_a_stamp_takes_no_words_of_the_letter_with_it() -> None:
    formula = "The Claims Administrator did not cite any medical evidence\nfor its decision."
    text = Letter(items=(Item(claims=formula), Item(heading="Lumbar brace", claims=formula)), width=1000).text()
    letter = parse(text.replace("evidence\nfor", "evidence\nInsurer's copy\nfor", 1))
    assert letter.review or letter.items == parse(text).items


def test_lines_again_at_each_page_are_a_margin_whatever_they_say() -> None:
    text = Letter().text()
    half = text.index("MAXIMUS guideline")
    for line in ("this is why we ask for the scan", "Wrong chapter cited"):
        _is_same(text, f"{line}\n{text[:half].rstrip()}\n\f{line}\n{text[half:]}")


def test_a_stamps_page_number_puts_no_pages_in_another_order() -> None:
    text = Letter().text()
    half = text.index("Decision rationale")
    stamped = f"{text[:half].rstrip()}\n\n\fDRAWER WEST File 23714 Pg 1 / 2\n{text[half:]}"
    ((letter),) = parse_all(stamped)
    assert (letter.items, letter.review) == (parse(text).items, ())


def test_a_board_named_within_a_sentence_begins_no_opinion() -> None:
    text = Letter().text()
    _is_same(text, text.replace("no gain", "\nWORKERS' COMPENSATION APPEALS BOARD\nno gain", 1))


@pytest.mark.parametrize(
    "line", ["Final Determination Letter - Page 3", "This is page 1 of 4 pages.", "p2", "log 4471"]
)
def test_more_of_pages(line: str) -> None:
    assert is_stamp(line)


@pytest.mark.parametrize(
    ("broken", "whole"), [("Electroacu-\npuncture", "Electroacupuncture"), ("Physio-\ntherapy", "Physiotherapy")]
)
def test_a_compound_of_the_field_is_mended(broken: str, whole: str) -> None:
    text = Letter().text().replace(Item().heading, f"{broken}, 8 visits", 1)
    assert parse(text).items[0].heading == f"{whole}, 8 visits"


def test_numbers_in_brackets_count_headings_and_are_amounts_elsewhere() -> None:
    counted = Letter(items=(Item(heading="(1) Massage, 8 visits"), Item(heading="(2) Therapy, 6 visits"))).text()
    assert [item.heading for item in parse(counted).items] == ["Massage, 8 visits", "Therapy, 6 visits"]
    amount = Letter(items=(Item(heading="(12) visits of therapy"), SECOND)).text()
    assert parse(amount).items[0].heading == "(12) visits of therapy"


@pytest.mark.parametrize("note", ["(i.e., NOT medically necessary)", "(that is, not medically necessary)"])
def test_a_decisions_sense_in_brackets(note: str) -> None:
    text = Letter().text().replace("back: Upheld", f"back: Upheld {note}", 1)
    assert parse(text).items == parse(Letter().text()).items
    assert parse(text).review == ()


@pytest.mark.parametrize(
    ("cited", "said"),
    [
        ("Decision based on MTUS Low Back Disorders 2016, Section(s):", "ends"),
        ("Decision based on MTUS Chronic Pain Medical Treatment", "ends without a stop"),
        ("Decision based on MTUS Low Back Disorders 2016, Massage therapy.", "may have lost a line"),
        ("The Claims Administrator based their decision on Centers of Care.", "may have lost a line"),
        ("Decision on Neck and Upper Back, Massage therapy.", "may have lost a line"),
    ],
)
def test_a_guideline_that_lost_a_line_is_doubted(cited: str, said: str) -> None:
    assert said in " ".join(parse(Letter(items=(Item(claims=cited), SECOND)).text()).review)


@pytest.mark.parametrize(
    ("whole", "rest"),
    [
        ("care, and the examination does not tell the wrist", "care can\nhas the wrist"),
        ("care, and the examination does not tell the wrist", "care, an\nwrist"),
        ("care, and the examination does not tell the wrist", "care, and she\nfrom the wrist"),
        ("hurt her back while lifting a crate.", "hurt her back while lifting"),
    ],
)
def test_a_lost_line_that_leaves_words_which_cannot_meet(whole: str, rest: str) -> None:
    text = Letter(width=400).text()
    assert whole in text
    assert parse(text.replace(whole, rest)).review


@pytest.mark.parametrize(
    "line",
    [
        "EXHIBIT E (cont.)",
        "|||||| 38486 ||||||",
        "DEPOSITION\nEXHIBIT\n2\n4/5/2017",
        "Made with PaperMill PDF Maker (unregistered) - www.papermill.example - for trial use only",
        "[Pop-up note: kt, 4/5/2017 3:12] per dr use in the rebuttal",
        "Laserfiche Weblink: entry 20881, page 2",
    ],
)
@pytest.mark.parametrize("above", ["MAXIMUS guideline:", "Decision rationale:"])
def test_more_stamps(line: str, above: str) -> None:
    text = Letter().text()
    _is_same(text, text.replace(above, f"{line}\n{above}", 1))


def test_a_programs_name_and_numbers_within_a_sentence_name_nobody() -> None:
    text = Letter().text()
    broken = text.replace("a 47-year-old woman who", "a 47-year-old patient\nwho", 1)
    stamped = broken.replace("patient\nwho", "patient\nVaxilor 24282 04/11/2017\nwho", 1)
    letter = parse(stamped)
    assert letter.clinical_summary == parse(text.replace("old woman", "old patient")).clinical_summary or letter.review


def test_a_first_line_apart_from_its_heading_is_doubted() -> None:
    text = Letter().text().replace(Item().heading, f"to the clerk 3/1\n\n{Item().heading}\nand neck", 1)
    assert parse(text).review


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        (("1. ", "3. "), "numbered 1, 3"),
        (("2) ", "3) "), "numbered 2, 3"),
        (("Issue #1: ", "Issue #1: "), "numbered 1, 1"),
    ],
)
def test_a_number_that_is_left_out_is_doubted(numbers: tuple[str, str], told: str) -> None:
    first, second = Item(), SECOND

    def counted(one: str, other: str) -> str:
        return Letter(
            items=(replace(first, heading=one + first.heading), replace(second, heading=other + second.heading))
        ).text()

    assert told in " ".join(parse(counted(*numbers)).review)
    assert parse(counted("1. ", "2. ")).review == ()


@pytest.mark.parametrize(
    "line",
    [
        "Overall outcome: All disputed items Upheld",
        "All items/services in dispute are upheld.",
        "Decision: both items overturned",
    ],
)
def test_what_is_said_of_all_items_must_be_what_they_say(line: str) -> None:
    text = Letter().text()
    letter = parse(text.replace("IMR ISSUES", f"{line}\n\nIMR ISSUES", 1))
    assert "What is said of all items together is not what they say" in " ".join(letter.review)


def test_the_sentence_that_leads_to_the_summary_is_no_part_of_it_in_its_short_form() -> None:
    text = Letter(width=1000).text()
    short = parse(re.sub(r",\s+including all medical records:", ":", text))
    assert (short.clinical_summary, short.review) == (parse(text).clinical_summary, ())


@pytest.mark.parametrize(
    "heading",
    [
        "Spinal cord stimulator (trial) with guidance and one night of stay",
        "Consultation with a psychologist for evaluation only, and a report on the results of the tests",
        "SOMA 350 MG #60\nWITH TWO REFILLS",
    ],
)
def test_a_heading_keeps_its_words(heading: str) -> None:
    letter = parse(Letter(items=(Item(heading=heading), SECOND), width=70).text())
    assert " ".join(letter.items[0].heading.split()) == " ".join(heading.split())


@pytest.mark.parametrize(
    "said",
    [
        "Pain went 8/10 -> 4/10.",
        "A brace was given for trial use only.",
        "He works as a clerk at the superior court.",
        "Medications:\nSOMA\nLYRICA\nCELEBREX\nShe takes them daily.",
        "Strength:\n| L | 5 | 5 | 4 | 5 | 5 |\nIt is less on the right.",
    ],
)
def test_what_a_summary_says_is_in_it_or_is_doubted(said: str) -> None:
    letter = parse(Letter(summary=("The worker hurt her back.", said, "She rests.")).text())
    held = " ".join((letter.clinical_summary or "").split())
    assert letter.review or all(" ".join(line.split()) in held for line in said.split("\n"))


def test_amounts_in_brackets_are_no_numbers_of_a_list() -> None:
    items = (Item(heading="(12) massage visits"), replace(SECOND, heading="(6) visits of physical therapy"))
    assert "numbered" not in " ".join(parse(Letter(items=items).text()).review)


@pytest.mark.parametrize(
    ("decision", "end"),
    [("Upheld", "A course of acupuncture is reasonable."), ("Overturned", "Surgery is not indicated.")],
)
def test_advice_at_the_end_is_no_verdict_on_the_request(decision: str, end: str) -> None:
    item = Item(decision=decision, rationale=("Little has been tried so far, and the guideline asks for it.", end))
    assert "other" not in " ".join(parse(Letter(items=(item, SECOND)).text()).review)
