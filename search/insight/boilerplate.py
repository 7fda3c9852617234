"""Rationales that are nearly the same: thousands of items share standing text.

MinHash over runs of words: A. Z. Broder, "On the resemblance and containment of documents" (1997). Two
rationales are nearly the same if they share about four fifths of their runs of four words, numbers left
aside. They are taken in order: each joins the first one before it that stands for a group and is nearly the same, or
stands for a group of its own.

Of each rationale 64 numbers are kept, 256 bytes. Those of equal numbers are one. Others are compared only where a band
of eight numbers is equal (J. Leskovec, A. Rajaraman, J. Ullman, "Mining of Massive Datasets", 3.4), which is so for
99 of 100 that share nine tenths, and for 3 of 4 that share just four fifths. Sorting shows which bands anything
else shares; most share none and cost no more.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.query.words import words

Ints = NDArray[np.integer[Any]]
Hashes = NDArray[np.uint64]

RESEMBLANCE = 0.8
_RUN = 4
_NUMBERS = 64
_BANDS = 8
_FEWEST_WORDS = 12
_MOST_HASHES = 200_000
_MIX = np.uint64(0x9E3779B97F4A7C15)
_random = np.random.default_rng(1)
_FACTORS = _random.integers(0, 2**64, _NUMBERS, np.uint64) | np.uint64(1)
_SUMMANDS = _random.integers(0, 2**64, _NUMBERS, np.uint64)


class Groups:
    """Puts rationales into groups: :meth:`add` them in order, then ask for :meth:`firsts`."""

    def __init__(self) -> None:
        self._hashes = _WordHashes()
        self._signatures = bytearray()
        self._places: list[Ints] = []
        self._added = 0

    def add(self, rationales: Sequence[str]) -> None:
        """Take these rationales in, behind those before."""
        runs, bounds = _runs([words(each) for each in rationales], self._hashes)
        compared = np.flatnonzero(np.diff(bounds))
        self._signatures += _signatures(runs, bounds[compared]).tobytes()
        self._places.append((compared + self._added).astype(np.int32))
        self._added += len(rationales)

    def firsts(self) -> Ints:
        """For each rationale the place of the first that it nearly equals, or its own."""
        firsts = np.arange(self._added, dtype=np.int32)
        if self._signatures:
            places = np.concatenate(self._places)
            signatures = np.frombuffer(self._signatures, np.uint32).reshape(-1, _NUMBERS)
            firsts[places] = places[_first_rows(signatures)]
        return firsts


class _WordHashes(dict[str, int]):
    """Word → its hash, zero for a number; bounded."""

    def __missing__(self, word: str) -> int:
        value = 0 if word[0].isdecimal() else zlib.crc32(word.encode())
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


def _signatures(runs: Hashes, starts: Ints) -> NDArray[np.uint32]:
    """64 numbers for each text, a row a text: of each hash function the least value among the text's runs.

    The functions multiply, add and keep the upper half (M. Dietzfelbinger et al., "A reliable randomized algorithm
    for the closest-pair problem", 1997). ``starts``: where the runs of each text begin.
    """
    signatures = np.empty((len(starts), _NUMBERS), np.uint32)
    if len(starts):
        for number, (factor, summand) in enumerate(zip(_FACTORS, _SUMMANDS, strict=True)):
            signatures[:, number] = np.minimum.reduceat((runs * factor + summand) >> np.uint64(32), starts)
    return signatures


def _first_rows(signatures: NDArray[np.uint32]) -> Ints:
    """For each signature the row of the first that stands for its group."""
    _, first, same = np.unique(_mixed(signatures), return_index=True, return_inverse=True)
    firsts = np.arange(len(signatures))
    buckets = _shared_bands(signatures, np.sort(first))
    least = int(np.ceil(RESEMBLANCE * _NUMBERS))
    leading: dict[int, list[int]] = {}
    for row, shared in buckets:
        met = sorted({each for bucket in shared for each in leading.get(bucket, ())})
        alike = np.count_nonzero(signatures[met] == signatures[row], axis=1) >= least if met else np.zeros(1, np.bool_)
        if alike.any():
            firsts[row] = met[int(alike.argmax())]
        else:
            for bucket in shared:
                leading.setdefault(bucket, []).append(row)
    return firsts[first[same]]


def _shared_bands(signatures: NDArray[np.uint32], rows: Ints) -> Iterable[tuple[int, list[int]]]:
    """Those of the rows that share a band with another, each with the numbers of the bands that it shares."""
    width = _NUMBERS // _BANDS
    buckets = np.empty((len(rows), _BANDS), np.int32)
    for band in range(_BANDS):
        _, number, held = np.unique(
            _mixed(signatures[:, band * width : (band + 1) * width])[rows], return_inverse=True, return_counts=True
        )
        buckets[:, band] = np.where(held[number] > 1, number, -1)
    crowded = np.flatnonzero((buckets >= 0).any(axis=1))
    for row, numbers in zip(rows[crowded].tolist(), buckets[crowded].tolist(), strict=True):
        yield row, [number * _BANDS + band for band, number in enumerate(numbers) if number >= 0]


def _mixed(columns: NDArray[np.uint32]) -> Hashes:
    """One hash a row."""
    mixed = np.zeros(len(columns), np.uint64)
    for column in columns.T:
        mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIX + column
    return mixed
