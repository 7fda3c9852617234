"""What a person may be about to type: the collection's names, its frequent phrases and its common words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import nlargest

import numpy as np

from search import vocabulary
from search.index import engine
from search.insight.keeping import table_at_hand
from search.insight.table import Table
from search.query.completion import Completion, Entry, Suggestion
from search.query.question import Question
from search.query.values import known_values, preferred
from search.query.words import STOP_WORDS, words
from search.results.lasting import Lasting

_MOST_PHRASES = 20_000
_FEWEST_ITEMS = 5
_LONGEST_PHRASE = 5
"""Words: a longer one is a standing sentence, which nobody types."""
_MOST_WORDS = 20_000
_SHORTEST_WORD = 4
_LONGEST_TYPED = 200


def completions(typed: str, limit: int = 8) -> list[Suggestion]:
    """What the box may be about to hold, the most common first. Raises IndexUnavailable."""
    offered = _lasting.get().complete(typed[:_LONGEST_TYPED], 2 * limit)
    return [each for each in offered if _may_be_told(each.entry)][:limit]


def _may_be_told(entry: Entry) -> bool:
    """Whether items that can be found hold the entry's words: the index knows those of withdrawn items until they are
    merged away, and they must not be told."""
    return entry.kind not in ("word", "phrase") or all(map(engine().holds, words(entry.text)))


def _made(terms: Mapping[str, int], table: Table, _labels: object) -> Completion:
    return Completion([*_names(terms), *_phrases(table), *_common_words(terms)])


_lasting = Lasting(lambda: (engine().terms(), table_at_hand(), preferred()), _made)


def _names(terms: Mapping[str, int]) -> Iterator[Entry]:
    """Names that have items behind them, weighed by those, and abbreviations."""
    counts = engine().find(Question(limit=0, facets=("treatment", "drug", "guideline"))).facets
    for name, kind in (("treatment", "treatment"), ("guideline", "guideline section"), ("drug", "drug")):
        held = counts.get(name, {})
        for value, label in known_values(name).items():
            if held.get(value):
                yield Entry(label.lower() if kind != "guideline section" else label, kind, held[value] * 8)
    for short, others in vocabulary.synonyms().items():
        weight = min((terms.get(word, 0) for word in short.split()), default=0)
        if weight:
            yield Entry(short, ", ".join(others[:2]), weight * 4)


def _phrases(table: Table) -> Iterator[Entry]:
    """The phrases of the wording table with the items that hold them, those aside that can no longer be found."""
    findable = np.isin(table.items, engine().find_ids(Question()))
    counts = np.bincount(table.phrases[np.repeat(findable, np.diff(table.starts))], minlength=len(table.texts))
    known = [
        (count, text)
        for count, text in zip(counts.tolist(), table.texts, strict=True)
        if count >= _FEWEST_ITEMS and text.count(" ") < _LONGEST_PHRASE
    ]
    for count, text in nlargest(_MOST_PHRASES, known):
        yield Entry(text, "phrase", count * 2)


def _common_words(terms: Mapping[str, int]) -> Iterator[Entry]:
    known = ((count, word) for word, count in terms.items() if _is_worth_offering(word, count))
    for count, word in nlargest(_MOST_WORDS, known):
        yield Entry(word, "word", count)


def _is_worth_offering(word: str, count: int) -> bool:
    return count > 1 and len(word) >= _SHORTEST_WORD and word.isalpha() and word not in STOP_WORDS
