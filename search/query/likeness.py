"""By what nearly the same text is known again: numbers made of its runs of words.

MinHash over runs of words: A. Z. Broder, "On the resemblance and containment of documents" (1997). The share of equal
numbers of two texts is about the share of runs of four words that they have in common.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.query.words import words

Ints = NDArray[np.integer[Any]]
Hashes = NDArray[np.uint64]

NUMBERS = 64
_RUN = 4
_FEWEST_WORDS = 12
_MOST_HASHES = 10_000
_MIX = np.uint64(0x9E3779B97F4A7C15)


def _drawn(name: str) -> Hashes:
    """Numbers that are the same for ever: signatures are stored."""
    digests = (hashlib.sha256(f"{name} {number}".encode()).digest()[:8] for number in range(NUMBERS))
    return np.frombuffer(b"".join(digests), np.dtype("<u8")).astype(np.uint64)


_FACTORS = _drawn("factor") | np.uint64(1)
_SUMMANDS = _drawn("summand")


class Signatures:
    """Makes signatures; keeps the hashes of words that it met, so that the next ones cost less.

    ``figures``: whether words that are numbers count; without them, letters that differ in an age or a date are alike.
    """

    def __init__(self, *, figures: bool = False) -> None:
        self._hashes = _WordHashes(figures=figures)

    def of(self, texts: Sequence[str]) -> tuple[Ints, NDArray[np.uint32]]:
        """The places of the texts that have words enough to be compared, and 64 numbers for each, a row a text."""
        compared, signatures, _ = self.with_lengths(texts)
        return compared, signatures

    def with_lengths(self, texts: Sequence[str]) -> tuple[Ints, NDArray[np.uint32], Ints]:
        """The same, and of how many runs each was made, from which it can be told what lies within what.

        Of each hash function the least value among the text's runs. The functions multiply, add and keep the upper half
        (M. Dietzfelbinger et al., "A reliable randomized algorithm for the closest-pair problem", 1997).
        """
        runs, bounds = _runs([words(each) for each in texts], self._hashes)
        lengths = np.diff(bounds)
        compared = np.flatnonzero(lengths)
        signatures = np.empty((len(compared), NUMBERS), np.uint32)
        if len(compared):
            starts = bounds[compared]
            for number, (factor, summand) in enumerate(zip(_FACTORS, _SUMMANDS, strict=True)):
                signatures[:, number] = np.minimum.reduceat((runs * factor + summand) >> np.uint64(32), starts)
        return compared, signatures, lengths[compared]


class _WordHashes(dict[str, int]):
    """Word → its hash, zero for a word that does not count; bounded."""

    def __init__(self, *, figures: bool) -> None:
        super().__init__()
        self._figures = figures

    def __missing__(self, word: str) -> int:
        counts = self._figures or not word[0].isdecimal()
        value = zlib.crc32(word.encode()) if counts else 0
        if len(self) < _MOST_HASHES:
            self[word] = value
        return value


def _runs(texts: Sequence[Sequence[str]], hashes: _WordHashes) -> tuple[Hashes, Ints]:
    """Hashes of the runs of words of all texts, and where those of each begin and end; a text of too few words to
    compare has none."""
    found = np.fromiter(map(hashes.__getitem__, chain.from_iterable(texts)), np.uint64)
    owners = np.repeat(np.arange(len(texts)), [len(each) for each in texts])
    owners, found = owners[found > 0], found[found > 0]
    enough = np.bincount(owners, minlength=len(texts)) >= _FEWEST_WORDS
    owners, found = owners[enough[owners]], found[enough[owners]]
    mixed = np.zeros(max(0, len(found) - _RUN + 1), np.uint64)
    for offset in range(_RUN):
        mixed = mixed * _MIX + found[offset : offset + len(mixed)]
    within = owners[: len(mixed)] == owners[_RUN - 1 :]
    bounds = np.concatenate([[0], np.cumsum(np.bincount(owners[: len(mixed)][within], minlength=len(texts)))])
    # The upper bits are the well mixed ones, and MinHash works on 32.
    return mixed[within] >> np.uint64(32), bounds
