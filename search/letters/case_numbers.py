"""Case numbers with a scanner's slips, and the numbers that files are named by."""

from __future__ import annotations

import re
from pathlib import PurePath

from rapidfuzz.distance import OSA

from .header import case_number
from .lines import CASE_NUMBER

_IN_NAME = re.compile(r"(?<![^\W_])CM[ _]?(\d{2})[ _]?[-–_]?[ _]?(\d{7})(?![^\W_])", re.IGNORECASE)
# Where a number may stand: alone on its line, or behind its label.
_PLACE = r"^(?P<label>.{0,30}\bcase (?:number|no\.?|#) ?:?\s{0,40}|)"
# All its figures, with one of the letters before them or the sign between them wrong or lost.
_WHOLE = re.compile(
    rf"{_PLACE}(?:C[A-Za-z]?|[A-Za-z]?M)\W?(?P<year>\d{{2}})[-–]{{0,2}}(?P<number>\d{{7}})$", re.IGNORECASE
)
_NEARLY = re.compile(rf"{_PLACE}(?P<printed>[\w–-]{{9,14}})$", re.IGNORECASE)
_SLIPS = 2
_HEAD = 3000
"""So many signs of a text hold its header."""


def number_in_name(name: str) -> str:
    """The case number that a file is named by; empty where its name holds none, or several."""
    found = {f"CM{year}-{number}" for year, number in _IN_NAME.findall(PurePath(name).name)}
    return found.pop() if len(found) == 1 else ""


def with_whole_number(text: str, named: str) -> str:
    """The text, in whose header a case number with slips is printed as it must have been.

    That is sure where none of its figures is lost, or where the letter is known, or its file is named, by a number that
    is nearly the same: which figure a letter stands for, nobody can tell from the letter alone.
    """
    head = text[:_HEAD]
    if any(map(case_number, (found[0] for found in CASE_NUMBER.finditer(head)))):
        return text
    lines = head.split("\n")
    for at, line in enumerate(lines):
        whole = _mended(line.strip(), named)
        if whole:
            lines[at] = line.replace(line.strip(), whole)
            return "\n".join(lines) + text[_HEAD:]
    return text


def _mended(line: str, named: str) -> str:
    if whole := _WHOLE.match(line):
        return f"{whole['label']}CM{whole['year']}-{whole['number']}"
    nearly = _NEARLY.match(line) if named else None
    if nearly and OSA.distance(nearly["printed"].upper(), named, score_cutoff=_SLIPS) <= _SLIPS:
        return f"{nearly['label']}{named}"
    return ""


def is_slip_of(printed: str | None, named: str) -> bool:
    """Whether a number and the one that its file is named by differ as if one were a slip of the other."""
    return printed is not None and named not in {"", printed} and OSA.distance(printed, named, score_cutoff=1) <= 1
