"""One disputed item as a result shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.models import Citation, DisputedItem, Side
from search.query.marks import Part, marked, marks
from search.query.request import SearchRequest
from search.query.snippets import Snippet, snippets
from search.query.tree import Node

LONGEST_HEADING = 320


@dataclass(frozen=True, slots=True)
class Hit:
    """``place`` counts from 1 through the whole result; ``summary`` is there where only it holds the words."""

    item: DisputedItem
    place: int
    score: float
    heading: tuple[Part, ...]
    snippets: tuple[Snippet, ...]
    summary: tuple[Snippet, ...]
    address: str
    items_in_letter: int

    @property
    def citations(self) -> Sequence[Citation]:
        """What the reviewer cites."""
        return reviewer_citations(self.item)


def reviewer_citations(item: DisputedItem) -> list[Citation]:
    """The reviewer's citations in printed order, from rows already fetched."""
    return [citation for citation in item.citations.all() if citation.side == Side.REVIEWER]


def letter_address(item: DisputedItem, request: SearchRequest, place: int) -> str:
    """The item on its letter's page, which remembers the search and the place in it."""
    query = request.at_page(1).query_string()
    remembered = f"{query}&at={place}" if query else f"at={place}"
    return f"{item.determination.get_absolute_url()}?{remembered}#{item.anchor}"


def hit(item: DisputedItem, request: SearchRequest, tree: Node, place: int, score: float, items_in_letter: int) -> Hit:
    """The item with the words of the query marked."""
    shown = snippets(item.rationale, tree, "rationale")
    summary: list[Snippet] = []
    if not any(mark for snippet in shown for _, mark in snippet.parts):
        told = item.determination.clinical_summary
        if marks(told, tree, "summary"):
            summary = snippets(told, tree, "summary", count=1, budget=260)
    heading = item.disputed or item.heading
    if len(heading) > LONGEST_HEADING:
        heading = heading[:LONGEST_HEADING].rpartition(" ")[0] + " …"
    return Hit(
        item=item,
        place=place,
        score=score,
        heading=marked(heading, tree, "heading"),
        snippets=tuple(shown),
        summary=tuple(summary),
        address=letter_address(item, request, place),
        items_in_letter=items_in_letter,
    )
