"""The ways in: home, browsing by treatment, guideline and specialty, help, about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render

from search import vocabulary
from search.index import engine
from search.models import Determination, DisputedItem, Outcome
from search.models.counting import count_of
from search.query.asking.understanding import QueryMode
from search.query.examples import EXAMPLES
from search.query.question import Question, Sort
from search.query.request import SearchRequest
from search.results import Rate, facet_view, rate_of, rates_by, total_of
from search.results.catalogue import catalogue
from search.results.examples import live_examples
from search.results.facets import Choice
from search.schema import FACETS, facet
from search.views.answers import needs_index

NEWEST = 6
_ITEMS_A_LETTER = 10
BROWSED = ("treatment", "guideline", "specialty")
POSTED: dict[int, int] = {
    2014: 143_983,
    2015: 165_525,
    2016: 176_002,
    2018: 184_735,
    2023: 130_774,
    2024: 141_621,
}
"""Determinations that the state reports to have issued a year, where the figure is known."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A value that one can browse into, with how it was decided."""

    choice: Choice
    rate: Rate
    description: str
    children: tuple[Shelf, ...] = ()


def shelves(name: str) -> tuple[Shelf, ...]:
    """Every value of a facet that has items, with its rate."""
    rates = rates_by(name)
    view = facet_view(facet(name), {value: rate.total for value, rate in rates.items()}, SearchRequest(), catalogue())
    descriptions = {
        term.key: term.description
        for term in (*vocabulary.treatment_categories(), *vocabulary.guidelines())
        if term.description
    }

    def shelf(choice: Choice) -> Shelf:
        rate = rates.get(choice.value, Rate(0, 0))
        return Shelf(choice, rate, descriptions.get(choice.value, ""), tuple(shelf(child) for child in choice.children))

    return tuple(shelf(choice) for choice in view.choices)


@needs_index
def home(request: HttpRequest) -> HttpResponseBase:
    """The search box first, then what the collection holds."""
    years = rates_by("year")
    letters = Determination.objects.visible()
    # The samples are what a new site begins with, so its first letter tells without looking at all of them.
    begins_with_samples = letters.order_by("pk").values_list("is_sample", flat=True).first()
    return render(
        request,
        "home.html",
        {
            "letters": count_of("letters", letters),
            "items": total_of(SearchRequest()),
            "whole": rate_of(SearchRequest()),
            "years": [year for year in (min(years, default=""), max(years, default="")) if year],
            "shelves": shelves("treatment"),
            "newest": _newest(),
            "examples": live_examples(),
            "has_samples": bool(begins_with_samples),
            "canonical": request.path,
        },
    )


def _newest() -> list[Determination]:
    """The letters decided last, found by the index, which keeps items in the order of their dates."""
    question = Question(sort=Sort.NEWEST, limit=NEWEST * _ITEMS_A_LETTER)
    items = DisputedItem.objects.filter(pk__in=engine().find(question).ids)
    letters = Determination.objects.visible().filter(pk__in=items.values("determination"))
    found = letters.prefetch_related("items", "specialties").defer("full_text", "extracted_text", "clinical_summary")
    return list(found[:NEWEST])


@needs_index
def browse(request: HttpRequest, name: str = BROWSED[0]) -> HttpResponseBase:
    """Every value of one facet with its outcome rate."""
    if name not in BROWSED:
        raise Http404(f"There is nothing to browse by “{name}”.")
    found = shelves(name)
    return render(
        request,
        "browse.html",
        {
            "facet": facet(name),
            "tabs": [(facet(each), each == name) for each in BROWSED],
            "shelves": found,
            "canonical": request.path,
        },
    )


def _word_for_word(q: str) -> str:
    """The address at which ``q`` is taken as help says."""
    request = SearchRequest(q=q)
    return (request.with_words(QueryMode.EXACT) if request.understood.plan else request).address()


def help_page(request: HttpRequest) -> HttpResponseBase:
    """How to search, by live examples."""
    examples = [(example, _word_for_word(example.query)) for example in EXAMPLES]
    told = {"examples": examples, "facets": FACETS, "mixed": Outcome.PARTIALLY.label, "canonical": request.path}
    return render(request, "help.html", told)


@dataclass(frozen=True, slots=True)
class YearCoverage:
    """A year's letters here beside those the state issued; ``posted`` None where that is not known."""

    year: int
    letters: int
    posted: int | None

    @property
    def percent(self) -> float | None:
        """How much of the year is here."""
        return 100 * self.letters / self.posted if self.posted else None


@needs_index
def about(request: HttpRequest) -> HttpResponseBase:
    """What the collection holds by year, and what it lacks."""
    letters = Determination.objects.visible()
    span = letters.aggregate(first=Min("decision_date"), last=Max("decision_date"))
    years = range(span["first"].year, span["last"].year + 1) if span["first"] else range(0)
    # A count a year is a look at an index; grouping would have a function called for every letter.
    by_year = {year: count_of(f"letters of {year}", letters.filter(decision_date__year=year)) for year in years}
    return render(
        request,
        "about.html",
        {
            "letters": count_of("letters", letters),
            "items": total_of(SearchRequest()),
            "coverage": [YearCoverage(year, by_year[year], POSTED.get(year)) for year in years],
            "missing": _missing(),
            "samples": count_of("samples", letters.filter(is_sample=True)),
            "canonical": request.path,
        },
    )


def _missing() -> dict[str, int]:
    letters, items = Determination.objects.visible(), DisputedItem.objects.visible()
    # Each by its own index: one look at all rows would read every summary and rationale.
    rows: dict[str, QuerySet[Any]] = {
        "case_number": letters.filter(case_number=None),
        "decision_date": letters.filter(decision_date=None),
        "summary": letters.without_summary(),
        "treatment": items.filter(treatment="other/other"),
        "rationale": items.without_rationale(),
    }
    return {name: count_of(f"without {name}", each) for name, each in rows.items()}
