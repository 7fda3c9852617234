"""The engines that are compared, each asked the same questions through one small protocol.

Imported one at a time, in a process of its own: each must pay only for what it imports itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Protocol

from search.index.document import Document
from search.query.question import Found, Question

NAMES = ("ours", "fts5", "tantivy", "tantivy_one", "stock")


class Contestant(Protocol):
    """An engine with an index in a folder. ``again`` says whether it answers a question it has been asked before."""

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Index all of ``documents``; when this returns the index is on the disk and can be opened."""

    def open(self, folder: Path, *, remembering: bool = True) -> None:
        """Open the index. Without ``remembering``, an engine that keeps answers in memory must keep none."""

    def ask(self, question: Question) -> Found:
        """Top ``limit`` ids in order of relevance, the count, and all facets, each without its own selection."""


def contestant(name: str) -> Contestant:
    """A new engine by name: one of :data:`NAMES`."""
    made: Contestant = import_module(f"tests.benchmarks.engines.{name}").Engine()
    return made
