"""The head of a letter's later pages: its own number, with its dates and the page, within the text."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence

from .days import DAY, read_day
from .forms import title_of
from .margins import CASE_NUMBER, Printed
from .wordings import NUMERALS, fold

_LONGEST = 120
_NEAR = 3
_DAY = re.compile(DAY, re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_WORDS_LIST = """
    re imr case number no of for the in independent medical review final determination letter notice decision date dated
    maximus federal services inc page pages pg continued cont d california workers compensation
"""
_WORDS = frozenset((*_WORDS_LIST.split(), *NUMERALS))


def heads_again(printed: Sequence[Printed]) -> Iterator[int]:
    """The places of the heads behind a letter's first title that say nothing but what the header says."""
    numbered = [at for at, line in enumerate(printed) if ("CM" in line.text or "IMR" in line.text)]
    numbered = [at for at in numbered if CASE_NUMBER.search(printed[at].text)]
    if len(numbered) < 2:
        return
    first = next((at for at, line in enumerate(printed) if title_of(line.text) is not None), len(printed))
    above = "\n".join(line.text for line in printed[:first])
    own = {fold(found[0]) for found in CASE_NUMBER.finditer(above)}
    days = {read_day(found[0]) for found in _DAY.finditer(above)}
    if len(own) != 1:
        return
    for at in numbered:
        if at < first or not _says_no_more(printed[at].text, own, days):
            continue
        yield at
        for step in (-1, 1):
            near = at + step
            while first < near < len(printed) and abs(near - at) <= _NEAR and _goes_with(printed[near].text, own, days):
                yield near
                near += step


def _goes_with(text: str, own: set[str], days: set[datetime.date | None]) -> bool:
    """Whether a line beside such a head is of it too: a day, a page."""
    return title_of(text) is None and _says_no_more(text, own, days) and bool(_DAY.search(text) or "age" in text)


def _says_no_more(text: str, own: set[str], days: set[datetime.date | None]) -> bool:
    """Whether a line holds nothing but the letter's number and days, and the words beside them."""
    if len(text) > _LONGEST or text.endswith((",", ";")):
        return False
    if any(fold(found[0]) not in own for found in CASE_NUMBER.finditer(text)):
        return False
    if any(read_day(found[0]) not in days for found in _DAY.finditer(text)):
        return False
    rest = _DAY.sub(" ", CASE_NUMBER.sub(" ", text)).casefold()
    return _WORDS.issuperset(_WORD.findall(rest))
