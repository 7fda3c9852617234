"""Other words for a search: a spelling that finds more, and what a person may be about to type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from time import monotonic

from search import vocabulary
from search.index import engine
from search.query.completion import Completion, Entry, Suggestion
from search.query.question import Question
from search.query.request import SearchRequest
from search.query.spelling import Spelling
from search.query.tree import Phrase
from search.query.values import known_values
from search.query.words import STOP_WORDS
from search.results.counting import total_of

_COMMON_WORDS = 20_000
_SHORTEST_WORD = 4
_MANY_WORDS = 100_000
_HOLDS_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Respelling:
    """The same search with other letters, and what it finds."""

    request: SearchRequest
    total: int

    @property
    def address(self) -> str:
        """Where it is found."""
        return self.request.address()


class _Words:
    """What is made of the collection's words, made again when the index hands out other words.

    Of very many words that takes a while, so what was made of them holds for a minute whatever is added.
    """

    def __init__(self) -> None:
        self._terms: Mapping[str, int] | None = None
        self._since = 0.0
        self._lock = Lock()
        self._spelling: Spelling | None = None
        self._completion: Completion | None = None

    def _renew(self) -> None:
        terms = engine().terms()
        held = len(self._terms or ()) > _MANY_WORDS and monotonic() - self._since < _HOLDS_SECONDS
        if terms is not self._terms and not held:
            self._since = monotonic()
            self._terms, self._spelling, self._completion = terms, None, None

    def spelling(self) -> Spelling:
        with self._lock:
            self._renew()
            if self._spelling is None:
                self._spelling = Spelling((self._terms or {}).items())
            return self._spelling

    def completion(self) -> Completion:
        with self._lock:
            self._renew()
            if self._completion is None:
                self._completion = Completion(_entries(self._terms or {}))
            return self._completion


_words = _Words()


def with_other_spelling(request: SearchRequest, total: int) -> Respelling | None:
    """A near spelling of the words that finds more than ``total``; None where there is none."""
    respelt = _words.spelling().respell(request.q) if request.q else None
    if not respelt:
        return None
    other = request.with_query(respelt)
    found = total_of(other)
    return Respelling(other, found) if found > total else None


def completions(typed: str, limit: int = 8) -> list[Suggestion]:
    """What the box may be about to hold, the most common first."""
    offered = _words.completion().complete(typed[:200], 2 * limit)
    return [each for each in offered if each.entry.kind != "word" or _is_found(each.entry.text)][:limit]


def _is_found(word: str) -> bool:
    """Whether ``word`` stands in an item that can be found: until they are merged away, the index knows the words of
    what was withdrawn, and those must not be told."""
    return engine().find(Question(Phrase((word,)), limit=0)).total > 0


def _entries(terms: Mapping[str, int]) -> Iterator[Entry]:
    """Names that have items behind them, weighed by those, then the collection's common words."""
    counts = engine().find(Question(limit=0, facets=("treatment", "drug", "guideline"))).facets
    for name, kind in (("treatment", "treatment"), ("guideline", "guideline section"), ("drug", "drug")):
        held = counts.get(name, {})
        for value, label in known_values(name).items():
            if held.get(value):
                yield Entry(label.lower() if kind != "guideline section" else label, kind, held[value] * 8)
    for short, others in _abbreviations().items():
        weight = min((terms.get(word, 0) for word in short.split()), default=0)
        if weight:
            yield Entry(short, ", ".join(others[:2]), weight * 4)
    common = sorted(((count, word) for word, count in terms.items() if _is_worth_offering(word, count)), reverse=True)
    for count, word in common[:_COMMON_WORDS]:
        yield Entry(word, "word", count)


def _is_worth_offering(word: str, count: int) -> bool:
    return count > 1 and len(word) >= _SHORTEST_WORD and word.isalpha() and word not in STOP_WORDS


@lru_cache(maxsize=1)
def _abbreviations() -> Mapping[str, tuple[str, ...]]:
    return vocabulary.synonyms()
