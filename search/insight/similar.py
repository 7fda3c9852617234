"""Rationales that argue about the same thing, whichever way they came out.

The words that set a rationale apart (often here, seldom elsewhere: tf · idf, K. Spärck Jones 1972) are asked
for with OR within the same type of treatment, and the engine's own ranking does the rest.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from math import log

from search.index import engine
from search.insight.keeping import wording_table
from search.insight.wording import EMPTY_WORDS, VERDICT_WORDS
from search.models import DisputedItem
from search.query.question import Question
from search.query.request import SearchRequest
from search.query.tree import Node, Or, Word
from search.query.words import words
from search.results import total_of

_MOST_WORDS = 16
_SHORTEST = 4
_LONG = ("determination__full_text", "determination__extracted_text", "determination__clinical_summary")
_IDLE = EMPTY_WORDS | VERDICT_WORDS


def similar(item: DisputedItem, decision: str, most: int = 5) -> list[DisputedItem]:
    """Up to ``most`` visible items of other letters, decided as ``decision`` says, that resemble ``item``
    most.

    Where rationales nearly equal each other (and ``item``), one stands for them.
    """
    telling = _telling_words(item.rationale, engine().generation())
    if not telling:
        return []
    tree: Node = (
        Or(tuple(Word(word, "rationale") for word in telling)) if len(telling) > 1 else Word(telling[0], "rationale")
    )
    filters = {"treatment": (item.treatment_id,), "decision": (decision,)}
    found = engine().find(Question(tree, filters, limit=most * 6))
    table = wording_table()
    passed = {item.pk}
    if decision == item.decision:
        passed.update(table.nearly_same(item.pk).tolist())
    letters = dict(DisputedItem.objects.visible().filter(pk__in=found.ids).values_list("pk", "determination_id"))
    chosen: list[int] = []
    for number in found.ids:
        if number in passed or letters.get(number) in (None, item.determination_id):
            continue
        chosen.append(number)
        passed.update([number, *table.nearly_same(number).tolist()])
        if len(chosen) == most:
            break
    rows = DisputedItem.objects.visible().select_related("determination").defer(*_LONG).in_bulk(chosen)
    return [rows[number] for number in chosen if number in rows]


@lru_cache(maxsize=1_000)
def _telling_words(rationale: str, generation: str) -> tuple[str, ...]:
    """The words that set a rationale apart from the others in this state of the index, the most telling first."""
    counts = Counter(words(rationale))
    known = [word for word in counts if word.isalpha() and len(word) >= _SHORTEST and word not in _IDLE]
    holding = engine().frequencies(known)
    total = total_of(SearchRequest())
    worth = {
        word: (1 + log(counts[word])) * log(1 + total / holding[word])
        for word in known
        if holding[word] > 1  # A word that nobody else uses finds nobody else.
    }
    return tuple(sorted(worth, key=lambda word: (-worth[word], word))[:_MOST_WORDS])
