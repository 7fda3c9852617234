"""One disputed item as a result shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.grounds import deciding_sentence
from search.models import Citation, DisputedItem, Side
from search.query.marks import Part, marked, marks
from search.query.request import SearchRequest
from search.query.snippets import Snippet, snippets
from search.query.tree import Node
from search.schema import facet

LONGEST_HEADING = 320
LONGEST_SENTENCE = 420
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Hit:
    """``place`` counts from 1 through the whole result; ``summary`` is there where only it holds the words.
    ``ground`` names the main ground in words that fit the decision, ``deciding`` is the sentence that decided, if the
    snippets do not hold it.
    """

    item: DisputedItem
    place: int
    score: float
    heading: tuple[Part, ...]
    snippets: tuple[Snippet, ...]
    summary: tuple[Snippet, ...]
    address: str
    items_in_letter: int
    ground: str
    deciding: tuple[Part, ...]

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
    main = next(iter(item.grounds.all()), None)
    sentence = sentence_of(item)
    told_already = any(sentence in snippet.text for snippet in shown)
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
        ground=facet("ground").by_decision[item.decision].get(main.ground, "") if main else "",
        deciding=() if told_already else marked(cut(sentence, LONGEST_SENTENCE), tree, "rationale"),
    )


def sentence_of(item: DisputedItem) -> str:
    """The sentence on which the reviewer decided, that of the main ground where one was read; empty for none."""
    main = next(iter(item.grounds.all()), None)
    span = (main.sentence_start, main.sentence_end) if main else deciding_sentence(item.rationale, item.decision)
    return _BLANKS.sub(" ", item.rationale[slice(*span)]).strip() if span else ""


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0]} …"
