"""Dust, overlapping pages, digits read as letters, a cut edge: mended where that is sure, told where it is not."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from search.letters import parse
from search.letters.digits import with_digits
from search.letters.lines import Line

from .builder import Item, Letter

SUMMARY = (
    "The worker is a 47-year-old woman who hurt her back while lifting a crate of bottles onto a shelf above her head. "
    "She was treated with ibuprofen, twelve sessions of physical therapy and two epidural steroid injections. She "
    "reports pain of six out of ten which radiates to the left calf, and cannot sit for longer than half an hour. The "
    "examination showed tenderness over the paravertebral muscles, and the straight leg raising test was positive."
)
WHOLE = Letter(summary=(SUMMARY,)).text()


@pytest.mark.parametrize("speck", [".", "'", "- -", "|", "_", "l", "I I", "; i", "~ ."])
def test_a_speck_is_no_text(speck: str) -> None:
    lines = WHOLE.split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("The worker is"))
    read = parse("\n".join([*lines[: at + 2], speck, *lines[at + 2 :]]))
    assert (read.clinical_summary, read.review) == (SUMMARY, ())


def test_a_stop_on_its_own_line_ends_the_sentence() -> None:
    read = parse(WHOLE.replace("test was positive.", "test was positive\n."))
    assert (read.clinical_summary or "").replace(" .", ".") == SUMMARY


@pytest.mark.parametrize("count", [1, 2, 3])
def test_lines_printed_twice_are_read_once(count: int) -> None:
    lines = WHOLE.split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("The worker is"))
    read = parse("\n".join([*lines[: at + count], *lines[at:]]))
    assert (read.clinical_summary, read.review) == (SUMMARY, ())


def test_a_page_scanned_twice_is_read_once() -> None:
    head, title, rest = WHOLE.partition("IMR ISSUES")
    page = f"\f{title}{rest}"
    assert [item.heading for item in parse(f"{head}{page}{page}").items] == [
        item.heading for item in parse(WHOLE).items
    ]


def test_alike_items_stay_two() -> None:
    item = Item(heading="Acupuncture, 6 visits, neck")
    other = Item(heading="Acupuncture, 6 visits, lower back")
    assert len(parse(Letter(items=[item, other]).text()).items) == 2


@pytest.mark.parametrize("edge", ["left", "right"])
def test_a_cut_edge_is_told(edge: str) -> None:
    lines = Letter(summary=(SUMMARY,), width=88).text().split("\n")
    at = next(at for at, line in enumerate(lines) if line.startswith("The worker is"))
    part = slice(2, None) if edge == "left" else slice(-3)
    clipped = [line[part] if here >= at else line for here, line in enumerate(lines)]
    assert any(f"The {edge} edge seems to be cut off" in sentence for sentence in parse("\n".join(clipped)).review)


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("MTUS 20l6, page 3O0", "MTUS 2016, page 300"),
        ("5Omg, #6O", "50mg, #60"),
        ("on 1l/15/2016 and O8-21-2O15", "on 11/15/2016 and 08-21-2015"),
        ("l2 visits in l0 weeks", "12 visits in 10 weeks"),
        ("a 5O-year-old man", "a 50-year-old man"),
        ("7.5/32Smg and 2S mg, 1B sessions", "7.5/325mg and 25 mg, 18 sessions"),
        ("1O% of 9-1O", "10% of 9-10"),
    ],
)
def test_letters_among_digits_are_digits(printed: str, meant: str) -> None:
    (line,) = with_digits([Line(printed, "none")])
    assert line.text == meant


@pytest.mark.parametrize(
    "printed",
    [
        "l5-s1 and L4-L5",
        "I10, I25.10 and O20.0",
        "O2 at 2l/min",
        "B12 1000 mcg",
        "pain 2o to a fall",
        "B-17-6609",
        "S1",
    ],
)
def test_what_is_no_number_stays(printed: str) -> None:
    (line,) = with_digits([Line(printed, "none")])
    assert line.text == printed


def test_a_date_in_the_header_is_not_mended() -> None:
    read = parse(WHOLE.replace("Decision Date: 07/19/2016", "Decision Date: 07/19/20l6"))
    assert read.decision_date is None
    assert any("is not a date" in sentence for sentence in read.review)


def test_a_verdict_in_a_guideline_paragraph_is_told() -> None:
    cited = (
        "Decision based on MTUS Neck Complaints 2004. A shorter program could be asked for. It is medically necessary."
    )
    read = parse(Letter(items=[Item(reviewer=cited)]).text())
    assert any("a guideline paragraph holds a verdict" in sentence for sentence in read.review)


def test_a_letter_in_capitals_loses_no_line() -> None:
    told = "The request was received on 12/16/2015. The treatment was denied on 12/21/2015 as not filed in time."
    summary = f"{SUMMARY} {told}"
    heading = (
        "Physical therapy 2 times a week for 6 weeks (12 sessions) to the lumbar spine and the left knee, per report"
    )
    letter = Letter(summary=(summary,), items=[Item(heading=heading)])
    read = parse(letter.text().upper())
    assert read.review == ()
    assert (read.clinical_summary, read.items[0].heading) == (summary.upper(), heading.upper())


def test_bars_at_the_edge_of_the_paper_are_no_text() -> None:
    edged = "\n".join(f"{line}  |" if at % 4 == 0 and line else line for at, line in enumerate(WHOLE.split("\n")))
    assert edged.count("|") > 3
    assert parse(edged).items == parse(WHOLE).items
    assert parse(edged).review == ()


@pytest.mark.parametrize(
    "other",
    [
        lambda text: text.replace("a", "а").replace("e", "е"),  # Cyrillic ones
        lambda text: text.translate({ord(digit): 0xFEE0 + ord(digit) for digit in "0123456789"}),
        lambda text: text.replace("-", "\u2212"),
        lambda text: "\n".join(f"\x1b[1m{line}\x1b[0m" if line.endswith(":") else line for line in text.split("\n")),
        lambda text: "\n".join(f"• {line}" if line else line for line in text.split("\n")),
    ],
    ids=["another alphabet", "broad digits", "minus signs", "a terminal's colours", "bullets"],
)
def test_other_signs_for_the_same_letters_change_nothing(other: Callable[[str], str]) -> None:
    read, whole = parse(other(WHOLE)), parse(WHOLE)
    assert (read.items, read.case_number, read.review) == (whole.items, whole.case_number, ())


def test_no_sentence_of_a_page_in_one_line_is_lost() -> None:
    summary = "The denial letter was not enclosed; it is in the file now and bears its date. She walks with a cane."
    read = parse(" ".join(Letter(summary=(summary,)).text().split()))
    assert (read.clinical_summary or "").endswith(summary)


def test_a_line_that_goes_on_with_caution_is_no_stamp() -> None:
    summary = "Relaxants may be used\nwith caution as a\nsecond choice for brief relief of pain in the lower back."
    read = parse(WHOLE.replace("The worker is a 47-year-old woman", f"{summary}\nThe worker is a 47-year-old woman"))
    assert "used with caution as a second choice" in (read.clinical_summary or "")


def test_a_page_that_was_set_anew_may_end_with_a_short_line() -> None:
    cited = "Decision based on MTUS Chronic Pain 2016, Section(s): Massage therapy. Decision based on Non-MTUS Citation"
    anew = f"MAXIMUS guideline: {cited} Official\nDisability\n\fGuidelines (ODG), Pain Chapter, Massage therapy."
    letter = Letter(items=[Item(reviewer="@@")], summary=(SUMMARY,), width=60)
    text = letter.text().replace("MAXIMUS guideline: @@", "\n".join(textwrap.wrap(anew.partition("\n")[0], 60)) + "\n@")
    read = parse(text.replace("\n@", anew[anew.index("\nDisability") :]))
    assert "Official Disability Guidelines" in read.items[0].reviewer_guideline
