"""Lines that a mailer or a narrower page folded, each with its rest below it: they are whole again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from .decisions import decided, is_decision_line
from .forms import label_of, title_of, weak_label_of
from .header import label_kind
from .lines import Line
from .paragraphs import Mender, ends_sentence
from .places import is_whole_place

_FOLDED_SHARE = 0.03
"""Of the lines of a letter whose longer ones were folded, so many are rests at least."""
_FEWEST = 3
_WIDER = 0.02
"""So many lines may be wider than where they were folded: a word that cannot be broken."""
_SHORTEST = 30
_LONGEST = 180
_REST = 0.75
"""A rest takes no more of the width."""
_HEADING = 3
"""Behind a sentence's end so many lines may be the next item's heading."""
_SPREAD = 1.1
"""By so much the longest lines of a page are longer than the usual ones."""


def refold(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, of which each full one has what follows on it, where many end early within a sentence; else the same.

    Linear in their number.
    """
    if not lines:
        return lines
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[-1 - int(_WIDER * len(lengths))]
    if not _SHORTEST < width < _LONGEST or _rests(lines, width) < max(_FEWEST, _FOLDED_SHARE * len(lines)):
        return lines
    return list(_whole(lines, width))


def _rests(lines: Sequence[Line], width: int) -> int:
    """How many lines end early within a sentence that goes on below."""
    return sum(
        len(above.text) < _REST * width
        and below.text[0].islower()
        and below.before != "gap"
        and not _is_full(above, below, width)
        and not ends_sentence(above.text)
        for above, below in pairwise(lines)
    )


def _whole(lines: Sequence[Line], width: int) -> Iterator[Line]:
    """The pieces put together, none longer than the usual ones: a line that was full by chance ends where it ended."""
    mender = Mender(lines)
    runs = list(_runs(lines, width, _LONGEST))
    lengths = sorted(_length(run) for run in runs if run[1:])
    longest = int(lengths[len(lengths) // 2] * _SPREAD) if lengths else width
    for run in _runs(lines, width, longest):
        yield replace(run[0], text=mender.join(run)) if run[1:] else run[0]


def _runs(lines: Sequence[Line], width: int, longest: int) -> Iterator[list[Line]]:
    """The lines that go on in one another, so far as they are no longer together than ``longest``."""
    run = [lines[0]]
    for at, line in enumerate(lines[1:], start=1):
        ends = ends_sentence(run[-1].text) and any(decided(each.text) for each in lines[at : at + _HEADING])
        if _goes_on(run[-1], line, width) and not ends and _length([*run, line]) <= longest:
            run.append(line)
        else:
            yield run
            run = [line]
    yield run


def _length(run: Sequence[Line]) -> int:
    return sum(len(line.text) + 1 for line in run)


def _goes_on(above: Line, below: Line, width: int) -> bool:
    if below.before != "none" or not _is_full(above, below, width):
        return False
    return not (is_whole_place(above.text) or _begins_anew(below.text))


def _begins_anew(text: str) -> bool:
    """Whether a line begins something of its own: a label, a title, a decision."""
    return bool(label_of(text) or weak_label_of(text) or title_of(text) or label_kind(text) or is_decision_line(text))


def _is_full(above: Line, below: Line, width: int) -> bool:
    """Whether the first word below would not have fitted on the line above."""
    return len(above.text) + 1 + len(below.text.split(" ", 1)[0]) > width
