"""Sets of documents of one segment: a sorted row of numbers or a mask, whichever is at hand, turned as
needed.

A small set meets a large one by binary search (cost: the small one · log of the large one), two large ones
meet as masks (cost: one byte a document of the segment, a few microseconds a hundred thousand).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.index.columns.distinct import distinct
from search.index.columns.fields import Bools, Ints

_SPARSE = 24
"""A set this many times smaller than another is looked up in it; otherwise both are masks."""


class DocSet:
    """An immutable set of document numbers below ``size``."""

    __slots__ = ("_bits", "_docs", "_length", "_mask", "size")

    def __init__(self, size: int, docs: Ints | None = None, mask: Bools | None = None) -> None:
        """From ``docs`` (sorted, distinct) or from ``mask`` (one a document of the segment). Neither is
        copied.
        """
        self.size = size
        self._docs = docs
        self._mask = mask
        self._bits: NDArray[np.uint64] | None = None
        self._length = len(docs) if docs is not None else -1

    @classmethod
    def empty(cls, size: int) -> DocSet:
        return cls(size, docs=np.empty(0, dtype=np.uint32))

    @classmethod
    def span(cls, size: int, start: int, stop: int) -> DocSet:
        """The documents from ``start`` up to but not including ``stop``."""
        mask = np.zeros(size, dtype=bool)
        mask[start:stop] = True
        return cls(size, mask=mask)

    @property
    def docs(self) -> Ints:
        """The numbers, ascending."""
        if self._docs is None:
            assert self._mask is not None
            self._docs = np.flatnonzero(self._mask)
        return self._docs

    @property
    def mask(self) -> Bools:
        """One flag a document of the segment. Not to be written to."""
        if self._mask is None:
            assert self._docs is not None
            mask = np.zeros(self.size, dtype=bool)
            mask[self._docs] = True
            self._mask = mask
        return self._mask

    @property
    def bits(self) -> NDArray[np.uint64]:
        """The mask as bits, 64 in a word. Not to be written to."""
        if self._bits is None:
            self._bits = packed(self.mask)
        return self._bits

    @property
    def is_sparse(self) -> bool:
        """Whether it is looked up in a set as large as the segment, and not met as a mask."""
        return len(self) * _SPARSE < self.size

    @property
    def nbytes(self) -> int:
        docs = self._docs.nbytes if self._docs is not None else 0
        return docs + (self._mask.nbytes if self._mask is not None else 0)

    def __len__(self) -> int:
        if self._length < 0:
            assert self._mask is not None
            self._length = int(np.count_nonzero(self._mask))
        return self._length

    def __and__(self, other: DocSet) -> DocSet:
        small, large = (self, other) if len(self) <= len(other) else (other, self)
        if len(large) == self.size or not len(small):
            return small
        if small.is_sparse:
            return DocSet(self.size, docs=small.docs[large.holds(small.docs)])
        return DocSet(self.size, mask=self.mask & other.mask)

    def __sub__(self, other: DocSet) -> DocSet:
        if not len(self) or not len(other):
            return self
        if self.is_sparse:
            return DocSet(self.size, docs=self.docs[~other.holds(self.docs)])
        return DocSet(self.size, mask=self.mask & ~other.mask)

    def holds(self, docs: Ints) -> Bools:
        """Which of ``docs`` (any row of numbers) are in the set."""
        if self._mask is not None:
            return np.asarray(self._mask[docs])
        if len(docs) * _SPARSE > len(self):
            return np.asarray(self.mask[docs])
        return present(self.docs, docs)[1]


def packed(mask: Bools) -> NDArray[np.uint64]:
    """Flags as bits, 64 in a word; the last word is filled with zeros."""
    words = np.zeros(-(-len(mask) // 64), dtype=np.uint64)
    some = np.packbits(mask, bitorder="little")
    words.view(np.uint8)[: len(some)] = some
    return words


def union(size: int, sets: Sequence[DocSet]) -> DocSet:
    """The documents that are in at least one of ``sets``."""
    filled = [each for each in sets if len(each)]
    if not filled:
        return DocSet.empty(size)
    if len(filled) == 1:
        return filled[0]
    if sum(map(len, filled)) * _SPARSE < size:
        return DocSet(size, docs=distinct(np.concatenate([each.docs.astype(np.uint32) for each in filled])))
    mask = filled[0].mask.copy()
    for each in filled[1:]:
        if each._mask is not None:
            mask |= each._mask
        else:
            mask[each.docs] = True
    return DocSet(size, mask=mask)


def at_least(size: int, count: int, sets: Sequence[DocSet]) -> DocSet:
    """The documents that are in ``count`` of ``sets`` or more."""
    if count <= 0:
        return DocSet.span(size, 0, size)
    if count == 1:
        return union(size, sets)
    held = np.zeros(size, dtype=np.uint8)
    for each in sets:
        if each._mask is not None:
            held += each._mask
        else:
            held[each.docs] += 1
    return DocSet(size, mask=held >= count)


def present(row: Ints, wanted: Ints) -> tuple[Ints, Bools]:
    """Where each of ``wanted`` would stand in the sorted ``row``, and whether it does."""
    if not len(row):
        return np.zeros(len(wanted), dtype=np.int64), np.zeros(len(wanted), dtype=bool)
    # Whole numbers of two types would be compared as floats, at many times the cost.
    at = np.searchsorted(row, wanted.astype(row.dtype, copy=False))
    np.minimum(at, len(row) - 1, out=at)
    return at, np.asarray(row[at] == wanted)
