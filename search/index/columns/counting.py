"""Facet counts: each facet over the documents that match everything but its own selection.

How the documents in question are counted is for :mod:`~search.index.columns.facets`. Where they are more than half of
all, the others are counted and taken from the totals, which are kept: so a broad question costs as little as a
narrow one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from search.index.columns.build import ranges
from search.index.columns.distinct import distinct
from search.index.columns.docsets import DocSet
from search.index.columns.fields import Ints
from search.index.columns.segment import Segment
from search.query.words import stem

_AT_ONCE = 1_024

Counts = dict[str, NDArray[np.int64]]


class Live:
    """A segment and which of its documents have not been deleted since it was written."""

    def __init__(self, segment: Segment, deleted: NDArray[np.uint32]) -> None:
        self.segment = segment
        self.deleted = deleted
        everything = DocSet.span(segment.size, 0, segment.size)
        self.docs = everything - DocSet(segment.size, docs=deleted) if len(deleted) else everything
        self._totals: Counts = {}

    def __len__(self) -> int:
        return len(self.docs)

    def alive(self, docs: DocSet) -> DocSet:
        """Those of ``docs`` that are not deleted."""
        return docs & self.docs

    def counts(self, facet: str, docs: DocSet) -> NDArray[np.int64]:
        """How many of ``docs`` (all of them alive) have each value of ``facet``, by ordinal."""
        column = self.segment.facets[facet]
        if len(docs) * 2 <= len(self):
            return column.counts(docs)
        if facet not in self._totals:
            self._totals[facet] = column.counts(self.docs)
        if len(docs) == len(self):
            return self._totals[facet]
        return self._totals[facet] - column.counts(self.docs - docs)

    def holds(self, word: str) -> bool:
        """Whether a document that is not deleted holds ``word``. Most words are met among the first postings."""
        segment, number = self.segment, self.segment.stem_number(stem(word))
        code = segment.form_code(number, word) if number >= 0 else -1
        if code < 0:
            return False
        postings, first = segment.postings(number), int(segment.token_first[number])
        for start in range(postings.start, postings.stop, _AT_ONCE):
            taken = slice(start, min(start + _AT_ONCE, postings.stop))
            counts = segment.posting_count[taken].astype(np.int64)
            last = first + int(counts.sum())
            docs = np.repeat(segment.posting_doc[taken], counts)[segment.token_code[first:last] == code]
            if not np.isin(docs, self.deleted).all():
                return True
            first = last
        return False

    def occurring(self, forms: Ints) -> Ints:
        """How often each of these words of the segment occurs in documents that are not deleted."""
        counts = self.segment.file["form_count"].astype(np.int64)
        if len(self.deleted) and len(forms):
            deleted = np.zeros(self.segment.size, dtype=bool)
            deleted[self.deleted] = True
            gone = self._occurrences(distinct(np.searchsorted(self.segment.form_first, forms, "right") - 1), deleted)
            counts -= np.bincount(gone, minlength=len(counts))
        kept: Ints = counts[forms]
        return kept

    def _occurrences(self, stems: Ints, among: NDArray[np.bool_]) -> Ints:
        """The word at each occurrence of ``stems`` in the documents that ``among`` flags."""
        segment = self.segment
        each = (segment.posting_first[stems + 1] - segment.posting_first[stems]).astype(np.int64)
        postings = ranges(segment.posting_first[stems], each)
        tokens = ranges(segment.token_first[stems], segment.token_first[stems + 1] - segment.token_first[stems])
        counts = segment.posting_count[postings].astype(np.int64)
        inside = among[segment.posting_doc[postings]]
        taken = tokens[ranges((np.cumsum(counts) - counts)[inside], counts[inside])]
        first = np.repeat(segment.form_first[stems].astype(np.int64), each)
        words: Ints = np.repeat(first[inside], counts[inside]) + segment.token_code[taken]
        return words


def chosen(segment: Segment, filters: Mapping[str, Sequence[str]]) -> dict[str, DocSet]:
    """For each facet with a selection, the documents with any of its values. An unknown facet has no
    documents.
    """
    return {facet: filed(segment, facet, values) for facet, values in filters.items() if values}


def filed(segment: Segment, facet: str, values: Sequence[str]) -> DocSet:
    """The documents with any of ``values``; none for an unknown facet."""
    return segment.facets[facet].holding(values) if facet in segment.facets else DocSet.empty(segment.size)


def narrowed(base: DocSet, selections: Mapping[str, DocSet], without: str | None = None) -> DocSet:
    """``base`` and every selection, but for that of the facet ``without``."""
    for facet, docs in sorted(selections.items(), key=lambda pair: len(pair[1])):
        if facet != without:
            base = base & docs
    return base
