"""The project's engine: the pure core through its bulk builder, as a rebuild does it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from search.index.columns.store import Store
from search.index.document import Document
from search.query.question import Found, Question
from search.schema import FACET_NAMES


class Engine:
    """See :class:`tests.benchmarks.engines.Contestant`."""

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """One rebuild."""
        Store(folder, FACET_NAMES).rebuild(lambda: documents, lambda ids: ())

    def open(self, folder: Path, *, remembering: bool = True) -> None:
        """A store with its usual cache, or with none, so that every question is a new one."""
        self._store = Store(folder, FACET_NAMES) if remembering else Store(folder, FACET_NAMES, cache_bytes=0)
        self._store.snapshot()

    def ask(self, question: Question) -> Found:
        """As the site asks: the newest snapshot, then the question."""
        return self._store.snapshot().find(question)
