"""Counts without rows: totals, and how often what is asked for was overturned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, wraps
from typing import TypeVar

from search.index import engine
from search.query.question import Question
from search.query.request import SearchRequest
from search.results.asking import question_for
from search.results.outcome import Rate

Made = TypeVar("Made")


def total_of(request: SearchRequest) -> int:
    """How many items ``request`` finds."""
    return engine().find(replace(question_for(request, facets=()), limit=0, offset=0)).total


def once_a_generation(make: Callable[[], Made]) -> Callable[[], Made]:
    """``make``, called again only when the engine's answers may have changed. Raises IndexUnavailable."""
    made = lru_cache(maxsize=1)(lambda generation: make())

    @wraps(make)
    def kept() -> Made:
        return made(engine().generation())

    return kept


@once_a_generation
def collection_rate() -> Rate:
    """How often the whole collection was overturned."""
    found = engine().find(Question(limit=0, facets=("decision",)))
    return Rate.of(found.facets.get("decision", {}))


def rate_of(request: SearchRequest) -> Rate:
    """How often what ``request`` finds was overturned, whatever decision it chooses."""
    question = replace(question_for(request, facets=("decision",)), limit=0, offset=0)
    return Rate.of(engine().find(question).facets.get("decision", {}))


def rates_by(name: str, request: SearchRequest | None = None) -> dict[str, Rate]:
    """Each value of the facet ``name`` with its rate among what ``request`` finds, whatever decision it chooses."""
    asked = (request or SearchRequest()).without_facet("decision")
    question = replace(question_for(asked, facets=(name,)), limit=0, offset=0)
    every = engine().find(question).facets.get(name, {})
    filters = {**question.filters, "decision": ("overturned",)}
    overturned = engine().find(replace(question, filters=filters)).facets.get(name, {})
    return {value: Rate(overturned.get(value, 0), count) for value, count in every.items()}
