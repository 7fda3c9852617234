"""Several segments that answer as one, as they were at one moment.

A reader takes a snapshot and keeps it for the length of a question: what writers do meanwhile makes another
snapshot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from math import log
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from search.index.columns.counting import Live, chosen, narrowed
from search.index.columns.docsets import DocSet
from search.index.columns.evaluate import Evaluation, weighed_nodes
from search.index.columns.fields import Floats, Ints
from search.index.columns.occurrences import Leaf, LeafNode, leaf
from search.index.columns.segment import Segment
from search.query.question import Found, Question, Sort
from search.query.tree import Node, Prefix, Word

MOST_EXPANSIONS = 500
_REMEMBERED = 500
_EVER = (1, 9_999_999)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one segment says to a question: the matches, and for each selected facet those without it."""

    live: Live
    evaluation: Evaluation
    docs: DocSet
    without: Mapping[str, DocSet]


_MOST_FREQUENCIES = 50_000
"""Words whose frequency is known once in a snapshot."""


class Snapshot:
    """The segments of one state of the index. Immutable; safe to share between threads."""

    def __init__(self, parts: Sequence[Live]) -> None:
        self.parts = tuple(parts)
        self._frequencies: dict[str, int] = {}
        self._expansion: dict[str, tuple[frozenset[str] | None, str]] = {}

    def __len__(self) -> int:
        """Documents that are there and not deleted."""
        return sum(len(part) for part in self.parts)

    def find(self, question: Question) -> Found:
        """Answer ``question``: see :class:`~search.query.question.Question` and ``Found``."""
        allowed, notes = self._expansions(question)
        parts = self._ask(question, allowed)
        ids, scores = self._ordered(question, parts, max(question.offset, 0), max(question.limit, 0))
        return Found(
            total=sum(len(part.docs) for part in parts),
            ids=tuple(ids.tolist()),
            scores=tuple(scores.tolist()),
            facets={facet: _facet_counts(facet, parts) for facet in question.facets},
            notes=notes,
        )

    def find_ids(self, question: Question, limit: int | None = None) -> NDArray[np.int64]:
        """The ids of the first ``limit`` matches (None: of all) in the question's order, whatever its window."""
        parts = self._ask(question, self._expansions(question)[0])
        total = sum(len(part.docs) for part in parts)
        return self._ordered(question, parts, 0, total if limit is None else min(limit, total))[0]

    def added(self, question: Question, after: int, limit: int) -> tuple[int, tuple[int, ...]]:
        """How many matches have an id above ``after``, and the ``limit`` highest of those ids, falling."""
        parts = self._ask(question, self._expansions(question)[0])
        ids = [part.live.segment.ids[part.docs.docs].astype(np.int64) for part in parts]
        later = np.concatenate([each[each > after] for each in ids]) if ids else np.empty(0, dtype=np.int64)
        latest = -np.sort(-later[largest(later, limit)])
        return len(later), tuple(latest.tolist())

    def frequencies(self, words: Collection[str]) -> dict[str, int]:
        """In how many documents each of ``words`` occurs, in any form."""
        return {word: self._frequency(word) for word in words}

    def _frequency(self, word: str) -> int:
        if (known := self._frequencies.get(word)) is None:
            known = sum(
                len(part.alive(DocSet(part.segment.size, docs=leaf(part.segment, Word(word)).docs)))
                for part in self.parts
            )
            if len(self._frequencies) < _MOST_FREQUENCIES:
                self._frequencies[word] = known
        return known

    @cached_property
    def terms(self) -> Mapping[str, int]:
        """Every word of the index as written (folded, not stemmed) → how often it occurs, in deleted documents too."""
        counts = sorted((part.segment.terms for part in self.parts), key=len, reverse=True)
        if len(counts) < 2:
            return MappingProxyType(counts[0]) if counts else {}
        together = dict(counts[0])
        for each in counts[1:]:
            for word, count in each.items():
                together[word] = together.get(word, 0) + count
        return together

    def _ask(self, question: Question, allowed: Mapping[Prefix, frozenset[str]]) -> list[_Part]:
        def find(segment: Segment, node: LeafNode) -> Leaf:
            return leaf(segment, node, allowed.get(node) if isinstance(node, Prefix) else None)

        parts = []
        for live in self.parts:
            evaluation = Evaluation(live.segment, find)
            selections = chosen(live.segment, question.filters)
            if selections and not question.facets:  # a facet is counted without its own selection
                everything = DocSet.span(live.segment.size, 0, live.segment.size)
                base = live.alive(evaluation.within(question.tree, narrowed(everything, selections)))
            else:
                base = live.alive(evaluation.matches(question.tree))
            if question.decided_from or question.decided_to:
                first = question.decided_from.toordinal() if question.decided_from else _EVER[0]
                last = question.decided_to.toordinal() if question.decided_to else _EVER[1]
                base = base & DocSet.span(live.segment.size, *live.segment.decided_between(first, last))
            without = {facet: narrowed(base, selections, facet) for facet in selections if facet in question.facets}
            parts.append(_Part(live, evaluation, narrowed(base, selections), without))
        return parts

    def _ordered(
        self, question: Question, parts: Sequence[_Part], offset: int, limit: int
    ) -> tuple[NDArray[np.int64], Floats]:
        if limit <= 0:
            return np.empty(0, dtype=np.int64), np.empty(0)
        wanted = offset + limit
        relevant = question.sort == Sort.RELEVANCE
        nodes = (question.tree, *question.hints)
        idf = self._idf(nodes, parts) if relevant else {}
        scored = bool(idf or (relevant and question.preferences))
        rows = []
        for part in parts:
            docs = part.docs.docs
            scores = part.evaluation.scores(nodes, docs, idf) if idf else np.zeros(len(docs))
            if relevant:
                part.evaluation.liked(question.preferences, docs, scores)
            segment = part.live.segment
            if question.sort == Sort.OLDEST:
                kept = smallest(segment.oldest[docs], wanted)
            else:
                kept = largest(scores, wanted) if scored else np.arange(min(len(docs), wanted))
            docs = docs[kept]
            rows.append((scores[kept], segment.decided[docs].astype(np.int64), segment.ids[docs].astype(np.int64)))
        if not rows:
            return np.empty(0, dtype=np.int64), np.empty(0)
        scores, decided, ids = (np.concatenate(column) for column in zip(*rows, strict=True))
        if question.sort == Sort.OLDEST:
            order = np.lexsort((-ids, decided, decided == 0))
        else:
            order = np.lexsort((-ids, -decided, -scores))
        order = order[offset:wanted]
        return ids[order], scores[order]

    def _idf(self, trees: Sequence[Node], parts: Sequence[_Part]) -> dict[Node, float]:
        total = len(self)
        found = {}
        for node in chain.from_iterable(map(weighed_nodes, trees)):
            if node not in found:
                held = sum(len(part.live.alive(part.evaluation.matches(node))) for part in parts)
                found[node] = log(1 + (total - held + 0.5) / (held + 0.5))
        return found

    def _expansions(self, question: Question) -> tuple[dict[Prefix, frozenset[str]], tuple[str, ...]]:
        """The words of each prefix that stands for too many: the most frequent, and a sentence about it."""
        allowed: dict[Prefix, frozenset[str]] = {}
        notes: dict[str, None] = {}
        for node in question.prefixes():
            words, note = self._expanded(node.text)
            if words is not None:
                allowed[node] = words
                notes[note] = None
        return allowed, tuple(notes)

    def _expanded(self, prefix: str) -> tuple[frozenset[str] | None, str]:
        """The words that ``prefix`` stands for where there are too many, and what to say; else None."""
        if prefix not in self._expansion:
            words, note = None, ""
            forms = [part.segment.forms_beginning(prefix) for part in self.parts]
            counted = self._occurring(forms) if sum(map(len, forms)) > MOST_EXPANSIONS else {}
            if len(counted) > MOST_EXPANSIONS:
                most = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_EXPANSIONS]
                words = frozenset(word for word, _ in most)
                note = (
                    f"“{prefix}*” stands for {len(counted):,} words; the {MOST_EXPANSIONS} most frequent were searched."
                )
            if len(self._expansion) < _REMEMBERED:
                self._expansion[prefix] = (words, note)
            return words, note
        return self._expansion[prefix]

    def _occurring(self, forms: Sequence[Ints]) -> Mapping[str, int]:
        """The words that ``forms`` number in each part, those that deleted documents alone hold left out: how often
        each occurs."""
        counted: Counter[str] = Counter()
        for part, numbers in zip(self.parts, forms, strict=True):
            words, counts = part.segment.words(numbers), part.occurring(numbers).tolist()
            counted.update({word: count for word, count in zip(words, counts, strict=True) if count})
        return counted


def largest(scores: Floats | Ints, count: int) -> NDArray[np.int64]:
    """Places of the ``count`` highest scores; of equal ones the first. In no order."""
    if count >= len(scores):
        return np.arange(len(scores))
    if count <= 0:
        return np.empty(0, dtype=np.int64)
    least = np.partition(scores, len(scores) - count)[len(scores) - count]
    above = np.flatnonzero(scores > least)
    return np.concatenate([above, np.flatnonzero(scores == least)[: count - len(above)]])


def smallest(places: Ints, count: int) -> NDArray[np.int64]:
    """Where the ``count`` lowest of these distinct numbers are. In no order."""
    if count >= len(places):
        return np.arange(len(places))
    return np.argpartition(places, count - 1)[:count] if count > 0 else np.empty(0, dtype=np.int64)


def _facet_counts(facet: str, parts: Sequence[_Part]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for part in parts:
        if facet in part.live.segment.facets:
            counts = part.live.counts(facet, part.without.get(facet, part.docs))
            names = part.live.segment.facets[facet].names
            for ordinal in np.flatnonzero(counts).tolist():
                counted[names[ordinal]] = counted.get(names[ordinal], 0) + int(counts[ordinal])
    return counted
