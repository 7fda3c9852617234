"""Sentences that say nearly the same folded into one, the most typical first."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[a-z]{2,}")
_SAME = 0.7
"""Sentences whose words overlap so far (Jaccard's index: words shared, over words in either) say nearly the same."""
MOST_COMPARED = 400
"""Sentences that are looked at."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence and the primary key of the item that it stands in; ``leads``: it says on what that was decided above
    all."""

    item: int
    text: str
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Folded:
    """The sentence that stands for its group, and how many others say nearly the same."""

    said: Said
    others: int


def fold(sentences: Iterable[Said], most: int) -> tuple[Folded, ...]:
    """Up to ``most`` groups of the first :data:`MOST_COMPARED` sentences: the largest first, of equally large ones
    one that leads, then the one whose words the others use most. Numbers, dates and case do not tell them apart."""
    seen = list(sentences)[:MOST_COMPARED]
    worded = [(each, frozenset(_WORD.findall(each.text.lower()))) for each in seen]
    holding = Counter(word for _, words in worded for word in words)
    groups: list[list[tuple[Said, frozenset[str]]]] = []
    leading: defaultdict[str, list[int]] = defaultdict(list)  # a seldom word of a group's first sentence → such groups
    homes: dict[frozenset[str], int] = {}
    for each, words in worded:
        if not words:
            continue
        if words not in homes:
            seldom = _seldom(words, holding)
            near = sorted({number for word in seldom for number in leading[word]})
            home = next((number for number in near if _alike(words, groups[number][0][1])), None)
            if home is None:
                home = len(groups)
                groups.append([])
                for word in seldom:
                    leading[word].append(home)
            homes[words] = home
        groups[homes[words]].append((each, words))
    typical = {words: _typical(words, holding) for words in homes}
    told = [(len(group), *_middle(group, typical)) for group in groups]
    told.sort(key=lambda each: (-each[0], not each[2].leads, -each[1], each[2].item))
    return tuple(Folded(said, size - 1) for size, _, said in told[:most])


def _seldom(words: frozenset[str], holding: Counter[str]) -> list[str]:
    """So many of the words that others use least that two sentences which say nearly the same have one of them in
    common (prefix filtering: Chaudhuri, Ganti and Kaushik, "A Primitive Operator for Similarity Joins", 2006)."""
    ordered = sorted(sorted(words), key=holding.__getitem__)
    return ordered[: len(words) - int(_SAME * len(words)) + 1]


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    if min(len(first), len(second)) < _SAME * max(len(first), len(second)):
        return False
    shared = len(first & second)
    return shared >= _SAME * (len(first) + len(second) - shared)


def _middle(
    group: Sequence[tuple[Said, frozenset[str]]], typical: Mapping[frozenset[str], float]
) -> tuple[float, Said]:
    """How typical the group's most typical sentence is, and that sentence."""
    best = max(group, key=lambda each: (each[0].leads, typical[each[1]], -each[0].item))
    return typical[best[1]], best[0]


def _typical(words: frozenset[str], holding: Counter[str]) -> float:
    """How many sentences hold a word of this one, on average; a sentence of few words tells too little to lead."""
    return sum(map(holding.__getitem__, words)) / (len(words) + 4)
