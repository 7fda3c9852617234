"""What the query room hands to an engine, and what an engine hands back. Pure values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from search.query.tree import Everything, Node, Prefix, prefixes

ASKED = "asked"
"""The index's key for the names that an item's request goes by (:func:`search.vocabulary.asking.asked_names`). Nobody
chooses among them as among a facet's values."""


class Sort(StrEnum):
    """The orders a person can choose; each ends with newest, then the highest item id, so that none is
    left to chance."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class Preference:
    """What is liked and not needed: ``weight`` is added to the score of each item that matches ``node``."""

    node: Node
    weight: float


@dataclass(frozen=True, slots=True)
class Question:
    """One question to an engine.

    Only ``tree`` and the limits say what matches. Where the sort is relevance, an item's score is that of ``tree``,
    and of ``hints`` as if they stood in the tree, and the weights of the ``preferences`` that it matches, added up
    in this order.

    ``filters`` maps a facet's name to chosen values: OR inside a facet, AND between facets. ``decided_from``
    and ``decided_to`` are inclusive; an item without a decision date never matches a date limit. ``facets``
    names the facets to count, each without its own selection. ``offset`` and ``limit`` count items.
    """

    tree: Node = field(default_factory=Everything)
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    decided_from: date | None = None
    decided_to: date | None = None
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = ()
    hints: tuple[Node, ...] = ()
    preferences: tuple[Preference, ...] = ()

    def prefixes(self) -> Iterator[Prefix]:
        """Every prefix in it, in the order of its trees."""
        for tree in (self.tree, *self.hints, *(liked.node for liked in self.preferences)):
            yield from prefixes(tree)


@dataclass(frozen=True, slots=True)
class Found:
    """An engine's answer. ``ids`` are disputed items' primary keys in order, ``scores`` run beside them.

    ``total`` counts all matches whatever the window. ``facets`` maps facet → value → count, zero counts left
    out. ``notes`` are sentences for the person (a wildcard that was cut, say).
    """

    total: int
    ids: tuple[int, ...]
    scores: tuple[float, ...]
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
