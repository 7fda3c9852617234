"""Patterns that are tried only where the text holds what they cannot match without, as told by the patterns themselves.

To look for a word takes a fraction of the time that a pattern takes, and most patterns match nowhere in most letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_SHORTEST = 2
"""What is shorter stands in every text."""


@dataclass(frozen=True)
class Sought:
    """A pattern in small letters. It is read when it is first looked for, and compiled when its literals were found."""

    written: str
    flags: re.RegexFlag = re.NOFLAG

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern compiled."""
        return re.compile(self.written, self.flags)

    @cached_property
    def literals(self) -> tuple[str, ...]:
        """Every text that the pattern matches holds one of these; none where none are sure.

        Raises :class:`ValueError` for a pattern in any case, whose literals may stand in several.
        """
        parsed = parser.parse(self.written, self.flags)
        if parsed.state.flags & re.IGNORECASE:
            raise ValueError(f"The pattern {self.written!r} is in any case.")
        return _needed(parsed)

    def is_in(self, text: str) -> bool:
        """Whether the pattern matches somewhere in the text."""
        if self.literals and not any(map(text.__contains__, self.literals)):
            return False
        return self.pattern.search(text) is not None


def _needed(sequence: Any) -> tuple[str, ...]:
    """Of several things that follow each other, the one whose literals tell most."""
    found: list[tuple[str, ...]] = [(run,) for run in _runs(sequence)]
    for code, given in sequence:
        if code is codes.BRANCH:
            branches = [_needed(branch) for branch in given[1]]
            found += [tuple(literal for branch in branches for literal in branch)] if all(branches) else []
        elif code is codes.SUBPATTERN and not given[1] & re.IGNORECASE:
            found.append(_needed(given[3]))
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT) and given[0]:
            found.append(_needed(given[2]))
    sure = [literals for literals in found if literals and min(map(len, literals)) >= _SHORTEST]
    return max(sure, key=lambda literals: (min(map(len, literals)), -len(literals)), default=())


def _runs(sequence: Any) -> Iterator[str]:
    """The literals in a row."""
    run = ""
    for code, given in sequence:
        if code is codes.LITERAL:
            run += chr(given)
        elif code is not codes.AT:
            yield run
            run = ""
    yield run


def shortest(texts: Iterable[str]) -> tuple[str, ...]:
    """Those of the texts in which no other one stands: whatever holds any of them all holds one of these."""
    kept: list[str] = []
    for text in sorted(set(texts), key=len):
        if not any(map(text.__contains__, kept)):
            kept.append(text)
    return tuple(kept)


def in_small_letters(text: str) -> str:
    """The text in small letters, each where it was."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
