"""From a request to its result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from search.index import engine
from search.models import Determination, DisputedItem
from search.query.explain import ExplanationPart
from search.query.question import Question, Sort
from search.query.request import SearchRequest
from search.results.asking import close_question, mentions, question_for, settled
from search.results.catalogue import catalogue
from search.results.counting import collection_rate
from search.results.facets import FacetView, YearBar, facet_view, year_bars
from search.results.hits import Hit, hit
from search.results.outcome import OutcomeRates, Rate
from search.results.rows import rows
from search.schema import FACET_NAMES, FACETS, Catalogue

EXPORT_CAP = 10_000
_MOST_NEAR, _MOST_NEAR_HITS = 5, 10


@dataclass(frozen=True, slots=True)
class Results:
    """One page of a search with everything that any page, feed or export says about it.

    ``catalogue`` names the values. ``notes`` are sentences for the person. ``close`` holds items behind the last that
    are near to what is asked and do not count; ``mentioned`` counts those that speak of it without asking for it;
    ``without`` says what had to be dropped to find anything. ``letters`` hold what is typed in their case number, and
    ``by_number`` tells that their items are what is found. ``facets`` runs in the order in which facets are declared;
    ``counts`` holds the same as plain numbers.
    """

    request: SearchRequest
    total: int
    page: int
    pages: int
    hits: tuple[Hit, ...]
    facets: tuple[FacetView, ...]
    counts: Mapping[str, Mapping[str, int]]
    outcome: OutcomeRates
    explanation: tuple[ExplanationPart, ...]
    catalogue: Catalogue
    notes: tuple[str, ...]
    close: tuple[Hit, ...] = ()
    mentioned: int = 0
    without: str = ""
    letters: tuple[Determination, ...] = ()
    by_number: bool = False

    @property
    def is_past_the_end(self) -> bool:
        """Whether the request asks for a page that there is not."""
        return self.page > self.pages

    @property
    def first(self) -> int:
        """The place of the first hit shown, from 1; 0 when there is none."""
        return (self.page - 1) * self.request.per_page + 1 if self.hits else 0

    @property
    def last(self) -> int:
        """The place of the last hit shown."""
        return self.first + len(self.hits) - 1 if self.hits else 0

    @property
    def year_bars(self) -> tuple[YearBar, ...]:
        """The histogram of years."""
        return year_bars(self.counts.get("year", {}))

    def facet(self, name: str) -> FacetView:
        """The facet called ``name``."""
        return self.facets[FACET_NAMES.index(name)]


def search(request: SearchRequest, notes: Sequence[str] = ()) -> Results:
    """Run ``request``; ``notes`` from reading its address come before those of the words and the engine.

    Raises :class:`search.index.engine.IndexUnavailable` when the index cannot answer.
    """
    understood, names, settling = request.understood, catalogue(), settled(request)
    found = engine().find(request.question(settling.tree))
    first = (request.page - 1) * request.per_page + 1
    close = close_question(request, settling, _room(request, found.total))
    behind = engine().find(close) if close else None
    return Results(
        request=request,
        total=found.total,
        page=request.page,
        pages=max(1, -(-found.total // request.per_page)),
        hits=_hits(request, found.ids, found.scores, first),
        facets=tuple(facet_view(each, found.facets.get(each.name, {}), request, names) for each in FACETS),
        counts=found.facets,
        outcome=OutcomeRates(Rate.of(found.facets.get("decision", {})), collection_rate()),
        explanation=settling.explanation,
        catalogue=names,
        notes=tuple(dict.fromkeys((*notes, *understood.notes, *settling.notes, *found.notes))),
        close=_hits(request, behind.ids, behind.scores, found.total + 1) if behind else (),
        mentioned=mentions(request, settling),
        without=settling.step.without if settling.step else "",
        letters=settling.letters,
        by_number=settling.by_number,
    )


@dataclass(frozen=True, slots=True)
class Nearest:
    """Where to go on from a search that finds nothing: its treatments with their totals, and items that come close."""

    treatments: tuple[tuple[SearchRequest, str, int], ...]
    hits: tuple[Hit, ...]


def nearest(request: SearchRequest, results: Results) -> Nearest | None:
    """What stands nearest to a request that finds nothing; None where something is found or nothing is near."""
    plan = request.understood.plan
    if results.total or plan is None:
        return None
    close = plan.close if plan.asks else plan.mention  # of an argument, what holds any word of it
    kinds = dict.fromkeys(value for kind in plan.types for value in (kind, kind.partition("/")[0]))
    counts = engine().find(Question(limit=0, facets=("treatment",))).facets.get("treatment", {})
    label = results.catalogue.label
    there = [(kind, counts[kind]) for kind in kinds if counts.get(kind)][:_MOST_NEAR]
    treatments = tuple(
        (SearchRequest().with_value("treatment", kind), label("treatment", kind), count) for kind, count in there
    )
    question = replace(request.without_filters().question(close, facets=()), offset=0, limit=_MOST_NEAR_HITS)
    found = engine().find(question)
    hits = _hits(request, found.ids, found.scores, 1)
    return Nearest(treatments, hits) if treatments or hits else None


def remarks(request: SearchRequest, notes: Sequence[str] = ()) -> tuple[str, ...]:
    """The sentences of a whole result for those who take it away: ``notes`` of its address, how its words were read,
    and what had to be left out to find anything."""
    settling = settled(request)
    step = settling.step
    left_out = [f"No request has all of it. These leave out {step.without}."] if step and step.without else []
    return tuple(dict.fromkeys((*notes, *request.understood.notes, *settling.notes, *left_out)))


def _room(request: SearchRequest, total: int) -> int:
    """How many hits the page has room for behind the last of ``total``; none on other pages and where none is."""
    if not total or request.sort is not Sort.RELEVANCE or request.page != -(-total // request.per_page):
        return 0
    return request.per_page - (total - 1) % request.per_page - 1


def _hits(request: SearchRequest, ids: Sequence[int], scores: Sequence[float], first: int) -> tuple[Hit, ...]:
    """The items behind ``ids``; those that the database no longer shows are left out."""
    found = rows.of(ids)
    tree, query = request.understood.marks, request.at_page(1).query_string()
    return tuple(
        hit(found[pk], tree, query, place, score)
        for place, (pk, score) in enumerate(zip(ids, scores, strict=True), start=first)
        if pk in found
    )


def every_key(request: SearchRequest, cap: int = EXPORT_CAP) -> Iterator[int]:
    """The keys of the first ``cap`` items of the whole result in its order, as the index knows it."""
    for keys in engine().scan(question_for(replace(request, page=1), facets=()), cap):
        yield from keys.tolist()


def neighbours(
    request: SearchRequest, place: int
) -> tuple[DisputedItem | None, DisputedItem | None, DisputedItem | None]:
    """The items before, at and after ``place`` (from 1) of a result; None where none can be seen."""
    start = max(0, place - 2)
    question = replace(question_for(request, facets=()), offset=start, limit=place + 1 - start)
    ids = engine().find(question).ids
    items = DisputedItem.objects.visible().filter(pk__in=ids).select_related("determination").in_bulk()
    around = {start + 1 + number: items.get(pk) for number, pk in enumerate(ids)}
    return around.get(place - 1), around.get(place), around.get(place + 1)
