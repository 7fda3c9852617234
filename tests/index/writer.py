"""A process that writes to an index until it is killed: ``python -m tests.index.writer FOLDER SEED``.

Each batch replaces the documents of one group, all of them with the batch's number as a word: so a reader can tell a
whole batch from half of one. A line is printed after each batch that has been written.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from search.index.columns.store import Store
from search.index.document import Document

GROUPS, PER_GROUP = 12, 5
FACETS = ("group",)


def document(id_: int, batch: int) -> Document:
    group = id_ // PER_GROUP
    text = f"group{group} batch{batch} " + "therapy " * (id_ % 7)
    return Document(id_, 735_000 + id_ % 13, (text, text, "", "", ""), {"group": (f"g{group}",)})


def everything(batch: int = 0) -> Iterator[Document]:
    return (document(id_, batch) for id_ in range(GROUPS * PER_GROUP))


def write(store: Store, batch: int, random_: random.Random) -> None:
    """One batch: a rebuild now and then, else a change of one group and the merge that it makes due."""

    def load(ids: Sequence[int]) -> Iterator[Document]:
        return (document(id_, batch) for id_ in ids)

    if random_.random() < 0.15:
        store.rebuild(lambda: everything(batch), load)
    else:
        group = random_.randrange(GROUPS)
        store.refresh(range(group * PER_GROUP, (group + 1) * PER_GROUP), load)
        store.merge()


def main(folder: str, seed: str) -> None:
    store, random_ = Store(Path(folder), FACETS), random.Random(seed)
    for batch in range(1, 1_000_000):
        write(store, batch, random_)
        print(batch, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
