"""Lines that stand in the text and are none of it, told by how the text flows around them.

A stamp that nobody has seen before still gives itself away: it breaks a sentence that goes on below it although its
own line had room, or it stands between two sentences and is none. What is like a stamp, or made of words that the
letter says nowhere else, is dropped there; what might as well be text stays, and is a doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from .around import Around
from .forms import title_of
from .items import has_markers
from .lines import Line


@dataclass(frozen=True, slots=True)
class Flow:
    """The lines that are text, and those that may be none: a person should look at these."""

    lines: tuple[Line, ...]
    doubtful: tuple[str, ...]


def without_intruders(
    lines: Sequence[Line], again: int = 2, *, is_folded: bool = False, are_sentences: bool = False
) -> Flow:
    """The lines of a letter of the common form without those that the text flows around. Linear in their number.

    ``is_folded``: the lines were put together from pieces, so that where they end tells nothing; ``are_sentences``:
    they were cut from longer ones, so that any sentence may stand alone.
    """
    if not has_markers(lines):
        return Flow(tuple(lines), ())
    around = Around(lines)
    if around.typesetting.is_all_capitals:
        return Flow(tuple(lines), ())  # no small letter shows where a sentence goes on
    ragged = is_folded or around.typesetting.is_ragged()
    doubtful: list[str] = []
    titles = {title: at for at, line in reversed(list(enumerate(lines))) if (title := title_of(line.text))}
    at = min(titles.values(), default=0) + 1
    prose = titles.get("summary", 0)
    around.kept = at - 1
    while at < len(lines):
        office = around.aside(at)
        if office and are_sentences:
            doubtful.append(lines[at].text)
            office = 0
        run = office or (0 if ragged else around.may_be_run(at))
        if not run:
            if at > prose and ragged and (around.parts_from_label(at) or around.is_alien_in_ragged(at)):
                doubtful.append(lines[at].text)
            around.kept = at
            at += 1
            continue
        count = office or around.intruding(at, run, at > prose)
        if count and around.names_somebody(at, count):
            doubtful.append(lines[at].text)
            count = 0
        around.dropped.update(range(at, at + count))
        if not count and at > prose and _is_odd(around, at, ragged):
            doubtful.append(lines[at].text)
        around.kept = around.kept if count else at
        at += count or 1
    dropped = around.dropped | set(around.alike(around.dropped))
    if not dropped:
        return Flow(tuple(lines), tuple(doubtful))
    kept = tuple(_kept(lines, dropped))
    # What is doubtful, and what breaks in, is told by the lines around it: look again without what was dropped.
    if not again:
        return Flow(kept, tuple(doubtful))
    return without_intruders(kept, again - 1, is_folded=is_folded, are_sentences=are_sentences)


def _is_odd(around: Around, at: int, ragged: bool) -> bool:
    """Whether a line that was kept may be none of the text."""
    return (
        around.is_doubtful(at)
        or around.heads_heading(at)
        or around.ends_early(at)
        or around.breaks_heading(at)
        or (not ragged and around.stands_loose(at, 1))
    )


def _kept(lines: Sequence[Line], dropped: set[int]) -> Iterator[Line]:
    for at, line in enumerate(lines):
        if at not in dropped:
            yield replace(line, before="doubt") if at - 1 in dropped else line
