"""Rationales that are nearly the same: thousands of items share standing text.

MinHash over runs of words: A. Z. Broder, "On the resemblance and containment of documents" (1997). Two
rationales are nearly the same if they share about four fifths of their runs of four words, numbers left
aside. One of each group is kept to compare with, so the cost is that of one look-up an item, however large a
group grows.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from search.query.words import words

RESEMBLANCE = 0.8
_RUN = 4
_PERMUTATIONS = 64
_FEWEST_WORDS = 12


class Groups:
    """Puts rationales into groups, one after another; the first of a group stands for it."""

    def __init__(self) -> None:
        self._empty = MinHash(num_perm=_PERMUTATIONS, hashfunc=int)
        self._index = MinHashLSH(threshold=RESEMBLANCE, num_perm=_PERMUTATIONS)
        self._kept: dict[int, MinHash] = {}

    def place(self, number: int, rationale: str) -> int:
        """The number of the first rationale that this one nearly equals, or its own."""
        shingles = _shingles(rationale)
        if not len(shingles):
            return number
        signature = self._empty.copy()
        signature.update_batch(shingles)
        alike: list[int] = [
            each for each in self._index.query(signature) if self._kept[each].jaccard(signature) >= RESEMBLANCE
        ]
        if alike:
            return min(alike)
        self._index.insert(number, signature)
        self._kept[number] = signature
        return number


def grouped(rationales: Iterable[tuple[int, str]]) -> dict[int, int]:
    """Number → number of the first rationale that it nearly equals."""
    groups = Groups()
    return {number: groups.place(number, rationale) for number, rationale in rationales}


def _shingles(rationale: str) -> NDArray[np.uint64]:
    """Hashes of the runs of words, each once; none where there are too few words to compare."""
    hashes = np.array(
        [zlib.crc32(word.encode()) for word in words(rationale) if not word[0].isdecimal()], dtype=np.uint64
    )
    if len(hashes) < _FEWEST_WORDS:
        return hashes[:0]
    mixed = np.zeros(len(hashes) - _RUN + 1, np.uint64)
    for offset in range(_RUN):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + hashes[offset : offset + len(mixed)]
    # The upper bits are the well mixed ones, and MinHash works on 32.
    return np.unique(mixed >> np.uint64(32))
