"""What every engine promises, whichever runs behind Haystack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.query.question import Found, Question


class IndexUnavailable(Exception):
    """The index cannot answer or be written to now. The message is a sentence for people, staff above all."""


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """``ok``: it can answer; ``items`` it holds; ``detail``: a sentence for staff."""

    ok: bool
    items: int
    detail: str


class Engine(Protocol):
    """Asked by ``results`` and ``insight``; told by ``ingest``, always after the commit.

    Every method may raise :class:`IndexUnavailable`, except ``health``; an index that has not been built yet
    is not an error but holds nothing.
    """

    def find(self, question: Question) -> Found:
        """Answer a question. Never raises for anything a person can type."""

    def find_ids(self, question: Question) -> NDArray[np.int64]:
        """The ids of all matches in the question's order, whatever its window."""

    def holds(self, word: str) -> bool:
        """Whether an item that can be found holds ``word`` as written (folded, not stemmed). Cheap."""

    def terms(self) -> Mapping[str, int]:
        """Every word as written (folded, not stemmed) → how often it occurs: for spelling and completion. Another
        object for another state of the index."""

    def health(self) -> IndexHealth:
        """Whether the index can answer, and how much it holds."""

    def needs_rebuild(self) -> bool:
        """Whether the index is missing or of an older kind, so that building it is a matter of course."""

    def refresh(self, item_ids: Sequence[int]) -> None:
        """Bring these items up to date with the database: index the visible, drop the gone and the hidden."""

    def rebuild(self) -> int:
        """Build a whole index beside the live one, swap it in, and return the number of items."""
