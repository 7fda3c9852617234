"""Words that a slip made into another word, or into one that may be several: told by what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from functools import cache, lru_cache
from itertools import chain, pairwise

from rapidfuzz.distance import OSA

from . import drug_data
from .data import table
from .text import phrase_words
from .treatment_data import phrases, spellings

_SHORTEST = 3
_SHORT = 4
_LONG = 6
_LONGER = 8


@lru_cache(maxsize=8192)
def by_company(before: str, word: str, after: str, *, ordinary: bool) -> str | None:
    """The word that is meant by ``word`` between the words ``before`` and ``after`` (each may be empty), where a phrase
    of the vocabularies holds it there: "medial brach block" has a branch. One letter may be wrong; of long words two,
    which are shorter where both neighbours belong to it. ``ordinary``: it is right by itself ("message therapy"), so
    it is less of a slip.
    """
    if len(word) < (_LONG if ordinary else _SHORTEST) or not word.isalpha():
        return None
    if ordinary:
        before, after = (side if len(side) >= _SHORT else "" for side in (before, after))
    behind, ahead = _behind().get(before, frozenset()), _ahead().get(after, frozenset())
    found: dict[int, set[str]] = {}
    for known in behind | ahead:
        both = known in behind and known in ahead
        edits = 2 if not ordinary and len(known) >= (_LONG if both else _LONGER) else 1
        if known[0] != word[0] or len(known) < _SHORTEST or (len(word) < _SHORT and known[-1] != word[-1]):
            continue
        if abs(len(known) - len(word)) > edits + 1:
            continue
        # A last S is no plural's in some words, and was taken off with the others.
        distance = min(OSA.distance(each, known, score_cutoff=edits) for each in (word, f"{word}s"))
        if distance <= edits:
            found.setdefault(int(distance), set()).add(known)
    nearest = found[min(found)] if found else set()
    nearest = nearest & behind & ahead or nearest
    return nearest.pop() if len(nearest) == 1 else None


@cache
def _behind() -> Mapping[str, Set[str]]:
    """Word → the words that follow it in phrases."""
    found: dict[str, set[str]] = {}
    for left, right in _neighbours():
        found.setdefault(left, set()).add(right)
    return found


@cache
def _ahead() -> Mapping[str, Set[str]]:
    """Word → the words that stand before it in phrases."""
    found: dict[str, set[str]] = {}
    for left, right in _neighbours():
        found.setdefault(right, set()).add(left)
    return found


def _neighbours() -> Iterator[tuple[str, str]]:
    """Words that follow one another in a phrase of any vocabulary."""
    known = chain(phrases().items(), spellings().items(), drug_data.lexicon().items())
    bodies = chain.from_iterable(table("regions")["regions"].values())
    for words in chain((phrase.split() for phrase, _ in known), map(phrase_words, bodies)):
        for left, right in pairwise(words):
            if left.isalpha() and right.isalpha():
                yield left, right
