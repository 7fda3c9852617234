"""The titled sections of a letter, in all the forms it may take."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .forms import Section, title_of
from .lines import Line
from .overview import heads_overview, row_of, tells_of_all
from .paragraphs import ends_sentence

__all__ = ["Section", "find_sections", "first_title", "introduces_items", "title_of"]

_BEGINNINGS = ("the final det", "the imr final", "the imr det", "the determ", "final determ")
_LONGEST_BEGINNING = 16
_INTRODUCTION = re.compile(
    r"(?:the )?(?:imr )?(?:final )?determinations? (?:is|was|were) based on (?:the )?decisions? (?:for|on) (?:the )?"
    r"(?:following )?(?:disputed )?(?:items?|services?|issues?|requests?)",
    re.IGNORECASE,
)
_FIRST = ("1) Regarding the request", "1. Regarding the request")


def find_sections(lines: Sequence[Line]) -> Mapping[Section, tuple[int, int]]:
    """Where each section's first copy stands: the line of its title, and the line after its end.

    The items' title may be lost: the sentence that introduces them stands for it. An outcome that is told above the
    title belongs to no section.
    """
    starts: dict[Section, int] = {}
    for at, line in enumerate(lines):
        # What is said of the first request of 2013's notice ends the summary, where no list of papers did before.
        name = title_of(line.text) or ("documents" if line.text.startswith(_FIRST) else None)
        if name is not None:
            starts.setdefault(name, at)
    if "summary" in starts and "items" not in starts:
        introduced = (at for at in range(starts["summary"], len(lines)) if introduces_items(lines, at))
        if (first := next(introduced, None)) is not None:
            starts["items"] = first
    order = sorted(starts, key=lambda name: starts[name])
    ends = [*(starts[name] for name in order[1:]), len(lines)]
    sections = {name: (starts[name], end) for name, end in zip(order, ends, strict=False)}
    if "items" in sections and "summary" in sections:
        start, end = sections["summary"]
        while end > start + 2 and _tells_outcome(lines[end - 2], lines[end - 1]):
            end -= 1
        end = _without_rows(lines, start + 2, end)
        sections["summary"] = (start, end)
    return sections


def _without_rows(lines: Sequence[Line], start: int, end: int) -> int:
    """Where lines end before a list of decisions at their end, with its title."""
    first = end
    while first > start and row_of(lines[first - 1].text) is not None:
        first -= 1
    if first == end or not (ends_sentence(lines[first - 1].text) or heads_overview(lines[first - 1].text)):
        return end
    return first - 1 if first > start and heads_overview(lines[first - 1].text) else first


def _tells_outcome(above: Line, line: Line) -> bool:
    """Whether a line by itself tells the outcome of all items, or how many there are."""
    apart = line.before == "gap" or (ends_sentence(above.text) and line.text[-1].isalpha()) or tells_of_all(above.text)
    return apart and tells_of_all(line.text)


def introduces_items(lines: Sequence[Line], at: int) -> bool:
    """Whether a line begins the sentence above the first item, which may go on to the next line."""
    if not lines[at].text[:_LONGEST_BEGINNING].casefold().startswith(_BEGINNINGS):
        return False
    return _INTRODUCTION.match(" ".join(line.text for line in lines[at : at + 2])) is not None


def first_title(lines: Sequence[Line]) -> int:
    """The line of the first title, or the number of lines where there is none."""
    return next((at for at, line in enumerate(lines) if title_of(line.text) is not None), len(lines))
