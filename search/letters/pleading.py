"""The numbers that pleading paper prints down its margin, beside the text and not with its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .margins import Printed

_NUMBER = re.compile(r"(\d{1,2})(?: |$)")
_FEWEST = 12
"""A list has fewer numbers, and a sign behind each."""
_APART = 3
"""Lines of text between two numbers at most, and one more."""


def without_margin(printed: list[Printed]) -> list[Printed]:
    """The lines without numbers that count on from 1 down the page, each before a line of text or on its own. Linear in
    the number of lines.
    """
    if sum(line.text[0].isdigit() for line in printed) < _FEWEST:
        return printed
    margin = dict(_margin([line.text for line in printed]))
    kept: list[Printed] = []
    blanks, page = 0, False
    for at, line in enumerate(printed):
        text = line.text[margin.get(at, 0) :]
        if text:
            kept.append(replace(line, text=text, blanks=max(blanks, line.blanks), page=page or line.page))
        blanks, page = (0, False) if text else (max(blanks, line.blanks), page or line.page)
    return kept


def _margin(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of lines that begin with such a number, and where their text begins."""
    end = -1
    for counted in _runs(texts):
        # The last page's text may have few lines.
        if len(counted) >= _FEWEST or (end >= 0 and counted[0][0] - end <= _APART):
            yield from counted
            end = counted[-1][0]


def _runs(texts: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
    """The same of any numbers that count on from 1."""
    counted: list[tuple[int, int]] = []
    last = 0
    for at, text in enumerate(texts):
        found = _NUMBER.match(text) if text[0].isdigit() else None
        if found is None:
            continue
        expected = str(last + 1)
        # Within a page an extractor may lose one number.
        is_next = found[1] == expected or (len(counted) >= _FEWEST and found[1] == str(last + 2))
        goes_on = is_next and (not counted or at - counted[-1][0] <= _APART)
        if not goes_on and (found[1] != "1" or expected in map(_first_word, texts[at + 1 : at + 1 + _APART])):
            continue
        # A line of text may begin with the number that stands alone below it.
        if found[0] != text and found[1] in texts[at + 1 : at + _APART]:
            continue
        if not goes_on:
            yield counted
            counted = []
        counted.append((at, found.end()))
        last = int(found[1])
    yield from [counted] if counted else []


def _first_word(text: str) -> str:
    return text.partition(" ")[0]
