"""Case numbers as people type and paste them: ``CM15-0035427``, ``cm15 0035427``, ``Case No.
CM15-35427``, ``IMR 13-000004``."""

from __future__ import annotations

import re
from dataclasses import dataclass

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

    ``sure``: it can be nothing else; a bare number of five digits may be a code of a procedure.
    """

    digits: str
    year: str = ""
    sure: bool = True


_PART = re.compile(
    rf"""
    (?:(?:imr|case|final|determination|number|nr|no|id)\b[\s.:\#]*){{0,6}} [\s.:\#]*
    (?:(?:cm)? \s? (?P<year>\d\d) \s? [{_DASH}] \s?)? (?P<digits>\d{{4,7}}) [\s.,;)*]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FEWEST = 5


def case_part(text: str) -> CasePart | None:
    """The part of a case number if ``text`` holds nothing else: ``0009840``, ``CM17-00098``, ``17-00098``."""
    found = _PART.fullmatch(text.strip(' "')) if len(text) <= _LONGEST else None
    if not found or (not found["year"] and len(found["digits"]) < _FEWEST):
        return None
    digits, year = found["digits"], found["year"] or ""
    return CasePart(digits, year, bool(year) or digits.startswith("0") or len(digits) > _FEWEST)
