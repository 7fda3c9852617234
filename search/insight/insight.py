"""What a result set says as a whole: how often it was overturned, by what, and what the reviewers wrote
where it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from search.index import engine
from search.insight.keeping import wording_table
from search.insight.phrases import contrasted
from search.query.question import Found, Question, Sort
from search.query.request import SearchRequest, View
from search.results.asking import question_for, settled
from search.results.counting import collection_rate
from search.results.outcome import Rate
from search.schema import Catalogue, Facet, facet

BY = ("treatment", "specialty", "guideline", "region", "drug")
_MOST_ROWS = 10
_MOST_PHRASES = 12


@dataclass(frozen=True, slots=True)
class RateRow:
    """The rate of one value of a facet. ``request`` finds the items behind it, ``overturned`` only those
    overturned."""

    value: str
    label: str
    rate: Rate
    request: SearchRequest
    overturned: SearchRequest
    children: tuple[RateRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The rates by one facet, the largest first. ``left_out`` values have too few items, or stand beyond
    the last shown."""

    facet: Facet
    rows: tuple[RateRow, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class TellingPhrase:
    """A phrase that one side says more, with the rate of the items that hold it. ``request`` finds them;
    ``z`` is how sure the difference is (1.96: 95 %)."""

    text: str
    rate: Rate
    z: float
    request: SearchRequest
    overturned: SearchRequest


@dataclass(frozen=True, slots=True)
class Insight:
    """All of it. A chosen decision is left aside, since it would make every rate nothing or everything.

    ``telling`` phrases are said more where items were overturned, ``opposing`` where they were upheld;
    ``compared`` rationales of the ``known`` items were looked at, nearly same ones once.
    """

    request: SearchRequest
    rate: Rate
    everywhere: Rate
    years: Breakdown
    breakdowns: tuple[Breakdown, ...]
    telling: tuple[TellingPhrase, ...]
    opposing: tuple[TellingPhrase, ...]
    compared: int
    known: int


def insight(request: SearchRequest, catalogue: Catalogue) -> Insight:
    """What the items that ``request`` finds say as a whole, values named by ``catalogue``."""
    asked = replace(request.without_facet("decision"), view=View.LIST, page=1)
    every, overturned = _found(asked, ()), _found(asked, ("overturned",))
    telling, opposing, compared, known = _phrases(asked)
    return Insight(
        request=request,
        rate=Rate.of(every.facets.get("decision", {})),
        everywhere=collection_rate(),
        years=_breakdown("year", asked, every, overturned, catalogue),
        breakdowns=tuple(_breakdown(name, asked, every, overturned, catalogue) for name in BY),
        telling=telling,
        opposing=opposing,
        compared=compared,
        known=known,
    )


def _found(asked: SearchRequest, decisions: tuple[str, ...]) -> Found:
    question = replace(question_for(asked, facets=("decision", "year", *BY)), limit=0, offset=0)
    filters = {**question.filters, "decision": decisions} if decisions else question.filters
    return engine().find(replace(question, filters=filters))


def _breakdown(name: str, asked: SearchRequest, every: Found, overturned: Found, catalogue: Catalogue) -> Breakdown:
    totals, shares = every.facets.get(name, {}), overturned.facets.get(name, {})
    # A facet's counts leave its own selection aside; only values within it are counted within the result set.
    values = [value for value in totals if not asked.selected(name) or asked.covers(name, value)]
    rates = {value: Rate(shares.get(value, 0), totals[value]) for value in values}
    telling = [value for value in values if rates[value].is_telling]
    by_size = sorted(telling, key=lambda value: (-rates[value].total, value))
    if name == "year":
        rows = tuple(_row(name, value, rates[value], asked, catalogue) for value in sorted(telling))
        return Breakdown(facet(name), rows, len(values) - len(rows))
    top = [value for value in by_size if "/" not in value or value.partition("/")[0] not in rates]
    rows = tuple(
        replace(
            _row(name, value, rates[value], asked, catalogue),
            children=tuple(
                _row(name, child, rates[child], asked, catalogue)
                for child in islice((each for each in by_size if each.startswith(f"{value}/")), _MOST_ROWS)
            ),
        )
        for value in top[:_MOST_ROWS]
    )
    return Breakdown(facet(name), rows, len(values) - sum(1 + len(row.children) for row in rows))


def _row(name: str, value: str, rate: Rate, asked: SearchRequest, catalogue: Catalogue) -> RateRow:
    behind = asked.without_facet(name).with_value(name, value)
    return RateRow(value, catalogue.label(name, value), rate, behind, behind.with_value("decision", "overturned"))


def _phrases(asked: SearchRequest) -> tuple[tuple[TellingPhrase, ...], tuple[TellingPhrase, ...], int, int]:
    if settled(asked).by_number:
        return (), (), 0, 0  # behind a phrase stands a search with it in words, and these are a letter's number
    question = question_for(asked, facets=())
    overturned, upheld = (_sorted_ids(question, side) for side in ("overturned", "upheld"))
    contrast = contrasted(wording_table(), overturned, upheld, _MOST_PHRASES)
    telling, opposing = (
        # Behind its link all typed words are needed: one that nothing has would be a link to nothing.
        tuple(phrase for each in side if (phrase := _phrase(each.text, each.z, asked)).rate.total)
        for side in (contrast.overturned, contrast.upheld)
    )
    return telling, opposing, contrast.compared, contrast.known


def _sorted_ids(question: Question, decision: str) -> NDArray[np.int64]:
    """The ids of the matches that were decided so, ascending."""
    decided = replace(question, filters={**question.filters, "decision": (decision,)}, sort=Sort.NEWEST)
    return np.sort(np.concatenate([np.empty(0, np.int64), *engine().scan(decided)]))


def _phrase(text: str, z: float, asked: SearchRequest) -> TellingPhrase:
    behind = asked.with_query(f'rationale:"{text}" {asked.q}')
    found: Mapping[str, Mapping[str, int]] = (
        engine().find(replace(question_for(behind, facets=("decision",)), limit=0, offset=0)).facets
    )
    rate = Rate.of(found.get("decision", {}))
    return TellingPhrase(text, rate, z, behind, behind.with_value("decision", "overturned"))
