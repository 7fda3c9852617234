"""Whatever is handed in: an answer, soon, and no item that is not printed."""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from search.ingest.reading import read_text
from search.letters import UnreadableFile, extract, parse, privacy_concerns, read_patient
from search.letters.wordings import fold
from search.vocabulary.quantities import read_quantities

from . import builder
from .builder import Item, Letter
from .test_early_forms import ISSUES, NOTICE, NUMBERED
from .test_items import LONG, PORTIONS

SECONDS_A_LETTER = 0.050
HARMED = int(os.environ.get("HARMED", "2000"))
TIMES_THE_LONGEST = 6
LONGEST = Letter(items=[Item(heading=LONG), Item(heading=PORTIONS), builder.SECOND] * 7, gap="\n").text()
LETTERS = [
    *(Letter(header=order).text() for order in builder.ORDERS),
    LONGEST,
    Letter(width=5000).text(),
    NOTICE,
    NUMBERED,
    ISSUES,
]
SCRAPS = [
    "Upheld\n",
    "X: Upheld\nClaims Administrator guideline: a\n",
    "Decision rationale: x\n",
    "1) MAXIMUS Federal Services, Inc. has determined the request for ",
    "was the original request. ",
    "The remaining IMR eligible portion of the original request, ",
    "Date of Injury: ",
    "01/02/2016 ",
    "CM16-",
    "1 x ",
    "#9",
    "a@",
    "Dr. ",
    "5 A A A ",
    "- ",
    "\n\f",
    "\ufffe",
]

DECISIONS = ("upheld", "overturned")
OTHER_DECISIONS = (
    r"medically\W+necessary|uph[oe]lds?|overturns?|reversed|certified|denied|approved|authorized|granted|modified|withdrawn"
    r"|dismissed|ineligible|no decision|not \w+"
)

Random = random.Random


def cut_short(letter: str, dice: Random) -> str:
    return letter[: dice.randrange(len(letter))]


def hole(letter: str, dice: Random) -> str:
    start = dice.randrange(len(letter))
    return letter[:start] + letter[start + dice.randrange(2000) :]


def shuffled_lines(letter: str, dice: Random) -> str:
    lines = letter.split("\n")
    dice.shuffle(lines)
    return "\n".join(lines)


def shuffled_words(letter: str, dice: Random) -> str:
    words = letter.split(" ")
    dice.shuffle(words)
    return " ".join(words)


def damaged(letter: str, dice: Random) -> str:
    data = bytearray(letter.encode())
    for _ in range(dice.randrange(1, 300)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return data.decode("utf-8", "replace")


def two_in_one(letter: str, dice: Random) -> str:
    return letter[: dice.randrange(len(letter))] + dice.choice(LETTERS)[dice.randrange(300) :]


def repeated_scrap(letter: str, dice: Random) -> str:
    scrap = dice.choice(SCRAPS)
    return scrap * dice.randrange(1, 5000 // len(scrap)) + cut_short(letter, dice)


HARM: list[Callable[[str, Random], str]] = [
    cut_short,
    hole,
    shuffled_lines,
    shuffled_words,
    damaged,
    two_in_one,
    repeated_scrap,
]


def letters_of(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def with_digits(text: str) -> str:
    """Letters that look like digits as digits: a reader takes "201l" for 2011."""
    return text.translate(str.maketrans("OoIlSB", "001158"))


def decisions_in(text: str) -> int:
    """How many words or phrases of the text are decisions, or within two edits of one."""
    words = re.split(r"[\s:;.,()*]+", text)
    near = sum(Levenshtein.distance(fold(word), fold(one), score_cutoff=2) <= 2 for word in words for one in DECISIONS)
    return near + len(re.findall(OTHER_DECISIONS, text, re.IGNORECASE))


def read_all(text: str) -> float:
    """Read everything there is to read, check that no item was made up, and tell the seconds that parsing took."""
    start = time.process_time()
    letter = parse(text)
    taken = time.process_time() - start
    privacy_concerns(letter)
    read_patient(letter.clinical_summary)
    printed = letters_of(text.replace("\ufffe", ""))
    alike = with_digits(printed)
    assert len(letter.items) <= decisions_in(text)
    for item in letter.items:
        read_quantities(item.disputed)
        # A page's number or a list's may stand between the words of a heading; all of its words are printed, in order.
        at = 0
        for word in re.findall(r"[^\W_]+", item.heading):
            counts = any(map(str.isdigit, word))
            at = alike.find(with_digits(word), at) if counts else printed.find(word, at)
            assert at >= 0, (word, item.heading)
            at += len(word)
        assert item.heading.strip()
        assert item.decision in ("upheld", "overturned")
    return taken


def seconds(text: str) -> float:
    """What reading takes: the best of a few, for what the machine does beside is not the letter's fault."""
    return min(read_all(text) for _ in range(3))


def is_read_soon(text: str) -> bool:
    """Whether reading takes no more than a few times what the longest letter takes that nobody harmed, both in turn,
    since a busy machine is slow for both.
    """
    if read_all(text) < SECONDS_A_LETTER:
        return True
    return any(read_all(text) < TIMES_THE_LONGEST * read_all(LONGEST) for _ in range(5))


@pytest.mark.parametrize("harm", HARM, ids=lambda harm: harm.__name__)
def test_harmed_letters(harm: Callable[[str, Random], str]) -> None:
    dice = Random(harm.__name__)
    for _ in range(60):
        text = harm(dice.choice(LETTERS), dice)
        assert is_read_soon(text)


@pytest.mark.slow
def test_thousands_of_harmed_letters() -> None:
    dice = Random(20160719)
    for _ in range(HARMED):
        text = dice.choice(HARM)(dice.choice(LETTERS), dice)
        assert is_read_soon(text)


@given(st.text(max_size=2000))
@settings(max_examples=200, deadline=None)
def test_any_text(text: str) -> None:
    read_all(text)
    read_quantities(text)
    read_patient(text)


@given(
    st.lists(
        st.sampled_from([*SCRAPS, "Claims Administrator guideline: b\n", "MAXIMUS guideline: c\n", "\n\n"]),
        max_size=60,
    )
)
@settings(max_examples=200, deadline=None)
def test_any_order_of_markers(scraps: list[str]) -> None:
    read_all("".join(scraps))


@given(st.binary(max_size=2000), st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xfe", b"PK\x03\x04"]))
@settings(max_examples=200, deadline=None)
def test_any_bytes(data: bytes, opening: bytes) -> None:
    try:
        extracted = extract(opening + data, "letter")
    except UnreadableFile as error:
        assert error.reason
    else:
        assert extracted.text.strip()
        parse(extracted.text)


@pytest.mark.parametrize("scrap", SCRAPS)
def test_time_grows_with_length_only(scrap: str) -> None:
    """Five times the text may take about five times as long; a squared cost would take twenty-five."""
    short = max(0.002, min(seconds(scrap * (6_000 // len(scrap))) for _ in range(2)))
    assert seconds(scrap * (30_000 // len(scrap))) < 12 * short


def _in_another_order(text: str) -> str:
    head, how, rest = text.partition("HOW THE IMR")
    reviewer, summary, told = rest.partition("CLINICAL CASE SUMMARY")
    above, _, items = told.partition("IMR ISSUES, DECISIONS AND RATIONALES")
    items = items.partition("below:")[2]
    return f"{head}{summary}{above}{how}{reviewer}{items}"


@pytest.mark.parametrize(
    "harmed",
    [
        pytest.param(lambda text: text.replace("not medically", "is n't medically"), id="a word parted before its n't"),
        pytest.param(_in_another_order, id="the summary above the reviewer, and no title of the items"),
    ],
)
def test_what_ended_the_reading_once_does_not(harmed: Callable[[str], str]) -> None:
    read_text(harmed(Letter().text()))
