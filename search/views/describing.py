"""A search in words: its chips, its title, its description."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from search.keeping.naming import EVERYTHING, day_in_full, quoted
from search.models import Determination, DisputedItem
from search.query.dates import written_date
from search.query.request import SearchRequest
from search.results import Results
from search.results.facets import fitting
from search.schema import FACETS, Catalogue, Facet, decision_words
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
    found: list[Chip] = []
    for facet in FACETS:
        labels = {each.value: each.label for each in results.facet(facet.name).selected} if results else {}
        labels |= fitting(facet, request)
        found += (
            Chip(
                facet.label,
                _in_full(facet, value, labels.get(value), catalogue),
                request.without_value(facet.name, value),
            )
            for value in request.selected(facet.name)
        )
    if request.decided_from or request.decided_to:
        found.append(Chip("Decided", dates_in_words(request), request.without_dates()))
    return tuple(found)


def _in_full(facet: Facet, value: str, known: str | None, catalogue: Catalogue) -> str:
    text = known or catalogue.label(facet.name, value)
    parent, slash, _ = value.partition("/")
    return f"{catalogue.label(facet.name, parent)} › {text}" if facet.with_parent and slash else text


def dates_in_words(request: SearchRequest) -> str:
    """The span of decision dates."""
    first, last = request.decided_from, request.decided_to
    told_first = _day(first, written_date(first, "from")) if first else ""
    told_last = _day(last, written_date(last, "to")) if last else ""
    if first and last:
        return told_first if told_first == told_last else f"{told_first} to {told_last}"
    return f"{told_first} or later" if first else f"{told_last} or earlier"


def _day(day: date, written: str) -> str:
    return written if len(written) == 4 else day_in_full(day)


def in_words(request: SearchRequest, catalogue: Catalogue, results: Results | None = None) -> str:
    """The search as a bookmark names itself; empty for a blank request."""
    parts = [asked_in_words(request.q)] if request.q else []
    parts += [chip.label for chip in chips(request, catalogue, results)]
    told = " · ".join(parts)
    return told if len(told) <= _LONGEST_TITLE else f"{told[: _LONGEST_TITLE - 1].rstrip()}…"


def asked_in_words(q: str) -> str:
    """The words of a search to stand in a heading; a pasted text is none."""
    return quoted(q) if len(q) <= _LONGEST_TITLE else "a pasted text"


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
