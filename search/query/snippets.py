"""Whole sentences around the words found: what a result shows of its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.query.marks import MarkedSpan, Part, joined, marker, parts_of
from search.query.tree import Node, Scope
from search.vocabulary.sentences import Span, sentences

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """One or more sentences that follow each other, in stretches for a template to escape."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The words without their marks."""
        return "".join(text for text, _ in self.parts)


def snippets(text: str, tree: Node, scope: Scope | None = None, count: int = 3, budget: int = 420) -> list[Snippet]:
    """Up to ``count`` sentences of about ``budget`` characters in all, in the order of the text.

    The sentence that shows most of what was asked comes first in the choosing, then those that show what the
    chosen ones do not. A sentence that is alone gets its neighbour. Where nothing was asked or found, the
    opening sentences. A sentence longer than the budget is cut around its words.
    """
    spans = _sentences(text)
    hits = sorted(marker(tree, scope).hits(text), key=lambda hit: hit.start)
    inside = _by_sentence(spans, hits)
    chosen: list[int] = []
    room = budget
    covered: set[int] = set()
    candidates = [place for place, found in enumerate(inside) if found] or list(range(min(count, len(spans))))
    while candidates and len(chosen) < count:
        best = max(candidates, key=lambda place: (*_worth(inside[place], covered), -place))
        chosen.append(best)
        room -= spans[best][1] - spans[best][0]
        covered |= {hit.leaf for hit in inside[best]}
        candidates = [place for place in candidates if place != best and spans[place][1] - spans[place][0] <= room]
    if len(chosen) == 1 < count:
        beside = [place for place in (chosen[0] + 1, chosen[0] - 1) if 0 <= place < len(spans)]
        chosen += [place for place in beside if spans[place][1] - spans[place][0] <= room][:1]
    return _shown(text, spans, inside, sorted(chosen), budget)


@lru_cache(maxsize=1_024)
def _sentences(text: str) -> tuple[Span, ...]:
    return tuple(sentences(text))


def _worth(hits: Sequence[MarkedSpan], covered: set[int]) -> tuple[int, int, int]:
    leaves = {hit.leaf for hit in hits}
    return len(leaves - covered), len(leaves), len(hits)


def _by_sentence(spans: Sequence[Span], hits: Sequence[MarkedSpan]) -> list[list[MarkedSpan]]:
    """The hits that begin in each sentence."""
    inside: list[list[MarkedSpan]] = [[] for _ in spans]
    place = 0
    for hit in hits:
        while place < len(spans) - 1 and hit.start >= spans[place][1]:
            place += 1
        inside[place].append(hit)
    return inside


def _shown(
    text: str, spans: Sequence[Span], inside: Sequence[Sequence[MarkedSpan]], chosen: Sequence[int], budget: int
) -> list[Snippet]:
    shown: list[Snippet] = []
    runs: list[list[int]] = []
    for place in chosen:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    for run in runs:
        hits = [hit for place in run for hit in inside[place]]
        start, end = spans[run[0]][0], spans[run[-1]][1]
        first, last = (
            _window(text, start, end, hits, budget) if end - start > budget and len(run) == 1 else (start, end)
        )
        parts = parts_of(text, first, last, joined(text, hits))
        before: tuple[Part, ...] = (("… ", False),) if first > start else ()
        after: tuple[Part, ...] = ((" …", False),) if last < end else ()
        shown.append(Snippet((*before, *((_BLANKS.sub(" ", part), mark) for part, mark in parts), *after)))
    return shown


def _window(text: str, start: int, end: int, hits: Sequence[MarkedSpan], budget: int) -> Span:
    """A stretch of at most ``budget`` characters that holds the most different words found, cut between
    words."""
    best, first, reached = start, 0, (0, 0)
    counts: dict[int, int] = {}
    for last, hit in enumerate(hits):
        counts[hit.leaf] = counts.get(hit.leaf, 0) + 1
        while hits[first].start < hit.end - budget * 2 // 3 and first < last:
            counts[hits[first].leaf] -= 1
            first += 1
        worth = (sum(map(bool, counts.values())), last - first)
        if worth > reached:
            best, reached = max(start, hits[first].start - budget // 6), worth
    cut = min(end, best + budget)
    if best > start:
        blank = text.find(" ", best, cut)
        best = blank + 1 if 0 <= blank < best + budget // 6 else best
    if cut < end:
        blank = text.rfind(" ", best, cut)
        cut = blank if blank > best + budget // 2 else cut
    return best, cut
