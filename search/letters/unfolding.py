"""Letters whose line ends were lost: lines are cut again where titles and markers stand inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .lines import Line

_TITLE = (
    r"HOW THE IMR (?:FINAL )?DE(?:TERMINATION|CISION) WAS MADE|CLINICAL CASE SUMMARY"
    r"|IMR (?:ISSUES, DECISIONS,?|DECISION\(?S?\)?) AND RATIONALE\(?S?\)?|DOCUMENTS REVIEWED"
)
_MARKER = (
    r"Claims Administrator guideline:|MAXIMUS guideline:|Decision rationale:|State\(s\) of Licensure:"
    r"|Certification\(s\)/Specialty:|The Final Determination was based on"
)
_INSIDE = re.compile(
    rf"(?<=\S) (?=(?:{_TITLE}|{_MARKER}))|(?:(?<=WAS MADE)|(?<=SUMMARY)|(?<=RATIONALES)|(?<=set forth below:)) "
)
# A word of each, to pass quickly over all other lines.
_MARKS = (
    "guideline:",
    "rationale:",
    "WAS MADE",
    "SUMMARY",
    "RATIONALE",
    "REVIEWED",
    "Licensure:",
    "Specialty:",
    "set forth",
    "was based on",
)
_CUT = re.compile(_INSIDE.pattern + r"""|(?<=[.!?]) (?=["“(#]?[A-Z0-9])""")


def unfold(lines: Sequence[Line]) -> list[Line]:
    """The same lines, but those that hold a title or a marker inside are cut there and after each sentence."""
    return [piece for line in lines for piece in _pieces(line)]


def _pieces(line: Line) -> Iterator[Line]:
    if not (any(mark in line.text for mark in _MARKS) and _INSIDE.search(line.text)):
        yield line
        return
    before = line.before
    for text in _CUT.split(line.text):
        if text:
            yield Line(text, before)
            before = "none"
