"""What every engine promises, whichever runs behind Haystack."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.index.document import Document
from search.query.question import Found, Question

NOT_BUILT = "Nothing can be found yet: the search index has not been built."
"""The note of every answer until then."""


class IndexUnavailable(Exception):
    """The index cannot answer or be written to now. The message is a sentence for people, staff above all."""


@dataclass(frozen=True, slots=True)
class IndexHealth:
    """``ok``: it can answer; ``items`` it holds; ``detail``: a sentence for staff."""

    ok: bool
    items: int
    detail: str


@dataclass(frozen=True, slots=True)
class Added:
    """Items by when they were added: ``total`` of them, and the ``ids`` of the latest, highest first."""

    total: int
    ids: tuple[int, ...]


class DocumentSource(Protocol):
    """Where an engine reads what should be found: the database; a test's own documents."""

    def all_documents(self) -> Iterable[Document]:
        """Everything that should be found, by id."""

    def documents(self, ids: Sequence[int]) -> Iterable[Document]:
        """What of ``ids`` should be found, each once; the others are gone or hidden."""

    def mark(self) -> str:
        """What stands for the latest change; "" where changes are not numbered."""

    def since(self, mark: str) -> tuple[str, Sequence[int]] | None:
        """What changed after ``mark``: the mark then reached, and ids. None where one cannot go on from ``mark``."""


class Engine(Protocol):
    """Asked by ``results`` and ``insight``; told by ``ingest``, always after the commit.

    Every method may raise :class:`IndexUnavailable`, except ``health``; an index that has not been built yet
    is not an error but holds nothing.
    """

    @property
    def shared(self) -> bool:
        """Whether every machine of the site asks this one index, and not a copy of its own."""

    def find(self, question: Question) -> Found:
        """Answer a question. Never raises for anything a person can type."""

    def scan(self, question: Question, limit: int | None = None) -> Iterator[NDArray[np.int64]]:
        """The ids of the first ``limit`` matches (None: of all) in the question's order, in batches, whatever its
        window. All batches are of one moment. For exports and comparisons: whoever shows a page uses :meth:`find`.
        """

    def added(self, question: Question, after: int, limit: int) -> Added:
        """The matches whose id is higher than ``after``, whatever the question's order and window."""

    def holds(self, word: str) -> bool:
        """Whether an item that can be found holds ``word`` as written (folded, not stemmed). Cheap."""

    def frequencies(self, words: Collection[str]) -> Mapping[str, int]:
        """How many items that can be found hold each of ``words`` in any form (by stem), in any field. Every word
        given has its number; costs as much as a question of so many words."""

    def terms(self) -> Mapping[str, int]:
        """Every word as written (folded, not stemmed) → how common it is: for spelling and completion, which set words
        against each other and show no number. An engine may count occurrences or items, whichever it has at hand, so a
        number lies between the items that hold the word and its occurrences. Words that only deleted items hold may
        stand in it until the index is tidied: ask :meth:`holds` before one is shown. Costs the whole vocabulary; keep
        what is made of it until :meth:`generation` changes."""

    def generation(self) -> str:
        """Changes whenever an answer may; "" where nothing has been built. Two indexes that may answer differently
        never have the same. Cheap."""

    def health(self) -> IndexHealth:
        """Whether the index can answer, and how much it holds."""

    def damage(self) -> str:
        """Why what lies on the disk is not what was written, in sentences: then the index has to be built anew. Empty
        where it is, where there is none, and where others look after it."""

    def mark(self) -> str:
        """The source's mark that the index has reached; "" where it is not known, or the source has none. Cheap. An
        index whose mark is not that of the database counts as being behind it."""

    def needs_rebuild(self) -> bool:
        """Whether the index is missing or of an older kind, so that building it is a matter of course."""

    def is_newer(self) -> bool:
        """Whether the index is one that several machines share, and a newer version of the site than this has built it
        anew: machines of two versions would else build it in turn."""

    def refresh(self, item_ids: Sequence[int]) -> None:
        """Bring these items up to date with the source, and what else changed after :meth:`mark`: index the visible,
        drop the gone and the hidden."""

    def rebuild(self, workers: int = 1) -> int:
        """Build a whole index beside the live one, swap it in, and return the number of items. By as many processes as
        ``workers``, if the engine can; else by this one."""

    def expunge(self) -> None:
        """Write anew the files that still hold items which were dropped or replaced, so that no word of theirs is left
        on the disk: at once where it is little work, else beside the work. Cheap where there are none. What a process
        that ends, or another's merge, leaves undone is done by the next call."""
