"""What is remembered of segments goes with them: else their files would stay in memory and on the disk."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from search.index.columns.cache import Cache
from search.index.columns.store import Store
from search.query.question import Question
from search.query.tree import Word
from tests.index.writer import FACETS, document, everything


def test_the_least_recently_asked_go_first() -> None:
    cache = Cache(3_000)
    made: list[str] = []

    def ask(what: str) -> None:
        def make() -> NDArray[np.float64]:
            made.append(what)
            return np.zeros(100)

        cache.get("segment", what, make)

    for what in ("a", "b", "a", "c", "a", "b"):
        ask(what)
    assert made == ["a", "b", "c", "b"]
    assert cache.held <= cache.limit


def test_entries_of_others_are_let_go() -> None:
    cache = Cache(10_000)
    kept = cache.get("kept", 1, lambda: np.zeros(100))
    cache.get("gone", 1, lambda: np.zeros(100))
    before = cache.held
    cache.keep({"kept"})
    assert cache.held == before // 2
    assert cache.get("kept", 1, lambda: np.ones(100)) is kept


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the process's maps as Linux shows them")
@pytest.mark.parametrize("change", ["rebuild", "merge"])
def test_files_of_segments_that_are_gone_are_let_go(tmp_path: Path, change: str) -> None:
    def mapped() -> list[str]:
        gc.collect()
        return [line for line in Path("/proc/self/maps").read_text().splitlines() if str(tmp_path) in line]

    store = Store(tmp_path, FACETS)
    store.rebuild(everything, lambda ids: ())
    broad = Question(Word("therapy"), facets=FACETS, filters={"group": ("g0", "g1")}, limit=5)
    for number in range(20):
        assert store.snapshot().find(broad).total
        assert mapped()
        if change == "rebuild":
            store.rebuild(everything, lambda ids: ())
        else:
            store.refresh([number], lambda ids: (document(each, 1) for each in ids))
            store.merge()
    assert store.snapshot().find(broad).total
    assert [line for line in mapped() if "(deleted)" in line] == []
