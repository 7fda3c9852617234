"""Readers without pause: ``python -m tests.index.hammer FOLDER THREADS`` asks until its standard input is closed.

The collection grows by one document at a time, by id, so every right answer can be told from a wrong one: the items are
those from 0 on without a gap, at least as many as had been put in before the question, and the facet counts are those
of that many. Prints what was wrong, then how many questions were asked.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.index.columns.store import Store
from search.index.document import Document
from search.query.question import Question, Sort
from search.query.tree import Phrase, Word

FACETS = ("group",)
GROUPS = 7
PUT_IN = "put-in"
"""The file whose one number says how many documents have been put in."""


def document(id_: int) -> Document:
    words = f"letter{id_} massage therapy " + "visits " * (id_ % 5)
    return Document(id_, 735_000, (words, words, "", "", ""), {"group": (f"g{id_ % GROUPS}",)})


def documents(ids: Sequence[int]) -> Iterator[Document]:
    return map(document, ids)


def put_in(folder: Path, mode: str = "r") -> NDArray[np.int64]:
    """The number of documents that have been put in, shared between processes."""
    return np.memmap(folder.with_name(PUT_IN), dtype=np.int64, mode=mode, shape=(1,))  # type: ignore[call-overload, no-any-return]


def wrong(store: Store, before: int, question: Question) -> str:
    """What is wrong with the answer to ``question``, which every document matches."""
    found = store.snapshot().find(question)
    if found.total < before:
        return f"{found.total} found after {before} had been put in"
    if sorted(found.ids) != [*range(found.total)]:
        return f"{found.total} found, but not the first so many: {len(set(found.ids))} different ones"
    expected = {f"g{group}": len(range(group, found.total, GROUPS)) for group in range(min(GROUPS, found.total))}
    return "" if found.facets == {"group": expected} else f"{found.total} found, but counted as {found.facets}"


def hammer(folder: Path, done: threading.Event, said: list[str]) -> None:
    store, counter, asked = Store(folder, FACETS), put_in(folder), 0
    trees = (Word("massage"), Phrase(("massage", "therapy")), Word("therapies", "rationale"))
    while not done.is_set():
        sort = (Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST)[asked % 3]
        question = Question(trees[asked % len(trees)], sort=sort, facets=FACETS, limit=1_000_000)
        if error := wrong(store, int(counter[0]), question):
            said.append(error)
            return
        asked += 1
    said.append(f"asked {asked}")


def main(folder: str, threads: str) -> None:
    done, said = threading.Event(), list[str]()
    readers = [threading.Thread(target=hammer, args=(Path(folder), done, said)) for _ in range(int(threads))]
    for reader in readers:
        reader.start()
    print("ready", flush=True)
    sys.stdin.read()
    done.set()
    for reader in readers:
        reader.join()
    print("\n".join(said), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
