"""Facet counts: each facet over the documents that match everything but its own selection.

A count is one ``bincount`` over the ordinals of the documents in question. Where they are more than half of
all, the others are counted and taken from the totals, which are kept: so a broad question costs as little as
a narrow one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from search.index.columns.docsets import DocSet
from search.index.columns.segment import Segment

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


def chosen(segment: Segment, filters: Mapping[str, Sequence[str]]) -> dict[str, DocSet]:
    """For each facet with a selection, the documents with any of its values. An unknown facet has no
    documents.
    """
    return {
        facet: segment.facets[facet].holding(values) if facet in segment.facets else DocSet.empty(segment.size)
        for facet, values in filters.items()
        if values
    }


def narrowed(base: DocSet, selections: Mapping[str, DocSet], without: str | None = None) -> DocSet:
    """``base`` and every selection, but for that of the facet ``without``."""
    for facet, docs in sorted(selections.items(), key=lambda pair: len(pair[1])):
        if facet != without:
            base = base & docs
    return base
