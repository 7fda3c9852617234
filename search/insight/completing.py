"""What a person may be about to type: the collection's names, its frequent phrases and its common words."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest

import numpy as np
from numpy.typing import NDArray

from search import vocabulary
from search.index import engine
from search.insight.keeping import table_at_hand
from search.insight.table import Table
from search.models import DisputedItem
from search.query.completion import Completion, Offer, Suggestion
from search.query.question import Question
from search.query.request import SearchRequest
from search.query.words import STOP_WORDS, words
from search.results.catalogue import catalogue
from search.results.counting import total_of
from search.results.lasting import Lasting
from search.schema import Catalogue

_MOST_PHRASES = 20_000
_FEWEST_ITEMS = 5
_LONGEST_PHRASE = 5
"""Words: a longer one is a standing sentence, which nobody types."""
_HOLDERS = 8
_MOST_WORDS = 20_000
_SHORTEST_WORD = 4
_LONGEST_TYPED = 200
_FIRST = 10**12
"""More than any word weighs: what can be asked for stands before the words that letters use."""
_KINDS = (
    ("treatment", "treatment", _FIRST),
    ("drug", "drug", _FIRST),
    ("region", "body region", _FIRST),
    ("guideline", "guideline section", 0),
)


def completions(typed: str, limit: int = 8) -> list[Suggestion] | None:
    """What the box may be about to hold, the most common first; None while the lists of a large collection are being
    made. Raises IndexUnavailable."""
    offers = _lasting.get()
    if offers is None:
        return None
    offered = offers.completion.complete(typed[:_LONGEST_TYPED], 2 * limit)
    # What only withdrawn items hold must not be told, and both the index's words and the lists may be older than that.
    held = offers.phrases.held_among([each.entry.text for each in offered if each.entry.kind == "phrase"])
    told = [each for each in offered if _may_be_told(each.entry, held)][:limit]
    generation = engine().generation()
    return [_counted(each, generation) for each in told]


def _counted(offered: Suggestion, generation: str) -> Suggestion:
    """With the number of items that the search finds which it starts, and not of those filed under its name."""
    entry = offered.entry
    return replace(offered, entry=replace(entry, count=_total(offered.text, generation))) if entry.count else offered


@lru_cache(maxsize=4_096)
def _total(text: str, generation: str) -> int:
    """How many items a search for ``text`` finds in the collection as it was at ``generation``."""
    return total_of(SearchRequest(q=text))


def _may_be_told(entry: Offer, held: Container[str]) -> bool:
    if entry.kind == "phrase":
        return entry.text in held
    return entry.kind != "word" or all(map(engine().holds, words(entry.text)))


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases with the number of items that hold each, and some of those items: a column a phrase, -1 for none."""

    counts: Mapping[str, int]
    columns: Mapping[str, int]
    holders: NDArray[np.int64]

    @classmethod
    def of(cls, table: Table) -> _Phrases:
        """The phrases of the wording table, without the items that may no longer be seen."""
        visible = DisputedItem.objects.visible().order_by().values_list("pk", flat=True)
        findable = np.repeat(np.isin(table.items, np.fromiter(visible.iterator(), np.int64)), np.diff(table.starts))
        items = np.repeat(table.items, np.diff(table.starts))[findable]
        phrases = table.phrases[findable]
        counts = np.bincount(phrases, minlength=len(table.texts)).tolist()
        known = [
            (count, number)
            for number, (count, text) in enumerate(zip(counts, table.texts, strict=True))
            if count >= _FEWEST_ITEMS and text.count(" ") < _LONGEST_PHRASE
        ]
        holders = np.full((_HOLDERS, len(table.texts)), -1, dtype=np.int64)
        for row, part in enumerate(np.array_split(np.arange(len(items)), _HOLDERS)):
            holders[row, phrases[part]] = items[part]
        told = nlargest(_MOST_PHRASES, known)
        columns = {table.texts[number]: column for column, (_, number) in enumerate(told)}
        return cls(
            {table.texts[number]: count for count, number in told}, columns, holders[:, [number for _, number in told]]
        )

    def held_among(self, texts: Sequence[str]) -> set[str]:
        """Those of the phrases that an item holds which may be seen, as the database says now."""
        if not texts:
            return set()
        asked = {text: set(self.holders[:, self.columns[text]].tolist()) for text in texts}
        visible = DisputedItem.objects.visible().filter(pk__in=set().union(*asked.values()))
        seen = set(visible.order_by().values_list("pk", flat=True))
        return {text for text, items in asked.items() if items & seen}


@dataclass(frozen=True, slots=True)
class _Offers:
    completion: Completion
    phrases: _Phrases


def _made(terms: Mapping[str, int], table: Table, names: Catalogue) -> _Offers:
    phrases = _Phrases.of(table)
    entries = (Offer(text, "phrase", count * 2) for text, count in phrases.counts.items())
    return _Offers(Completion([*_names(terms, names), *entries, *_common_words(terms)]), phrases)


_lasting = Lasting(lambda: (table_at_hand(), catalogue()), _made)


def _names(terms: Mapping[str, int], names: Catalogue) -> Iterator[Offer]:
    """Names that have items behind them, weighed by those, and abbreviations."""
    counts = engine().find(Question(limit=0, facets=("treatment", "drug", "region", "guideline"))).facets
    for name, kind, bonus in _KINDS:
        held = counts.get(name, {})
        for value, label in names.values(name).items():
            if count := held.get(value):
                yield Offer(label.lower() if bonus else label, kind, count * 8 + bonus, count)
    for short, others in vocabulary.synonyms().items():
        weight = min((terms.get(word, 0) for word in short.split()), default=0)
        if weight:
            yield Offer(short, ", ".join(others[:2]), weight * 4)


def _common_words(terms: Mapping[str, int]) -> Iterator[Offer]:
    known = ((count, word) for word, count in terms.items() if _is_worth_offering(word, count))
    for count, word in nlargest(_MOST_WORDS, known):
        yield Offer(word, "word", count)


def _is_worth_offering(word: str, count: int) -> bool:
    return count > 1 and len(word) >= _SHORTEST_WORD and word.isalpha() and word not in STOP_WORDS
