"""Items that argue about the same thing, whichever way they came out.

Within the same type of treatment the same thing comes first, then the same body region or drug, then the same guideline
and grounds, and among equals the words that set a rationale apart (often here, seldom elsewhere: tf · idf, K. Spärck
Jones 1972) decide. Each weight is more than all below it together can bring.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import log

from search.index import engine
from search.insight.keeping import wording_table
from search.insight.table import Table
from search.insight.wording import EMPTY_WORDS, VERDICT_WORDS
from search.models import DisputedItem
from search.query.asking.wanted import Wanted, wanted
from search.query.question import ASKED, Preference, Question
from search.query.request import SearchRequest
from search.query.tree import Filed, Node, Or, Word
from search.query.words import words
from search.results import total_of
from search.results.hits import reviewer_citations

_THING, _PLACE, _DRUG, _GUIDELINE, _GROUND, _DETAIL = 6_400, 1_600, 1_600, 800, 400, 40
_MOST_WORDS = 16
_SHORTEST = 4
_OF_LETTER = ("case_number", "fingerprint", "decision_date", "is_sample")
_SHOWN = ("position", "decision", "heading", "disputed", *(f"determination__{name}" for name in _OF_LETTER))
_IDLE = EMPTY_WORDS | VERDICT_WORDS


def similar_numbers(item: DisputedItem, decisions: Sequence[str], most: int) -> list[list[int]]:
    """For each of ``decisions`` the keys of up to ``most`` visible items of other letters, decided so, that resemble
    ``item`` most, the most similar first.

    Where rationales nearly equal each other (and ``item``), one stands for them.
    """
    want = wanted(item.disputed or item.heading)
    parts: list[Node] = [Word(word, "rationale") for word in _telling_words(item.rationale, engine().generation())]
    parts += [subject.node for subject in want.subjects]
    if not parts:
        return [[] for _ in decisions]
    tree = Or(tuple(parts)) if len(parts) > 1 else parts[0]
    liked = tuple(_liked(item, want))

    def find(decision: str) -> Sequence[int]:
        filters = {"treatment": (item.treatment_id,), "decision": (decision,)}
        return engine().find(Question(tree, filters, limit=most * 6, preferences=liked)).ids

    found = [find(decision) for decision in decisions]
    visible = DisputedItem.objects.visible().filter(pk__in={number for each in found for number in each}).order_by()
    letters = dict(visible.values_list("pk", "determination_id"))
    table = wording_table()
    chosen: list[list[int]] = []
    for decision, numbers in zip(decisions, found, strict=True):
        passed = {item.pk}
        if decision == item.decision:
            passed.update(table.nearly_same(item.pk).tolist())
        elsewhere = [number for number in numbers if letters.get(number) not in (None, item.determination_id)]
        chosen.append(_one_of_each(elsewhere, passed, table, most))
    return chosen


def those_alike(
    item: DisputedItem, decisions: Sequence[str], chosen: Sequence[Sequence[int]]
) -> list[list[DisputedItem]]:
    """The items that :func:`similar_numbers` chose, perhaps a while ago, as far as they can be seen and are decided so
    still."""
    numbers = {number for each in chosen for number in each}
    alike = DisputedItem.objects.visible().filter(treatment=item.treatment_id).select_related("determination")
    rows = alike.only(*_SHOWN).order_by().in_bulk(numbers)
    return [
        [row for number in each if (row := rows.get(number)) and row.decision == decision]
        for decision, each in zip(decisions, chosen, strict=True)
    ]


def _one_of_each(numbers: Iterable[int], passed: set[int], table: Table, most: int) -> list[int]:
    """The first of those that give nearly the same rationale, none of ``passed``."""
    chosen: list[int] = []
    for number in numbers:
        if len(chosen) < most and number not in passed:
            chosen.append(number)
            passed.update([number, *table.nearly_same(number).tolist()])
    return chosen


def _liked(item: DisputedItem, want: Wanted) -> Iterator[Preference]:
    """What makes another item of the same type of treatment more like this one."""
    for subject in want.subjects:
        yield Preference(subject.node, _THING / len(want.subjects))
    regions = [region.pk for region in item.regions.all()]
    yield from (Preference(Filed("region", (region,)), _PLACE / len(regions)) for region in regions)
    if item.drug_id:
        yield Preference(Filed("drug", (item.drug_id,)), _DRUG)
    cited = {citation.section_id or citation.guideline_id for citation in reviewer_citations(item)}
    if sections := tuple(sorted(key for key in cited if key)):
        yield Preference(Filed("guideline", sections), _GUIDELINE)
    if grounds := tuple(sorted({row.ground for row in item.grounds.all()})):
        yield Preference(Filed("ground", grounds), _GROUND)
    yield from (Preference(Filed(ASKED, (detail,)), _DETAIL) for detail in want.details[:4])


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
