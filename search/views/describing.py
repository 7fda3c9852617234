"""A search in words: its chips, its title, its description."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from search.keeping.naming import EVERYTHING, chosen_labels, dates_in_words, day_in_full, short_name
from search.models import Determination, DisputedItem
from search.query.asking.plan import Plan
from search.query.asking.understanding import QueryMode
from search.query.request import SearchRequest
from search.query.writing import as_shown
from search.results import Results
from search.schema import FACETS, Catalogue, decision_words
from search.vocabulary.counted import counted

_LONGEST_TITLE = 120
_MOST_NAMED = 3
_ASKED_ALONE = "Name the treatment, drug or test alone, or by another name: dose, quantity, side and dates only rank."


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


@dataclass(frozen=True, slots=True)
class Mention:
    """That more items speak of what is asked for: what a link says, and what stands behind it."""

    link: str
    rest: str


def mentioned_in(results: Results, plan: Plan | None) -> Mention | None:
    """“Also mentioned in 3 other items”, “which ask for something else.”; none where nothing else speaks of it."""
    if plan is None or not results.mentioned:
        return None
    named = as_shown(" or ".join(plan.named[:_MOST_NAMED]))
    verb = "asks" if results.mentioned == 1 else "ask"
    elsewhere = " or for another part of the body" if plan.placed else ""
    items = counted(results.mentioned, "other item")
    return Mention(f"{capfirst(named)}: also mentioned in {items}", f"which {verb} for something else{elsewhere}.")


def readings(asked: SearchRequest) -> dict[str, Any]:
    """How the words are read, and where the same words are taken otherwise."""
    plan = asked.understood.plan
    read_as = plan is not None
    return {
        "read_as": read_as,
        "asks": plan is not None and plan.asks,
        "only_mentioned": read_as and asked.words is QueryMode.MENTIONED,
        "exact_address": asked.with_words(QueryMode.EXACT).address(),
        "mentioned_address": asked.with_words(QueryMode.MENTIONED).address(),
        "read_address": asked.with_words(QueryMode.READ).address() if asked.words is not QueryMode.READ else "",
    }


def hints(request: SearchRequest) -> tuple[str, ...]:
    """What to try where the words of ``request`` find nothing."""
    plan = request.understood.plan
    if plan is not None and plan.asks:
        found = [_ASKED_ALONE]
    elif " " in request.q:
        every = "" if plan is not None else ": every word must be in the same item"
        found = [f"Fewer words find more{every}."]
    else:
        found = ["Try another word: the letters may say it differently."]
    if '"' in request.q:
        found.append("Without quotation marks, other forms of the words are found as well.")
    if plan is None or not plan.asks:
        found.append("A star finds beginnings: radicul*.")
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
