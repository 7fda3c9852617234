"""Rationales that are nearly the same: thousands of items share standing text.

By the numbers of `search/query/likeness.py`: two rationales are nearly the same if they share about four fifths of
their runs of four words. They are taken in order: each joins the first one before it that stands for a group and is
nearly the same, or stands for a group of its own.

Of each rationale 64 numbers are kept, 256 bytes. Those of equal numbers are one. Others are compared only where a band
of eight numbers is equal (J. Leskovec, A. Rajaraman, J. Ullman, "Mining of Massive Datasets", 3.4), which is so for
99 of 100 that share nine tenths, and for 3 of 4 that share just four fifths. Sorting shows which bands anything
else shares; most share none and cost no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from search.query.likeness import NUMBERS, Hashes, Ints, Signatures

RESEMBLANCE = 0.8
_BANDS = 8
_MIX = np.uint64(0x9E3779B97F4A7C15)


class Groups:
    """Puts rationales into groups: :meth:`add` them in order, then ask for :meth:`firsts`."""

    def __init__(self) -> None:
        self._of = Signatures().of
        self._signatures = bytearray()
        self._places: list[Ints] = []
        self._added = 0

    def add(self, rationales: Sequence[str]) -> None:
        """Take these rationales in, behind those before."""
        compared, signatures = self._of(rationales)
        self._signatures += signatures.tobytes()
        self._places.append((compared + self._added).astype(np.int32))
        self._added += len(rationales)

    def firsts(self) -> Ints:
        """For each rationale the place of the first that it nearly equals, or its own."""
        firsts = np.arange(self._added, dtype=np.int32)
        if self._signatures:
            places = np.concatenate(self._places)
            signatures = np.frombuffer(self._signatures, np.uint32).reshape(-1, NUMBERS)
            firsts[places] = places[_first_rows(signatures)]
        return firsts


def _first_rows(signatures: NDArray[np.uint32]) -> Ints:
    """For each signature the row of the first that stands for its group."""
    _, first, same = np.unique(_mixed(signatures), return_index=True, return_inverse=True)
    firsts = np.arange(len(signatures))
    buckets = _shared_bands(signatures, np.sort(first))
    least = int(np.ceil(RESEMBLANCE * NUMBERS))
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
    width = NUMBERS // _BANDS
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
