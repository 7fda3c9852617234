"""Did you mean: words of a query that the collection hardly knows, replaced by near words that it knows well.

The distance between words is that of optimal string alignment: letters put in, left out, replaced, or
exchanged with their neighbour. Only lists of words about as long are compared, so a word costs a few
milliseconds among 100,000.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.query.words import STOP_WORDS, tokens, words
from search.vocabulary.misprints import is_named
from search.vocabulary.text import singular

_SHORTEST, _LONGEST = 4, 30
_LONG_ENOUGH_FOR_TWO = 7
_TIMES_AS_COMMON = 10
_MOST_WORDS = 12
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_LITTLE_WORDS = frozenset(
    words(
        """
        about after again all also although any because before between both cannot could each either ever every few
        here how however just many may might more most much must neither never no none nor not now once one only other
        others over same several shall should since some still there though through too two under until up upon very
        what when where whether while why within without yet
        """
    )
)


class Spelling:
    """The words of a collection, unstemmed, with the number of items that hold each."""

    def __init__(self, terms: Iterable[tuple[str, int]]) -> None:
        self._counts = {term: count for term, count in terms if _is_offered(term)}
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for term in self._counts:
            self._by_length[len(term)].append(term)

    def suggest(self, word: str, limit: int = 3) -> list[str]:
        """Known words near a folded ``word`` and far more common than it is, the likeliest first."""
        if not (_SHORTEST <= len(word) <= _LONGEST and word.isalpha()):
            return []
        farthest = 2 if len(word) >= _LONG_ENOUGH_FOR_TWO else 1
        least = max(2, self._counts.get(word, 0) * _TIMES_AS_COMMON)
        near: list[tuple[int, bool, int, str]] = []
        for length in range(len(word) - farthest, len(word) + farthest + 1):
            found = process.extract(
                word, self._by_length.get(length, ()), scorer=OSA.distance, score_cutoff=farthest, limit=None
            )
            near += (
                (int(distance), term[0] != word[0], -self._counts[term], term)
                for term, distance, _ in found
                if distance and self._counts[term] >= least
            )
        return [term for *_, term in sorted(near)[:limit]]

    def respell(self, query: str) -> str | None:
        """``query`` with its unknown words replaced and everything else as typed; None if there is nothing to
        replace.

        Whether the answer finds more is for the caller to see.
        """
        respelt = query
        for token in reversed(tokens(query)[:_MOST_WORDS]):
            typed, behind = query[token.start : token.end], query[token.end : token.end + 1]
            if typed in _OPERATORS or token.text in STOP_WORDS or behind in (":", "*"):
                continue
            if is_named(singular(token.text)):
                continue  # a name that the vocabulary knows is right, though no letter here may hold it
            if found := self.suggest(token.text, limit=1):
                respelt = respelt[: token.start] + found[0] + respelt[token.end :]
        return respelt if respelt != query else None


def _is_offered(term: str) -> bool:
    """Whether a word of the collection may stand for a misspelt one: no word that a search passes over."""
    return term.isalpha() and len(term) <= _LONGEST and term not in STOP_WORDS and term not in _LITTLE_WORDS
