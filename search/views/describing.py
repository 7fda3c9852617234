"""A search in words: its chips, its title, its description."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.keeping.naming import EVERYTHING, chosen_labels, dates_in_words, day_in_full, short_name
from search.models import Determination, DisputedItem
from search.query.request import SearchRequest
from search.results import Results
from search.schema import FACETS, Catalogue, decision_words
from search.vocabulary.counted import counted

_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter. ``without`` is the search that lacks it."""

    facet: str
    label: str
    without: SearchRequest

    @property
    def address(self) -> str:
        """Where the search goes without this filter."""
        return self.without.address()


def chips(request: SearchRequest, catalogue: Catalogue, results: Results | None = None) -> tuple[Chip, ...]:
    """The active filters in the facets' order, then the dates; ``results`` knows labels that letters brought."""
    found = [
        Chip(facet.label, label, request.without_value(facet.name, value))
        for facet in FACETS
        for value, label in chosen_labels(facet, request, catalogue, results).items()
    ]
    if request.decided_from or request.decided_to:
        found.append(Chip("Decided", dates_in_words(request), request.without_dates()))
    return tuple(found)


def in_words(request: SearchRequest, catalogue: Catalogue, results: Results | None = None) -> str:
    """The search as a bookmark names itself; empty for a blank request."""
    return "" if request.is_blank else short_name(request, catalogue, _LONGEST_TITLE, results)


def heading(results: Results) -> str:
    """1–20 of 45 disputed items."""
    if not results.total:
        return "No disputed items"
    return f"{results.first:,}–{results.last:,} of {counted(results.total, 'disputed item')}"


def title(results: Results, described: str) -> str:
    """What a tab and a bookmark are called; ``described`` is :func:`in_words`."""
    page = f", page {results.page}" if results.page > 1 else ""
    return f"{described or EVERYTHING} — {counted(results.total, 'item')}{page}"


def letter_title(letter: Determination) -> str:
    """What the tab of a letter is called: CM14-0123456 · Upheld."""
    outcome = letter.get_outcome_display() or "no items"
    return f"{letter.case_number or 'Letter without a case number'} · {outcome}"


def letter_description(letter: Determination, items: Sequence[DisputedItem]) -> str:
    """A letter in a sentence, for those who list or share its page."""
    case = f" {letter.case_number}" if letter.case_number else ""
    day = f" of {day_in_full(letter.decision_date)}" if letter.decision_date else ""
    overturned = sum(decision_words(item.decision).is_approval for item in items)
    return (
        f"Independent Medical Review determination{case}{day}: {counted(len(items), 'disputed item')}, "
        f"{overturned} {decision_words('overturned').lower}."
    )
