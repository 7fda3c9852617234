"""Segments are merged beside the work: when, what changes meanwhile, and what a merge must not hide."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest

from search.index.columns import tiers, toc
from search.index.columns.arrayfile import ArrayFile, Damaged
from search.index.columns.build import SegmentBuilder
from search.index.columns.cache import Cache
from search.index.columns.counting import Live
from search.index.columns.merge import merge
from search.index.columns.segment import Segment
from search.index.columns.store import Store
from search.index.columns.toc import SegmentEntry
from search.index.document import Document
from search.index.merging import Merging
from search.query.question import Question
from search.query.tree import Word
from tests.index.collections import FACETS as MIXED
from tests.index.collections import document as mixed
from tests.index.writer import FACETS, GROUPS, PER_GROUP, document, everything

ALL = GROUPS * PER_GROUP


def nothing(ids: Sequence[int]) -> Iterator[Document]:
    return iter(())


def test_segments_stay_few_when_letters_come_one_by_one(tmp_path: Path) -> None:
    store = Store(tmp_path, FACETS)
    store.rebuild(lambda: (), nothing)
    merging = Merging(store)
    for id_ in range(150):
        store.refresh([id_], lambda ids: [document(ids[0], 1)])
        merging.after_a_change()
    assert len(store.snapshot()) == 150
    assert len(toc.read(tmp_path).entries) <= 3 * tiers.FANOUT


def test_merging_is_chosen_by_tiers() -> None:
    def entries(*sizes: int) -> list[SegmentEntry]:
        return [SegmentEntry(str(number), size) for number, size in enumerate(sizes)]

    assert tiers.to_merge(entries(1_000_000, 1, 2, 3)) == []
    assert [each.documents for each in tiers.to_merge(entries(9_000, *[2] * 8))] == [2] * 8
    assert tiers.to_merge([SegmentEntry("a", 100, "x", 60), SegmentEntry("b", 50)]) == [SegmentEntry("a", 100, "x", 60)]
    assert tiers.to_merge([SegmentEntry("a", 100_000, "x", 60_000)], most=2_000) == []
    few = SegmentEntry("a", 100, "x", 1)
    assert tiers.to_merge([few, SegmentEntry("b", 50)]) == []
    assert tiers.to_merge([SegmentEntry("b", 50), few], expunge=True) == [few]
    whole = SegmentEntry("c", tiers.WHOLE + 20_000, "x", 1)
    assert tiers.to_merge([whole], expunge=True) == [whole]
    assert tiers.to_merge([whole], most=2_000, expunge=True) == tiers.to_merge([whole]) == []
    assert tiers.to_merge(entries(*[9_000] * 8), most=2_000) == []
    assert len(tiers.to_merge(entries(*[9_000] * 8), most=40_000)) == 4
    assert sum(each.documents for each in tiers.to_merge(entries(*[60_000] * 8))) <= tiers.WHOLE
    assert tiers.to_merge(entries(*[300_000] * 40)) == [], "segments that are whole are left alone"


@pytest.mark.parametrize("seed", range(6))
def test_a_merged_segment_is_that_of_its_living_documents_alone(tmp_path: Path, seed: int) -> None:
    chance = Random(seed)
    documents = [mixed(number, seed) for number in range(1, 61)]
    parts = []
    for place in range(3):
        path = tmp_path / f"{place}.columns"
        written(path, documents[place::3])
        segment = Segment(path, Cache(0))
        parts.append(Live(segment, np.array(sorted(chance.sample(range(20), 4 * seed)), dtype=np.uint32)))
    living = {int(id_) for part in parts for id_ in part.segment.ids[part.docs.docs]}
    assert len(living) == 60 - 12 * seed
    merge(parts, tmp_path / "merged.columns")
    written(tmp_path / "anew.columns", [each for each in documents if each.id in living])
    merged, anew = ArrayFile(tmp_path / "merged.columns"), ArrayFile(tmp_path / "anew.columns")
    assert merged.facts["facets"] == anew.facts["facets"]
    for name in anew.entries:
        assert merged[name].tolist() == anew[name].tolist(), name


def written(path: Path, documents: Sequence[Document]) -> None:
    builder = SegmentBuilder(MIXED)
    for each in documents:
        builder.add(each)
    builder.write(path)


def changed_while_merging(store: Store, monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> bool:
    """Merge the store's segments, ``change`` coming between the merge's work and its being put in place."""

    def merge_slowly(sources: Sequence[Live], path: Path) -> None:
        merge(sources, path)
        change()

    monkeypatch.setattr("search.index.columns.store.merge", merge_slowly)
    return store.merge()


def scattered(folder: Path) -> Store:
    """A store with eight segments, a merge due."""
    store = Store(folder, FACETS)
    store.rebuild(lambda: (), nothing)
    for id_ in range(8):
        store.refresh([id_], lambda ids: [document(ids[0], 1)])
    assert store.merge_is_due()
    return store


def test_what_changes_while_segments_are_merged_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = scattered(tmp_path)

    def change() -> None:
        store.refresh([2], nothing)
        store.refresh([3, 20], lambda ids: [document(id_, 2) for id_ in ids])
        assert store.snapshot().find(Question(Word("batch2"))).total == 2, "found at once, before the merge ends"

    assert changed_while_merging(store, monkeypatch, change)
    assert sorted(store.snapshot().find(Question()).ids) == [0, 1, 3, 4, 5, 6, 7, 20]
    assert sorted(store.snapshot().find(Question(Word("batch2"))).ids) == [3, 20]
    assert len(toc.read(tmp_path).entries) == 2
    assert store.damage() == []


def test_a_merge_gives_way_to_a_rebuild(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = scattered(tmp_path)
    assert changed_while_merging(store, monkeypatch, lambda: store.rebuild(everything, nothing))
    assert sorted(store.snapshot().find_ids(Question()).tolist()) == list(range(ALL))
    assert store.damage() == []
    assert len(toc.read(tmp_path).entries) == 1
    assert not list(tmp_path.glob("merge-*"))


def test_a_merge_of_which_everything_goes_leaves_no_segment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = scattered(tmp_path)
    changed_while_merging(store, monkeypatch, lambda: store.refresh(range(8), nothing))
    assert len(store.snapshot()) == 0
    while store.merge():
        pass
    assert toc.read(tmp_path).entries == ()


def test_large_merges_are_done_beside_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = scattered(tmp_path)
    monkeypatch.setattr("search.index.merging.SMALL", 1)
    Merging(store).after_a_change()
    for thread in threading.enumerate():
        if thread.name == "merging":
            thread.join()
    assert len(toc.read(tmp_path).entries) == 1
    with toc.locked(tmp_path / "merge.lock", 0):
        Merging(store).after_a_change()  # another process merges: not an error


@pytest.mark.parametrize("array", ["ids", "posting_doc", "posting_impact", "token_code"])
def test_a_merge_leaves_a_damaged_segment_to_be_seen(tmp_path: Path, array: str) -> None:
    store = scattered(tmp_path)
    path = tmp_path / toc.read(tmp_path).entries[3].name
    file = ArrayFile(path)
    start = file._first + file.entries[array]["at"]
    data = bytearray(path.read_bytes())
    data[start] ^= 0x40
    path.write_bytes(data)
    store = Store(tmp_path, FACETS)
    with pytest.raises(Damaged, match=path.name):
        store.merge()
    Merging(store).after_a_change()  # says so in the log
    assert store.damage() == [f"{path.name} is damaged ({array})."]
    assert not list(tmp_path.glob("merge-*"))


def test_what_is_to_be_merged_is_opened_before_a_change_can_sweep_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path, FACETS)
    store.rebuild(lambda: (), nothing)
    for first in range(0, 16, 2):
        store.refresh([first, first + 1], lambda ids: [document(id_, 1) for id_ in ids])
    store.refresh([0], nothing)
    other = Store(tmp_path, FACETS)

    def read(folder: Path, read: Callable[[Path], toc.Toc] = toc.read) -> toc.Toc:
        table = read(folder)
        if threading.current_thread() is threading.main_thread() and not changed.is_alive() and not changed.ident:
            changed.start()
            changed.join(0.5)
        return table

    changed = threading.Thread(target=lambda: other.refresh([1], nothing))
    monkeypatch.setattr(toc, "read", read)
    assert store.merge()
    changed.join()
    assert sorted(store.snapshot().find(Question()).ids) == list(range(2, 16))
