"""Letters whose lines were folded on a narrower page, or by a mailer: each with its rest below it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

import pytest

from search.letters import ParsedLetter, parse
from search.letters.lines import read_lines
from search.letters.refolding import refold

from .builder import SECOND, Item, Letter

LONG = Item(
    heading="Ultrasound treatment of the right shoulder, twice a week for four weeks, in the office of the provider",
    rationale=(
        "The guideline names this treatment only beside active exercise, and for a few weeks at most. The notes of the "
        "last three visits describe no exercise, no measurement of motion or strength, and no change in the work that "
        "the patient can do. As the same treatment was given in the spring for six weeks, and nothing is said about "
        "what came of it, more of the same can not be expected to alter the course. The treatment is not medically "
        "necessary.",
    ),
)
TEXT = Letter(items=(LONG, SECOND), width=95).text()


def folded(text: str, width: int) -> str:
    return "\n".join(_pieces(text, width))


def _pieces(text: str, width: int) -> Iterator[str]:
    for line in text.split("\n"):
        yield from textwrap.wrap(line, width, break_long_words=False) or [""]


def told(letter: ParsedLetter) -> list[tuple[str, str, str, str, str]]:
    return [
        (item.heading, str(item.decision), item.claims_guideline, item.reviewer_guideline, item.rationale)
        for item in letter.items
    ]


@pytest.mark.parametrize("width", range(46, 90, 3))
def test_a_folded_letter_says_what_the_letter_says(width: int) -> None:
    letter, whole = parse(folded(TEXT, width)), parse(TEXT)
    assert told(letter) == told(whole)
    assert (letter.clinical_summary, letter.review) == (whole.clinical_summary, ())


@pytest.mark.parametrize("width", [52, 60, 72, 95])
def test_a_letter_that_is_set_narrow_is_left_as_it_is(width: int) -> None:
    lines = read_lines(Letter(items=(LONG, SECOND), width=width).text()).lines
    assert refold(lines) is lines


@pytest.mark.parametrize("rest", ["of three to", "continued", "remeasured", "title 8,", "9792.20 -"])
def test_a_rest_that_might_be_a_margins_word_stays(rest: str) -> None:
    """What pages print at their edges, and what the letter says nowhere else, is text in the middle of a sentence."""
    (said,) = set(re.findall("nothing is said", TEXT))
    assert f"visits {rest} four" in parse(TEXT.replace(said, f"visits\n{rest}\nfour")).items[0].rationale


@pytest.mark.parametrize("width", [60, 78])
def test_a_folded_letter_with_space_between_its_lines(width: int) -> None:
    spaced = folded(TEXT.replace("\n", "\n\n"), width)
    assert told(parse(spaced)) == told(parse(TEXT))
    assert parse(spaced).review == ()


def test_what_goes_on_within_a_sentence_is_no_heading_that_is_printed_again() -> None:
    heading = LONG.heading.split(" of ")[0]
    said = f"in spite of\n{heading.lower()}, continued\nas before, and nothing is said"
    letter = parse(TEXT.replace("nothing is said", said))
    assert f"{heading.lower()}, continued as before" in letter.items[0].rationale


def test_doses_and_brackets_on_a_line_of_their_own_are_text() -> None:
    """A day and a number make a stamp, and a dose does not; capitals in brackets end what stands above."""
    text = TEXT.replace(SECOND.heading, "Retrospective request for\nNaproxen 550mg #18, per 11/17/2015\norder")
    assert parse(text).items[1].heading == "Retrospective request for Naproxen 550mg #18, per 11/17/2015 order"
    letter = parse(TEXT.replace("therapy.\n\nDecision", "therapy\n(EMG/NCS).\n\nDecision", 1))
    assert letter.items[0].reviewer_guideline.endswith("therapy (EMG/NCS).")
