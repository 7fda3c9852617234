"""The phrases of a collection: frequent runs of two to eight words, found with arrays.

Words are numbered. A run of n + 1 words is frequent only if both runs of n words inside it are (the apriori
property: Agrawal and Srikant, 1994), so each level is made from pairs of neighbours of the level below, and
few places are left to look at. Counting sorts the pairs once a level: time about linear in the words, memory
about 40 bytes a word.

Of runs that lie in each other in nearly the same items only the longest is kept (closed patterns), so that a
standing sentence gives one phrase and not all its fragments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.index.columns.distinct import distinct
from search.insight.wording import EDGE_WORDS, EMPTY_WORDS, END_WORDS, VERDICT_WORDS, runs

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LONGEST = 8
SAME = 0.85
"""A phrase is told by a longer one that stands in at least this share of its items."""


@dataclass(frozen=True, slots=True)
class Level:
    """The frequent runs of one length. ``pairs`` (sorted) codes left and right run of the level below as
    ``left * below + right``; ``numbers`` gives the phrase that a run is, or -1."""

    pairs: Ints
    below: int
    numbers: Ints


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases found, and what is needed to find them in another text."""

    texts: tuple[str, ...]
    words: dict[str, int]
    levels: tuple[Level, ...]

    def held_by(self, rationales: Sequence[str]) -> tuple[Ints, Ints]:
        """(rationale, phrase) for every phrase that stands in a rationale, once each, sorted."""
        found, documents = encoded(rationales, _WordNumbers(self.words).__getitem__)
        held: list[Ints] = []
        for level in self.levels:
            found = _paired(found, level.below, level.pairs)
            at = np.flatnonzero(found >= 0)
            numbers = level.numbers[found[at]]
            told = numbers >= 0
            held.append(documents[at[told]] * len(self.texts) + numbers[told])
        both = distinct(np.concatenate(held)) if held else np.empty(0, np.int64)
        return both // max(1, len(self.texts)), both % max(1, len(self.texts))


def encoded(rationales: Iterable[str], number: Callable[[str], int]) -> tuple[Ints, Ints]:
    """The words of all rationales as numbers, -1 behind each of them, and beside them the rationale's
    place."""
    places: list[int] = []
    lengths: list[int] = []
    for rationale in rationales:
        found = runs(rationale)
        places += map(number, found)
        places.append(-1)
        lengths.append(len(found) + 1)
    return np.array(places, np.int64), np.repeat(np.arange(len(lengths)), lengths)


def _paired(found: Ints, below: int, known: Ints) -> Ints:
    """For every place but the last the number, among ``known`` pairs, of the run there and the run beside
    it, or -1."""
    places, codes = _pairs(found, below)
    at = np.searchsorted(known, codes).clip(max=max(0, len(known) - 1))
    same = known[at] == codes if len(known) else np.zeros(len(codes), np.bool_)
    paired = np.full(max(0, len(found) - 1), -1)
    paired[places[same]] = at[same]
    return paired


def _pairs(found: Ints, below: int) -> tuple[Ints, Ints]:
    """The places at which a run stands beside another, and the code of each such pair."""
    places = np.flatnonzero((found[:-1] >= 0) & (found[1:] >= 0))
    return places, found[places] * below + found[places + 1]


def discover(rationales: Sequence[str], least: int, longest: int = LONGEST) -> Phrases:
    """The phrases that at least ``least`` of the rationales hold."""
    met = _Numbering()
    found, documents = encoded(rationales, met.__getitem__)
    counts = _items_with(found, documents, len(met))
    words = [word for word, count in zip(met, counts.tolist(), strict=True) if count >= least and word.isalpha()]
    numbers = {word: number for number, word in enumerate(words)}
    renumbered = np.array([*(numbers.get(word, -1) for word in met), -1], np.int64)
    grown = _grown(renumbered[found], documents, len(words), least, longest)
    return _closed(words, numbers, grown)


class _Numbering(dict[str, int]):
    """Gives every word that it meets the next number."""

    def __missing__(self, word: str) -> int:
        return self.setdefault(word, len(self))


class _WordNumbers(dict[str, int]):
    """The numbers of known words, -1 for others."""

    def __missing__(self, word: str) -> int:
        return -1


def _items_with(found: Ints, documents: Ints, words: int) -> Ints:
    """The number of items that hold each word."""
    at = found >= 0
    return np.bincount(distinct(documents[at] * words + found[at]) % max(1, words), minlength=words)


@dataclass(slots=True)
class _Grown:
    """One level while it grows: for each run its pair code, the items that hold it."""

    pairs: Ints
    below: int
    items: Ints

    @property
    def left(self) -> Ints:
        return self.pairs // self.below

    @property
    def right(self) -> Ints:
        return self.pairs % self.below


def _grown(found: Ints, documents: Ints, words: int, least: int, longest: int) -> list[_Grown]:
    levels: list[_Grown] = []
    below = words
    for _ in range(longest - 1):
        places, codes = _pairs(found, below)
        order = np.argsort(codes, kind="stable")
        sorted_codes, sorted_documents = codes[order], documents[places[order]]
        new_pair = np.diff(sorted_codes, prepend=-1) != 0
        new_item = new_pair | (np.diff(sorted_documents, prepend=-1) != 0)
        starts = np.flatnonzero(new_pair)
        if not len(starts):
            break
        items = np.add.reduceat(new_item.astype(np.int64), starts)
        frequent = items >= least
        known = sorted_codes[starts][frequent]
        if not len(known):
            break
        levels.append(_Grown(known, below, items[frequent]))
        found = _paired(found, below, known)
        below = len(known)
    return levels


def _closed(words: Sequence[str], numbers: dict[str, int], grown: Sequence[_Grown]) -> Phrases:
    edge, end = _flags(words, EDGE_WORDS), _flags(words, END_WORDS)
    telling = ~_flags(words, EMPTY_WORDS | VERDICT_WORDS)
    first = last = np.arange(len(words))
    substance, verdict = telling, _flags(words, VERDICT_WORDS)
    candidates: list[Bools] = []
    for level in grown:
        first, last = first[level.left], last[level.right]
        substance = substance[level.left] | substance[level.right]
        verdict = verdict[level.left] | verdict[level.right]
        candidates.append(substance & ~verdict & ~edge[first] & ~end[last])
    kept = _not_told_by_longer(grown, candidates)
    texts: list[str] = []
    levels: list[Level] = []
    spelt: list[str] = list(words)
    final = last_word = list(words)
    for level, keep in zip(grown, kept, strict=True):
        left, right = level.left.tolist(), level.right.tolist()
        final = [last_word[each] for each in right]
        spelt = [f"{spelt[each]} {word}" for each, word in zip(left, final, strict=True)]
        last_word = final
        number = np.full(len(spelt), -1)
        number[keep] = np.arange(len(texts), len(texts) + int(keep.sum()))
        texts += [spelt[each] for each in np.flatnonzero(keep)]
        levels.append(Level(level.pairs, level.below, number))
    return Phrases(tuple(texts), numbers, tuple(levels))


def _not_told_by_longer(grown: Sequence[_Grown], candidates: Sequence[Bools]) -> list[Bools]:
    """For each level the candidates that no longer candidate tells in nearly all of their items."""
    kept: list[Bools] = []
    best_above = np.empty(0, np.int64)
    for depth in range(len(grown) - 1, -1, -1):
        level, candidate = grown[depth], candidates[depth]
        best = np.zeros(len(level.pairs), np.int64)
        if depth + 1 < len(grown):
            np.maximum.at(best, grown[depth + 1].left, best_above)
            np.maximum.at(best, grown[depth + 1].right, best_above)
        kept.append(candidate & (best < SAME * level.items))
        best_above = np.maximum(best, np.where(candidate, level.items, 0))
    return kept[::-1]


def _flags(words: Sequence[str], among: frozenset[str]) -> Bools:
    return np.fromiter((word in among for word in words), np.bool_, len(words))
