"""On what a result set was decided: the grounds with their rates, how that changed, and the sentences that decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.db.models import QuerySet

from search.index import engine
from search.insight.typical import Said, fold
from search.models import DisputedItem, ItemGround
from search.query.question import Sort
from search.query.request import SearchRequest, View
from search.results.asking import question_for
from search.results.outcome import Rate
from search.schema import DECISIONS, Catalogue, DecisionWords
from search.vocabulary import ground_words

_LOOKED_AT = 400
_AT_ONCE = 500
MOST_SENTENCES = 4
_NAMED = ("position", "determination__case_number", "determination__fingerprint")
"""What a link to an item is made of."""
FEWEST = 5


@dataclass(frozen=True, slots=True)
class GroundRow:
    """One ground over a result set. ``rate`` is that of the items which turned on it; the requests find these, the
    denied and the approved among them. ``years``: year → share in percent of the year's items that turned on it, and
    the request that finds those."""

    key: str
    label: str
    denied: str
    approved: str
    rate: Rate
    request: SearchRequest
    upheld: SearchRequest
    overturned: SearchRequest
    years: Mapping[str, tuple[float, SearchRequest]]


@dataclass(frozen=True, slots=True)
class DecidingSentence:
    """A sentence that decided an item, and how many others say nearly the same."""

    text: str
    item: DisputedItem
    ground: str
    others: int


@dataclass(frozen=True, slots=True)
class DecisionSide:
    """The sentences that decided one way, the most typical first."""

    decision: DecisionWords
    sentences: tuple[DecidingSentence, ...]


@dataclass(frozen=True, slots=True)
class Deciding:
    """All of it. ``years``: those with enough items to compare, in order."""

    rows: tuple[GroundRow, ...]
    years: tuple[str, ...]
    sides: tuple[DecisionSide, ...]


def deciding(asked: SearchRequest, catalogue: Catalogue) -> Deciding:
    """On what the items of ``asked`` were decided; a chosen decision or ground is left aside."""
    asked = replace(asked.without_facet("decision").without_facet("ground"), view=View.LIST, page=1)
    every = counts(asked, ("ground", "year"))
    overturned = counts(asked.with_value("decision", "overturned"), ("ground",))
    years = tuple(sorted(year for year, count in every["year"].items() if count >= FEWEST and _asked_for(asked, year)))
    found = sorted(every["ground"], key=lambda key: (-every["ground"][key], key))
    rows = []
    for key in found:
        behind = asked.with_value("ground", key)
        by_year = counts(behind, ("year",))["year"] if len(years) > 1 else {}
        words = ground_words().get(key)
        if words is None:
            continue
        rows.append(
            GroundRow(
                key=key,
                label=catalogue.label("ground", key),
                denied=words.denied,
                approved=words.approved,
                rate=Rate(overturned["ground"].get(key, 0), every["ground"][key]),
                request=behind,
                upheld=behind.with_value("decision", "upheld"),
                overturned=behind.with_value("decision", "overturned"),
                years={
                    year: (
                        100 * by_year.get(year, 0) / every["year"][year],
                        behind.without_facet("year").with_value("year", year),
                    )
                    for year in years
                },
            )
        )
    sides = tuple(
        DecisionSide(words, deciding_sentences(asked.with_value("decision", key))) for key, words in DECISIONS.items()
    )
    return Deciding(tuple(rows), years if len(years) > 1 else (), sides)


def _asked_for(asked: SearchRequest, year: str) -> bool:
    """A facet's counts leave its own selection aside; only the years within it are compared."""
    return not asked.selected("year") or year in asked.selected("year")


def deciding_sentences(asked: SearchRequest, most: int = MOST_SENTENCES) -> tuple[DecidingSentence, ...]:
    """The sentences of the main grounds among the newest items of ``asked``, nearly equal ones once, the most typical
    first."""
    rows = ItemGround.objects.filter(position=1)
    return _typical(_rows(asked, rows), most)


def ground_sentences(asked: SearchRequest, ground: str, most: int) -> tuple[DecidingSentence, ...]:
    """The same of one ground, be it the main one or another; the words of the ground, not the sentence around them."""
    return _typical(_rows(asked.with_value("ground", ground), ItemGround.objects.filter(ground=ground), True), most)


def counts(asked: SearchRequest, facets: Sequence[str]) -> dict[str, Mapping[str, int]]:
    """Facet → value → how many items of ``asked`` have it."""
    found = engine().find(replace(question_for(asked, facets=facets), limit=0, offset=0)).facets
    return {name: found.get(name, {}) for name in facets}


def _rows(asked: SearchRequest, rows: QuerySet[ItemGround], evidence: bool = False) -> list[tuple[Said, str]]:
    question = replace(question_for(asked, facets=()), sort=Sort.NEWEST)
    ids = np.concatenate([np.empty(0, np.int64), *engine().scan(question, _LOOKED_AT)])[:_LOOKED_AT].tolist()
    start, end = ("start", "end") if evidence else ("sentence_start", "sentence_end")
    found: dict[int, tuple[Said, str]] = {}
    for lot in (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE)):
        columns = rows.filter(item__in=lot).values_list("item_id", "ground", "position", start, end, "item__rationale")
        for item, ground, position, first, last, rationale in columns:
            text = " ".join(rationale[first:last].split())
            if text:
                found[item] = (Said(item, text, leads=position == 1), ground)
    return [found[item] for item in ids if item in found]


def _typical(said: Iterable[tuple[Said, str]], most: int) -> tuple[DecidingSentence, ...]:
    found = list(said)
    grounds = {each.item: ground for each, ground in found}
    folded = fold((each for each, _ in found), most)
    named = DisputedItem.objects.visible().select_related("determination").only(*_NAMED)
    items = named.in_bulk([each.said.item for each in folded])
    return tuple(
        DecidingSentence(each.said.text, items[each.said.item], grounds[each.said.item], each.others)
        for each in folded
        if each.said.item in items
    )
