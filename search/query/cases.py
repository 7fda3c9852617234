"""Case numbers as people type and paste them: ``CM15-0035427``, ``cm15 0035427``, ``Case No.
CM15-35427``, ``IMR 13-000004``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from search.query.explain import ExplanationPart
from search.query.tree import Node, Or, Word
from search.query.words import words
from search.vocabulary.characters import DASHES

_DASH = f"-{DASHES}"
CASE_NUMBER = re.compile(
    rf"""
    (?<![^\W_])
    (?: cm\s?(?P<year>\d\d)\s?[{_DASH}]?\s?(?P<number>\d{{7}})
      | cm(?P<short_year>\d\d)[{_DASH}](?P<short>\d{{4,6}})(?!\*) )
    (?![^\W_])
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A case number inside other text, with the spaces and dashes that pasting leaves."""

_ALONE = re.compile(
    rf"""
    (?:(?:imr|case|final|determination|number|nr|no|id)\b[\s.:\#]*){{0,6}} [\s.:\#§(]*
    (?P<court>cm)? \s? (?P<year>\d\d) \s? (?P<dash>[{_DASH}]?) \s? (?P<number>\d{{4,7}})
    [\s.,;)]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WHOLE, _EARLY, _LONGEST = 7, 6, 80


def canonical_case(found: re.Match[str]) -> str:
    """The case number that :data:`CASE_NUMBER` found, as letters print it."""
    return f"CM{found['year'] or found['short_year']}-{(found['number'] or found['short']).zfill(_WHOLE)}"


def case_alone(text: str) -> str | None:
    """The case number if ``text`` holds nothing else: ``CM15-0035427`` or, as in 2013, ``IMR 13-000004``;
    else None."""
    found = _ALONE.fullmatch(text.strip(' "')) if len(text) <= _LONGEST else None
    if not found:
        return None
    year, number, dash = found["year"], found["number"], found["dash"]
    if len(number) == _WHOLE and (dash or found["court"]):
        return f"CM{year}-{number}"
    if found["court"] and dash:
        return f"CM{year}-{number.zfill(_WHOLE)}"
    return f"IMR {year}-{number}" if dash and len(number) == _EARLY and year == "13" else None


@dataclass(frozen=True, slots=True)
class CasePart:
    """A part of a case number: its ``digits`` after the dash, and the ``year`` in two digits where it is typed.

    ``sure``: it can be nothing else; a bare number of four digits may be a year, one of five a code of a procedure,
    and stands for case numbers only where its words find nothing.
    """

    digits: str
    year: str = ""
    sure: bool = True

    @property
    def explanation(self) -> tuple[ExplanationPart, ...]:
        """What is then searched for, in words."""
        return (ExplanationPart("case numbers with "), ExplanationPart(self.shown, strong=True))

    @property
    def shown(self) -> str:
        """As a case number is written."""
        return f"CM{self.year}-{self.digits}" if self.year else self.digits


_PART = re.compile(
    rf"""
    (?:(?:imr|case|final|determination|number|nr|no|id|(?:end|start|begin)(?:s|ing)?\s(?:in|with))\b[\s.:\#]*){{0,6}}
    [{_DASH}\s.:\#*\u2026]*
    (?: cm \s? (?P<court>\d\d) \s? [{_DASH}] \s? (?P<few>\d{{2,7}})
      | (?:(?P<year>\d\d) \s? [{_DASH}] \s?)? (?P<digits>\d{{4,7}}) ) [\s.,;)*\u2026]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FEWEST_SURE = 5


def case_part(text: str) -> CasePart | None:
    """The part of a case number if ``text`` holds nothing else: ``0009840``, ``9840``, ``CM17-00``, ``17-00098``."""
    found = _PART.fullmatch(text.strip(' "')) if len(text) <= _LONGEST else None
    if not found or len(found["few"] or (found["year"] and found["digits"]) or "") == _WHOLE:
        return None
    digits, year = found["digits"] or found["few"], found["year"] or found["court"] or ""
    few = len(digits) < _FEWEST_SURE
    return CasePart(digits, year, bool(year) or (not few and (digits[0] == "0" or len(digits) > _FEWEST_SURE)))


def in_letters(numbers: Iterable[str]) -> Node:
    """The items of the letters with these case numbers, of which there is at least one."""
    named = tuple(Word(words(number)[-1], "case") for number in numbers)
    return named[0] if len(named) == 1 else Or(named)
