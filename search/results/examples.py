"""Searches to begin with, taken from what the collection holds, so that each finds what it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from search.index import engine
from search.query.examples import EXAMPLES
from search.query.question import Question
from search.query.request import SearchRequest
from search.results.catalogue import catalogue
from search.results.counting import once_a_generation, rates_by, total_of

_MOST_TRIED = 4


@once_a_generation
def live_examples() -> tuple[str, ...]:
    """A treatment with a part of the body, a drug, and a phrase, as people type them: of each the most common that
    finds anything. Raises IndexUnavailable."""
    each = (_treatments(), _drugs(), (example.query for example in EXAMPLES if example.query.startswith('"')))
    found = (next((words for words in candidates if total_of(SearchRequest(q=words))), "") for candidates in each)
    return tuple(filter(None, found))


def _treatments() -> Iterator[str]:
    """Types that were approved as well as denied come first: they are what people look for precedents of."""
    rates = {key: rate for key, rate in rates_by("treatment").items() if "/" in key}
    told = sorted(rates, key=lambda key: (not 0 < rates[key].overturned < rates[key].total, -rates[key].total, key))
    names = catalogue()
    for key in told[:_MOST_TRIED]:
        label = names.label("treatment", key).lower()
        regions = engine().find(Question(limit=0, facets=("region",), filters={"treatment": (key,)})).facets["region"]
        yield from (f"{label} {names.label('region', each).lower()}" for each in _usual(regions)[:1])
        yield label


def _drugs() -> Iterator[str]:
    counts = engine().find(Question(limit=0, facets=("drug",))).facets.get("drug", {})
    yield from (catalogue().label("drug", key) for key in _usual(counts)[:_MOST_TRIED])


def _usual(counts: Mapping[str, int]) -> list[str]:
    """The most common first."""
    return sorted(counts, key=lambda key: (-counts[key], key))
