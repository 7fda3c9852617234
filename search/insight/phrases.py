"""Which phrases set the overturned rationales of a result set apart from the upheld ones, and the other
way round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.insight.contrast import contrast
from search.insight.table import Table

Ints = NDArray[np.integer[Any]]

FEWEST = 5
"""A phrase of fewer items, and a side of fewer, shows nothing."""

SURE = 1.96
"""The z-score from which on a difference is not put down to chance: 95 %."""

_MOST_ITEMS = 100_000
_CANDIDATES = 400


@dataclass(frozen=True, slots=True)
class Contrasted:
    """A phrase with its z-score, positive where the overturned rationales say it more."""

    text: str
    z: float


@dataclass(frozen=True, slots=True)
class Contrast:
    """``overturned`` and ``upheld``: what each side says more, the surest first. ``compared`` counts the
    rationales that were compared, nearly same ones once, of ``known`` items."""

    overturned: tuple[Contrasted, ...]
    upheld: tuple[Contrasted, ...]
    compared: int
    known: int


def contrasted(table: Table, overturned: Ints, upheld: Ints, most: int) -> Contrast:
    """Compare two sets of items by primary key; at most ``most`` phrases a side."""
    places = [table.places(_thinned(side)) for side in (overturned, upheld)]
    known = sum(map(len, places))
    sides = [_once_a_group(table, side) for side in places]
    compared = sum(map(len, sides))
    if min(map(len, sides)) < FEWEST or not table.texts:
        return Contrast((), (), compared, known)
    strata, indices = np.unique(np.concatenate([table.strata[side] for side in sides]), return_inverse=True)
    at = np.split(indices, [len(sides[0])])
    held = [table.phrases_of(side) for side in sides]
    items = [np.bincount(phrases, minlength=len(table.texts)) for _, phrases in held]
    shown = np.flatnonzero(items[0] + items[1] >= FEWEST)
    column = np.full(len(table.texts), -1)
    column[shown] = np.arange(len(shown))
    counts = [_counts(at[side], *held[side], column, len(strata), len(shown)) for side in (0, 1)]
    sizes = [np.bincount(each, minlength=len(strata)) for each in at]
    _, z = contrast(counts[0], counts[1], sizes[0], sizes[1])
    telling = [_told_once(table, shown, sign * z, items[side], most) for side, sign in ((0, 1.0), (1, -1.0))]
    return Contrast(
        tuple(Contrasted(text, score) for text, score in telling[0]),
        tuple(Contrasted(text, -score) for text, score in telling[1]),
        compared,
        known,
    )


def _thinned(items: Ints) -> Ints:
    """About evenly spread items where there are too many to compare at once."""
    if len(items) <= _MOST_ITEMS:
        return items
    return items[np.linspace(0, len(items) - 1, _MOST_ITEMS).astype(np.int64)]


def _once_a_group(table: Table, places: Ints) -> Ints:
    """One item of each group of nearly same rationales, lest standing text count for more than one
    argument."""
    _, first = np.unique(table.groups[places], return_index=True)
    return places[np.sort(first)]


def _counts(strata: Ints, which: Ints, phrases: Ints, column: Ints, rows: int, columns: int) -> Ints:
    """Items that hold a phrase: (strata, phrases)."""
    cells = strata[which] * columns + column[phrases]
    return np.bincount(cells[column[phrases] >= 0], minlength=rows * columns).reshape(rows, columns)


def _told_once(table: Table, shown: Ints, z: NDArray[np.float64], items: Ints, most: int) -> list[tuple[str, float]]:
    """The surest phrases in order, each idea once: of phrases that overlap, the longest that stands
    nearly as sure."""
    ranked = np.argsort(-z, kind="stable")[:_CANDIDATES]
    told: list[tuple[str, float]] = []
    for place in ranked.tolist():
        score = float(z[place])
        if score < SURE:
            break
        if items[shown[place]] < FEWEST:
            continue
        text = table.texts[shown[place]]
        overlapping = [at for at, (other, _) in enumerate(told) if _overlap(text, other)]
        if not overlapping:
            told.append((text, score))
        elif len(overlapping) == 1 and len(told) <= most:
            other, first_score = told[overlapping[0]]
            if len(text.split()) > len(other.split()) and score >= 0.8 * first_score and f" {other} " in f" {text} ":
                told[overlapping[0]] = (text, first_score)
    return told[:most]


def _overlap(one: str, other: str) -> bool:
    """Whether one phrase lies in the other, or they share two words or more where one ends and the other
    begins."""
    a, b = one.split(), other.split()
    if f" {one} " in f" {other} " or f" {other} " in f" {one} ":
        return True
    return any(
        first[-length:] == second[:length]
        for first, second in ((a, b), (b, a))
        for length in range(2, min(len(a), len(b)))
    )
