"""The engine and the reference agree on matches, counts, facets, order and scores, whatever came before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.index.columns import store as stores
from search.index.columns.build import ChunkWords
from search.index.columns.cache import Cache
from search.index.columns.counting import Live
from search.index.columns.docsets import DocSet
from search.index.columns.merge import merge
from search.index.columns.segment import Segment
from search.index.columns.snapshot import Snapshot
from search.index.columns.store import Store
from search.index.columns.tiers import WHOLE
from search.index.document import Document
from search.query.question import Question
from search.query.tree import And, Near, Phrase, Prefix, Word
from search.query.words import words
from tests.engines.reference import Reference
from tests.index.collections import (
    AT_A_TIME,
    FACETS,
    MOST_EXPANSIONS,
    QUESTIONS,
    collections,
    document,
    questions,
    seeds,
)


def assert_same(store: Store, reference: Reference, question: Question) -> None:
    found, expected = store.snapshot().find(question), reference.find(question)
    assert found == expected
    everything = replace(question, offset=0, limit=len(reference.documents))
    assert store.snapshot().find_ids(question).tolist() == list(reference.find(everything).ids)


def assert_pages_make_the_whole(store: Store, question: Question, size: int) -> None:
    whole = store.snapshot().find_ids(question).tolist()
    seen: list[int] = []
    for offset in range(0, len(whole) + size, size):
        page = store.snapshot().find(replace(question, offset=offset, limit=size, facets=()))
        assert page.total == len(whole)
        seen += page.ids
    assert seen == whole
    assert len(set(whole)) == len(whole)


def no_changes(ids: Sequence[int]) -> Iterable[Document]:
    return ()


@dataclass
class History:
    """An index and the rows that should be in it."""

    folder: Path
    rows: dict[int, Document]

    def __post_init__(self) -> None:
        self.reopen()
        self.rebuild()

    def reopen(self) -> None:
        self.store = Store(self.folder, FACETS)

    def rebuild(self) -> None:
        assert self.store.rebuild(lambda: list(self.rows.values()), no_changes) == len(self.rows)

    def change(self, batch: Sequence[tuple[int, Document | None]]) -> None:
        for id_, row in batch:
            self.rows.pop(id_, None)
            if row:
                self.rows[id_] = row
        present = self.rows
        self.store.refresh(
            [id_ for id_, _ in batch], lambda ids: [present[id_] for id_ in dict.fromkeys(ids) if id_ in present]
        )


Step = Callable[[History], object]
changes: st.SearchStrategy[Step] = st.lists(
    st.one_of(
        st.builds(lambda id_: (id_, None), st.integers(1, 40)),
        st.builds(lambda id_, seed: (id_, document(id_, seed)), st.integers(1, 40), seeds),
    ),
    min_size=1,
    max_size=8,
).map(lambda batch: lambda history: history.change(batch))
merges: st.SearchStrategy[Step] = st.sampled_from([3, 8, WHOLE]).map(
    lambda most: lambda history: history.store.merge(most)
)
other_steps: st.SearchStrategy[Step] = st.sampled_from([History.rebuild, History.reopen])
steps = st.lists(st.one_of(changes, changes, changes, changes, changes, merges, other_steps), min_size=2, max_size=9)


@pytest.mark.usefixtures("everything_is_large")
@settings(max_examples=QUESTIONS // AT_A_TIME // 2, deadline=None)
@given(collections, questions, st.integers(3, 12))
def test_a_fresh_index_answers_like_the_reference(rows: tuple[Document, ...], asked: list[Question], size: int) -> None:
    with TemporaryDirectory() as folder:
        history = History(Path(folder), {row.id: row for row in rows})
        reference = Reference(rows, MOST_EXPANSIONS)
        for question in asked:
            assert_same(history.store, reference, question)
            assert_pages_make_the_whole(history.store, question, size)


@pytest.mark.usefixtures("everything_is_large")
@settings(max_examples=QUESTIONS // AT_A_TIME // 2, deadline=None)
@given(collections, steps, questions, st.integers(3, 12))
def test_a_changed_index_answers_like_the_reference(
    rows: tuple[Document, ...], steps: list[Step], asked: list[Question], size: int
) -> None:
    with TemporaryDirectory() as folder:
        history = History(Path(folder), {row.id: row for row in rows})
        for step in steps:
            step(history)
        reference = Reference(history.rows.values(), MOST_EXPANSIONS)
        for question in asked:
            assert_same(history.store, reference, question)
            assert_pages_make_the_whole(history.store, question, size)
        reopened = Store(Path(folder), FACETS)
        for question in asked:
            assert reopened.snapshot().find(question) == history.store.snapshot().find(question)
        assert reopened.damage() == []


def test_segments_that_are_spilled_and_merged_answer_like_one(monkeypatch: Any, tmp_path: Path) -> None:
    rows = [
        Document(
            id_,
            735_000 + id_ * 7919 % 400,
            (f"word{id_ % 7} pain", f"therapy {id_ % 11} " * (id_ % 5), "", "", ""),
            {"region": tuple("abc"[: id_ % 4]), "decision": ("upheld",)},
        )
        for id_ in range(1, 400)
    ]
    monkeypatch.setattr("search.index.columns.build.BLOCK_WORDS", 200)
    monkeypatch.setattr("search.index.columns.postings.AT_ONCE", 50)
    monkeypatch.setattr(stores, "WHOLE", 150)
    store = Store(tmp_path, ("region", "decision"))
    assert store.rebuild(lambda: rows, no_changes) == len(rows)
    assert 1 < len(store.snapshot().parts) < 6
    reference = Reference(rows)
    for word in ("word1", "therapy", "absent"):
        for node in (Word(word), And((Word(word), Word("pain"))), Phrase(("therapy", "5"))):
            assert_same(store, reference, Question(node, facets=("region", "decision"), limit=50))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_words_are_read_chunk_by_chunk_as_they_are_read_whole(text: str) -> None:
    known = ChunkWords()
    numbers = [number for chunk in text.split() for number in known[chunk]]
    names = list(known.numbers)
    assert [names[number] for number in numbers] == words(text)


def test_a_very_long_document_takes_wider_positions_and_answers_the_same(tmp_path: Path) -> None:
    long = " ".join(f"word{number % 300} pain" for number in range(20_000))
    rows = [
        Document(1, 735_000, ("neck", long, "", "", ""), {}),
        Document(2, 735_001, ("neck", "word7 pain word8", "pain", "", ""), {}),
    ]
    reference = Reference(rows)
    store = Store(tmp_path, ())
    store.rebuild(lambda: rows, no_changes)
    for node in (Phrase(("word7", "pain", "word8")), Near(("word1", "word3"), 4)):
        assert_same(store, reference, Question(node))
    wide = Store(tmp_path, ())
    for part in wide.snapshot().parts:
        part.segment.key_type = np.dtype(np.int64)
    for asked in (Phrase(("word7", "pain", "word8")), Near(("word1", "word3"), 4), Prefix("word29", "rationale")):
        assert_same(wide, reference, Question(asked))


def test_segments_with_positions_of_several_widths_merge(tmp_path: Path) -> None:
    rows = [
        Document(number, 735_000, ("neck", "pain " * 10**number + "word end", "", "", ""), {"region": ("a",)})
        for number in range(5)
    ]
    store = Store(tmp_path, ("region",))
    store.rebuild(lambda: rows[:1], no_changes)
    for row in rows[1:]:
        store.refresh([row.id], lambda ids: [rows[ids[0]]])
    merge(store.snapshot().parts, tmp_path / "merged.columns")
    whole = Snapshot([Live(Segment(tmp_path / "merged.columns", Cache(10**6)), np.empty(0, dtype=np.uint32))])
    for node in (Phrase(("pain", "word", "end")), Phrase(("pain", "end")), Word("word", "rationale"), Word("neck")):
        for question in (Question(node, facets=("region",)), Question(node, filters={"region": ("a",)})):
            assert whole.find(question) == store.snapshot().find(question) == Reference(rows).find(question)


@pytest.mark.parametrize("several", [False, True])
def test_bitmaps_count_as_rows_do(several: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    values = [f"v{min(int(number), 40)}" for number in chance.exponential(6, 3_000)]
    rows = [
        Document(number, 1, ("", "", "", "", ""), {"x": tuple({value, values[number // 2]}) if several else (value,)})
        for number, value in enumerate(values)
    ]
    store = Store(tmp_path, ("x",))
    store.rebuild(lambda: rows, no_changes)
    (part,) = store.snapshot().parts
    column = part.segment.facets["x"]
    for share in (0, 0.01, 0.1, 0.5, 0.9, 1):
        docs = DocSet(len(rows), mask=chance.random(len(rows)) < share)
        by_rows = column.counts(docs)
        with monkeypatch.context() as patch:
            patch.setattr("search.index.columns.facets.SMALL", 0)
            patch.setattr("search.index.columns.facets.RARE", 100)
            patch.setattr("search.index.columns.facets.SPARSE", 1_000_000)
            by_bits = column.counts(docs)
        assert by_bits.tolist() == by_rows.tolist()
    for chosen in (["v1"], ["v0", "v30"], ["v40"], ["absent"], ["v2", "v3", "v4", "v39"]):
        ordinals = tuple(sorted(column.names.index(name) for name in chosen if name in column.names))
        found = column._find(ordinals)
        with monkeypatch.context() as patch:
            patch.setattr("search.index.columns.facets.SMALL", 0)
            by_bits_found = column._find(ordinals)
        assert by_bits_found.docs.tolist() == found.docs.tolist()
    assert 0 < len(column._bitmaps.ordinals) < len(column.names)
