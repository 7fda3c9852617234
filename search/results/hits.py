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
from search.results.rows import ResultRow
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

    row: ResultRow
    place: int
    score: float
    heading: tuple[Part, ...]
    snippets: tuple[Snippet, ...]
    summary: tuple[Snippet, ...]
    address: str
    ground: str
    deciding: tuple[Part, ...]

    @property
    def unmarked(self) -> bool:
        """Whether no word shown is marked: its treatment alone then says why it is found."""
        texts = (self.heading, self.deciding, *(each.parts for each in (*self.snippets, *self.summary)))
        return not any(mark for parts in texts for _, mark in parts)

    @property
    def item(self) -> DisputedItem:
        """What was found."""
        return self.row.item

    @property
    def sentence(self) -> str:
        """The sentence that decided, whole and whether or not a snippet holds it; empty for none."""
        return _sentence(self.row)

    @property
    def citations(self) -> Sequence[Citation]:
        """What the reviewer cites."""
        return reviewer_citations(self.item)


def reviewer_citations(item: DisputedItem) -> list[Citation]:
    """The reviewer's citations in printed order, from rows already fetched."""
    return [citation for citation in item.citations.all() if citation.side == Side.REVIEWER]


def letter_address(item: DisputedItem, request: SearchRequest, place: int) -> str:
    """The item on its letter's page, which remembers the search and the place in it."""
    return _address(item, request.at_page(1).query_string(), place)


def _address(item: DisputedItem, query: str, place: int) -> str:
    remembered = f"{query}&at={place}" if query else f"at={place}"
    return f"{item.determination.get_absolute_url()}?{remembered}#{item.anchor}"


def hit(row: ResultRow, tree: Node, query: str, place: int, score: float) -> Hit:
    """The item with the words of the query marked; ``query`` is the search in its letter's address."""
    item = row.item
    shown = snippets(item.rationale, tree, "rationale")
    summary: list[Snippet] = []
    if not any(mark for snippet in shown for _, mark in snippet.parts):
        told = item.determination.clinical_summary
        if marks(told, tree, "summary"):
            summary = snippets(told, tree, "summary", count=1, budget=260)
    main = next(iter(item.grounds.all()), None)
    sentence = _sentence(row)
    told_already = any(sentence in snippet.text for snippet in shown)
    heading = item.disputed or item.heading
    if len(heading) > LONGEST_HEADING:
        heading = heading[:LONGEST_HEADING].rpartition(" ")[0] + " …"
    return Hit(
        row=row,
        place=place,
        score=score,
        heading=marked(heading, tree, "heading"),
        snippets=tuple(shown),
        summary=tuple(summary),
        address=_address(item, query, place),
        ground=facet("ground").by_decision[item.decision].get(main.ground, "") if main else "",
        deciding=() if told_already else marked(cut(sentence, LONGEST_SENTENCE), tree, "rationale"),
    )


def _sentence(row: ResultRow) -> str:
    if (sentence := row.told.get("sentence")) is None:
        sentence = row.told["sentence"] = sentence_of(row.item)
    return sentence


def sentence_of(item: DisputedItem) -> str:
    """The sentence on which the reviewer decided, that of the main ground where one was read; empty for none."""
    main = next(iter(item.grounds.all()), None)
    span = (main.sentence_start, main.sentence_end) if main else deciding_sentence(item.rationale, item.decision)
    return _BLANKS.sub(" ", item.rationale[slice(*span)]).strip() if span else ""


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0]} …"
