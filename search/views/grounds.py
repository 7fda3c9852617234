"""The grounds of an item as its letter shows them: each named in words that fit the decision, its words marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from search.models import DisputedItem, ItemGround
from search.query.marks import Part, marks, parts_of
from search.query.tree import Node
from search.vocabulary import ground_words

_PARAGRAPH_BREAK = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class GroundView:
    """One ground. ``number`` counts from 1, the main one; ``anchor`` is the address of its words on the page."""

    number: int
    key: str
    label: str
    approval: bool
    words: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the rationale in which no ground begins or ends. ``begins``: the grounds whose words begin here;
    ``holds``: whether these are words of a ground; ``ends``: the grounds whose words end here."""

    parts: tuple[Part, ...]
    begins: tuple[GroundView, ...]
    holds: bool
    ends: tuple[GroundView, ...]


def ground_label(key: str, decision: str) -> str:
    """A ground in words that fit the decision: "Earlier care tried and failed"."""
    words = ground_words()[key]
    return words.approved if decision == "overturned" else words.denied


def ground_views(item: DisputedItem) -> tuple[GroundView, ...]:
    """The grounds of an item, the main one first; those whose words the rationale no longer holds left out."""
    return tuple(_view(item, number, row) for number, row in enumerate(_held(item), start=1))


def passages(item: DisputedItem, tree: Node) -> tuple[tuple[Passage, ...], ...]:
    """The paragraphs of the rationale in passages, with the words of the search marked."""
    text = item.rationale
    rows = _held(item)
    views = ground_views(item)
    found = marks(text, tree, "rationale")
    paragraphs = []
    for start, end in _paragraphs(text):
        cuts = {start, end, *(place for row in rows for place in (row.start, row.end) if start < place < end)}
        borders = sorted(cuts)
        paragraphs.append(
            tuple(
                Passage(
                    parts_of(text, first, last, found),
                    tuple(view for view, row in zip(views, rows, strict=True) if row.start == first),
                    any(row.start <= first and last <= row.end for row in rows),
                    tuple(view for view, row in zip(views, rows, strict=True) if row.end == last),
                )
                for first, last in pairwise(borders)
            )
        )
    return tuple(paragraphs)


def _held(item: DisputedItem) -> Sequence[ItemGround]:
    return [row for row in item.grounds.all() if row.end <= len(item.rationale)]


def _view(item: DisputedItem, number: int, row: ItemGround) -> GroundView:
    return GroundView(
        number=number,
        key=row.ground,
        label=ground_label(row.ground, item.decision),
        approval=item.decision == "overturned",
        words=" ".join(item.rationale[row.start : row.end].split()),
        anchor=f"{item.anchor}-{row.ground}",
    )


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _PARAGRAPH_BREAK.finditer(text):
        if text[start : found.start()].strip():
            yield start, found.start()
        start = found.end()
    if text[start:].strip():
        yield start, len(text)
