"""What every engine promises, whichever runs behind Haystack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from search.query.question import Found, Question


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """``ok``: it can answer; ``items`` it holds; ``detail``: a sentence for staff."""

    ok: bool
    items: int
    detail: str


class Engine(Protocol):
    """Asked by ``results`` and ``insight``; told by ``ingest``, always after the commit."""

    def find(self, question: Question) -> Found:
        """Answer a question. Never raises for anything a person can type."""

    def health(self) -> IndexHealth:
        """Whether the index can answer, and how much it holds."""

    def refresh(self, item_ids: Sequence[int]) -> None:
        """Bring these items up to date with the database: index the visible, drop the gone and the hidden."""

    def rebuild(self) -> int:
        """Build a whole index beside the live one, swap it in, and return the number of items."""
