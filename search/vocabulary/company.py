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

_SHORTEST = 4
_LONG = 6


@lru_cache(maxsize=8192)
def by_company(before: str, word: str, after: str, *, ordinary: bool) -> str | None:
    """The word that is meant by ``word`` between the words ``before`` and ``after`` (each may be empty), where a phrase
    of the vocabularies holds it there: "medial brach block" has a branch. One letter may be wrong, and two where
    both neighbours belong to it. ``ordinary``: it is right by itself ("message therapy"), and so less of a slip.
    """
    if len(word) < (_LONG if ordinary else _SHORTEST) or not word.isalpha():
        return None
    if ordinary:
        before, after = (side if len(side) >= _SHORTEST else "" for side in (before, after))
    behind, ahead = _behind().get(before, frozenset()), _ahead().get(after, frozenset())
    found: dict[int, set[str]] = {}
    for known in behind | ahead:
        edits = 2 if known in behind and known in ahead and not ordinary and len(known) >= _LONG else 1
        if known[0] != word[0] or len(known) < _SHORTEST or abs(len(known) - len(word)) > edits:
            continue
        distance = OSA.distance(word, known, score_cutoff=edits)
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
