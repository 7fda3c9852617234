"""Letters whose line ends were lost: lines are cut again where titles and markers stand inside them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .headings import decided
from .lines import Line

_TITLE = (
    r"HOW THE IMR (?:FINAL )?DE(?:TERMINATION|CISION) WAS MADE|CLINICAL CASE SUMMARY"
    r"|IMR (?:ISSUES, DECISIONS,?|DECISION\(?S?\)?) AND RATIONALE\(?S?\)?|DOCUMENTS REVIEWED"
    r"|INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE|Medical Qualifications of the Expert Reviewer"
)
_MARKER = (
    r"Claims Administrator guideline:|MAXIMUS guideline:|Decision rationale:|State\(s\) of Licensure:"
    r"|Certification\(s\)/Specialty:|The Final Determination was based on|Rationale for the Decision:"
    r"|Effect of the Decision:"
    r"|\d{1,2}\) (?:MAXIMUS Federal Services|Regarding the request)"
)
_AFTER_TITLE = (
    r"(?:(?<=WAS MADE)|(?<=SUMMARY)|(?<=AND RATIONALE)|(?<=AND RATIONALES)|(?<=Expert "
    r"Reviewer:)|(?<=set forth below:))"
)
_INSIDE = re.compile(rf"(?<=\S) (?=(?:{_TITLE}|{_MARKER}))|{_AFTER_TITLE} ")
_CUT = re.compile(_INSIDE.pattern + r"""|(?<=[.!?]) (?=["“(#]?[A-Z0-9])""")
LONGEST_LINE = 250
# What every title or marker holds, to pass quickly over all other lines.
_SIGNS = (":", "WAS MADE", "SUMMARY", "RATIONALE", "REVIEWED", ") MAXIMUS", ") Regarding", "Expert Reviewer")


def unfold(lines: Sequence[Line]) -> list[Line]:
    """The same lines; those that hold a title or a marker inside are cut there and after each sentence."""
    return [piece for line in lines for piece in _pieces(line)]


def _pieces(line: Line) -> Iterator[Line]:
    if not _is_folded(line.text):
        yield line
        return
    before = line.before
    for text in _CUT.split(line.text):
        if text:
            yield Line(text, before)
            before = "none"


def _is_folded(text: str) -> bool:
    """Whether a line holds what ought to begin one, or runs from a rationale to the next item's decision."""
    if any(map(text.__contains__, _SIGNS)) and _INSIDE.search(text):
        return True
    return (len(text) > LONGEST_LINE or text.startswith("Decision rationale")) and decided(text) is not None
