"""The engines that the suite runs over. A new engine is a line in ``MEMBERS``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from search.index.document import Document
from search.index.engine import Engine
from search.index.items import ItemEngine
from search.index.opensearch.cluster import ClusterPlace
from search.index.opensearch.engine import ClusterEngine
from tests.engines.reference import ReferenceEngine


class Rows:
    """Documents in memory whose changes have no number: an engine is told of each. ``held`` is changed by the test."""

    def __init__(self, *documents: Document) -> None:
        self.held = {document.id: document for document in documents}

    def put(self, *documents: Document) -> list[int]:
        """Add or replace; the ids, for the engine to be told of."""
        self.held.update({document.id: document for document in documents})
        return [document.id for document in documents]

    def drop(self, *ids: int) -> list[int]:
        """Take out; the ids, for the engine to be told of."""
        for id_ in ids:
            self.held.pop(id_, None)
        return list(ids)

    def all_documents(self) -> Iterator[Document]:
        yield from (self.held[id_] for id_ in sorted(self.held))

    def documents(self, ids: Sequence[int]) -> Iterator[Document]:
        yield from (self.held[id_] for id_ in sorted(set(ids)) if id_ in self.held)

    def mark(self) -> str:
        return ""

    def since(self, mark: str) -> tuple[str, Sequence[int]] | None:
        return None


class LoggedRows(Rows):
    """Documents that number their changes, as the database does."""

    def __init__(self, *documents: Document) -> None:
        super().__init__(*documents)
        self.log = list(self.held)

    def put(self, *documents: Document) -> list[int]:
        """See :class:`Rows`."""
        self.log += (ids := super().put(*documents))
        return ids

    def drop(self, *ids: int) -> list[int]:
        """See :class:`Rows`."""
        self.log += ids
        return super().drop(*ids)

    def mark(self) -> str:
        return str(len(self.log))

    def since(self, mark: str) -> tuple[str, Sequence[int]] | None:
        return self.mark(), self.log[int(mark) :]


Make = Callable[[Path, Rows, Sequence[str]], AbstractContextManager[Engine]]


@dataclass(frozen=True, slots=True)
class Member:
    """An engine with a name. ``make(folder, rows, facets)`` gives one on an index of its own, not yet built."""

    name: str
    make: Make


@contextmanager
def _embedded(folder: Path, rows: Rows, facets: Sequence[str]) -> Iterator[Engine]:
    yield ItemEngine(folder / "index", rows, facets)


@contextmanager
def _reference(folder: Path, rows: Rows, facets: Sequence[str]) -> Iterator[Engine]:
    yield ReferenceEngine(rows)


@contextmanager
def _cluster(folder: Path, rows: Rows, facets: Sequence[str]) -> Iterator[Engine]:
    urls = tuple(os.environ.get(CLUSTER_NAMED, "").split(","))
    if not urls[0]:
        if os.environ.get("CI"):
            pytest.fail(f"{CLUSTER_NAMED} names no search cluster, and in continuous integration nothing is left out")
        pytest.skip(f"{CLUSTER_NAMED} names no search cluster: python -m tests.cluster start begins one")
    engine = ClusterEngine(ClusterPlace(urls, name=f"test-{uuid4().hex[:12]}", shards=3), rows, facets)
    try:
        yield engine
    finally:
        engine.life.remove()


CLUSTER_NAMED = "TEST_SEARCH_URL"
"""The name in the environment that says where a cluster is."""
CLUSTER = Member("cluster", _cluster)
MEMBERS = (Member("embedded", _embedded), Member("reference", _reference), CLUSTER)
