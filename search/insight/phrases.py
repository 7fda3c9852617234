"""Which phrases set the overturned rationales of a result set apart from the upheld ones, and the other
way round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.insight.contrast import contrast, surely
from search.insight.table import Table

Ints = NDArray[np.integer[Any]]

FEWEST = 5
"""A phrase of fewer items, and a side of fewer, shows nothing."""

_MOST_ITEMS = 100_000
_CANDIDATES = 200
_SAME_ITEMS = 0.6
_NEARLY_AS_SURE = 0.8


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
    shape = len(strata), len(table.texts)
    # Of all phrases, and then of those shown: to leave the others out of millions of pairs takes longer.
    counts = [np.take(_counts(at[side], held[side], shape), shown, axis=1) for side in (0, 1)]
    sizes = [np.bincount(each, minlength=len(strata)) for each in at]
    _, z = contrast(counts[0], counts[1], sizes[0], sizes[1])
    told = [_told_once(table, shown, sign * z, held[side], items[side], most) for side, sign in ((0, 1.0), (1, -1.0))]
    return Contrast(
        tuple(Contrasted(text, score) for text, score in told[0]),
        tuple(Contrasted(text, -score) for text, score in told[1]),
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


def _counts(strata: Ints, held: tuple[Ints, Ints], shape: tuple[int, int]) -> Ints:
    """Items that hold a phrase: (strata, phrases)."""
    which, phrases = held
    cells = (strata * shape[1])[which]
    cells += phrases
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def _told_once(
    table: Table, shown: Ints, z: NDArray[np.float64], held: tuple[Ints, Ints], items: Ints, most: int
) -> list[tuple[str, float]]:
    """The surest phrases in order, each idea once.

    Of phrases that overlap, or that stand in nearly the same items, the surest is told; a longer one that
    holds it and is nearly as sure takes its place.
    """
    ranked = np.argsort(-z, kind="stable")[:_CANDIDATES]
    ranked = ranked[(z[ranked] >= surely(z)) & (items[shown[ranked]] >= FEWEST)]
    within = _presence(held, shown[ranked], len(table.texts))
    told: dict[int, tuple[str, float]] = {}
    for row, place in enumerate(ranked.tolist()):
        text, score = table.texts[shown[place]], float(z[place])
        related = [
            at for at, (other, _) in told.items() if _overlap(text, other) or _same_items(within[row], within[at])
        ]
        if not related and len(told) < most:
            told[row] = text, score
        elif len(related) == 1:
            other, surest = told[related[0]]
            if f" {other} " in f" {text} " and score >= _NEARLY_AS_SURE * surest:
                told[related[0]] = text, surest
    return list(told.values())


def _presence(held: tuple[Ints, Ints], phrases: Ints, texts: int) -> NDArray[np.bool_]:
    """Which items hold which of the phrases: (phrases, items)."""
    which, numbers = held
    row = np.full(texts, -1)
    row[phrases] = np.arange(len(phrases))
    at = np.flatnonzero(row[numbers] >= 0)
    present = np.zeros((len(phrases), int(which[-1]) + 1 if len(which) else 0), np.bool_)
    present[row[numbers[at]], which[at]] = True
    return present


def _same_items(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> bool:
    return bool((one & other).sum() >= _SAME_ITEMS * (one | other).sum())


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
