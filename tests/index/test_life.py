"""What happens to an index in its life: versions, damage, killed writers, readers beside writers."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from search.index.columns import tiers, toc
from search.index.columns.arrayfile import ArrayFile, Damaged
from search.index.columns.store import Store, Unusable
from search.index.columns.toc import Busy, FolderState
from search.index.document import Document
from search.index.merging import Merging
from search.query.question import Question
from search.query.tree import Phrase, Prefix, Word
from tests.index import hammer
from tests.index.writer import FACETS, GROUPS, PER_GROUP, document, everything, write

ROOT = Path(__file__).parent.parent.parent
KILLS = int(os.environ.get("INDEX_KILLS", "12"))
ALL = GROUPS * PER_GROUP
READERS, PROCESSES = 20, 4
LETTERS = int(os.environ.get("HAMMERED", "300"))
"""How many letters come in, one by one, while twenty readers ask without pause."""


def nothing(ids: Sequence[int]) -> Iterator[Document]:
    return iter(())


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "index", FACETS)
    made.rebuild(everything, nothing)
    return made


def assert_whole(store: Store) -> None:
    """All documents are there once, and each group is of one batch."""
    snapshot = store.snapshot()
    found = snapshot.find(Question(facets=FACETS, limit=ALL))
    assert sorted(found.ids) == list(range(ALL))
    assert found.facets == {"group": {f"g{group}": PER_GROUP for group in range(GROUPS)}}
    for group in range(GROUPS):
        assert snapshot.find(Question(Word(f"group{group}"))).total == PER_GROUP
    batches = [word for word in snapshot.terms if word.startswith("batch")]
    counts = [snapshot.find(Question(Phrase((word,)))).total for word in batches]
    assert sum(counts) == ALL
    assert all(count % PER_GROUP == 0 for count in counts)
    assert store.damage() == []


def test_a_writer_killed_at_any_moment_leaves_an_index_that_answers(store: Store) -> None:
    chance = random.Random(5)
    for kill in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-m", "tests.index.writer", str(store.folder), str(kill)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        assert writer.stdout.readline()
        time.sleep(chance.random() * 0.12)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert_whole(Store(store.folder, FACETS))
    write(store, 2_000_000, chance)
    assert_whole(store)
    store.rebuild(everything, nothing)
    store.refresh([], nothing)
    assert {file.suffix for file in store.folder.iterdir()} <= {"", ".lock", ".columns"}, "leftovers are swept away"
    assert len(list(store.folder.glob("*.columns"))) == 1


@pytest.mark.slow
def test_readers_see_whole_states_while_one_writes_and_another_rebuilds(store: Store) -> None:
    errors: list[BaseException] = []
    done = threading.Event()

    def reading() -> None:
        own = Store(store.folder, FACETS)
        while not done.is_set():
            try:
                found = own.snapshot().find(Question(Prefix("group"), facets=FACETS, limit=ALL))
                assert found.total == ALL
                assert sorted(found.ids) == list(range(ALL))
                assert sum(found.facets["group"].values()) == ALL
            except BaseException as error:
                errors.append(error)
                return

    readers = [threading.Thread(target=reading) for _ in range(6)]
    for reader in readers:
        reader.start()
    chance = random.Random(3)
    for batch in range(1, 60):
        write(store, batch, chance)
    done.set()
    for reader in readers:
        reader.join()
    assert errors == []
    assert_whole(store)


@pytest.mark.slow
def test_twenty_readers_hammer_while_letters_come_in_and_a_rebuild_swaps_in(tmp_path: Path) -> None:
    folder, first = tmp_path / "index", 50
    counter = hammer.put_in(folder, "w+")
    counter[0] = first
    store = Store(folder, hammer.FACETS)
    merging = Merging(store)
    store.rebuild(lambda: hammer.documents(range(first)), hammer.documents)
    command = [sys.executable, "-m", "tests.index.hammer", str(folder), str(READERS // PROCESSES)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    readers = [subprocess.Popen(command, cwd=ROOT, text=True, **pipes) for _ in range(PROCESSES)]  # type: ignore[call-overload]
    for reader in readers:
        assert reader.stdout.readline() == "ready\n"
    rebuilt: list[int] = []

    def known_when_it_begins() -> Iterator[Document]:
        known = int(counter[0])
        yield from hammer.documents(range(known - 1))
        while counter[0] <= known + LETTERS // 10:
            time.sleep(0.001)
        yield hammer.document(known - 1)

    def rebuild() -> None:
        rebuilt.append(store.rebuild(known_when_it_begins, hammer.documents))

    rebuilding = threading.Thread(target=rebuild)
    for number in range(first, first + LETTERS):
        if number == first + LETTERS // 3:
            rebuilding.start()
        store.refresh([number], hammer.documents)
        counter[0] = number + 1
        merging.after_a_change()
    rebuilding.join()
    said = [reader.communicate("")[0].splitlines() for reader in readers]
    assert rebuilt and rebuilt[0] > first + LETTERS // 3 + LETTERS // 10, "what came in meanwhile is in it"
    assert [len(each) for each in said] == [READERS // PROCESSES] * PROCESSES
    assert [line for each in said for line in each if not line.startswith("asked ")] == []
    assert sum(int(line.removeprefix("asked ")) for each in said for line in each) > READERS
    assert sorted(store.snapshot().find(Question(limit=10_000)).ids) == [*range(first + LETTERS)]
    assert store.damage() == []
    assert len(toc.read(folder).entries) <= 4 * tiers.FANOUT


def test_what_changes_while_a_rebuild_runs_is_in_the_rebuilt_index(store: Store) -> None:
    def documents() -> Iterator[Document]:
        yield from everything(0)
        Store(store.folder, FACETS).refresh(range(5), lambda ids: [document(id_, 9) for id_ in ids])
        Store(store.folder, FACETS).refresh([7], nothing)
        assert store.snapshot().find(Question(Word("batch9"))).total == 5, "found at once, before the swap"

    loaded: list[Sequence[int]] = []

    def load(ids: Sequence[int]) -> Iterator[Document]:
        loaded.append(ids)
        return (document(id_, 9) for id_ in ids if id_ < 5)

    assert store.rebuild(documents, load) == ALL - 1
    assert loaded == [[0, 1, 2, 3, 4, 7]]
    assert store.snapshot().find(Question(Word("batch9"))).total == 5
    assert len(store.snapshot()) == ALL - 1


def test_only_one_rebuild_runs_and_a_held_lock_is_reported(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def documents() -> Iterator[Document]:
        with pytest.raises(Busy):
            Store(store.folder, FACETS).rebuild(everything, nothing)
        return everything()

    assert store.rebuild(documents, nothing) == ALL
    monkeypatch.setattr("search.index.columns.store._PATIENCE", 0.05)
    with toc.locked(store.folder / "write.lock", 0), pytest.raises(Busy, match="Try again"):
        store.refresh([1], nothing)


def test_a_rebuild_that_fails_leaves_the_live_index_and_nothing_else(store: Store) -> None:
    def documents() -> Iterator[Document]:
        yield document(1, 1)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        store.rebuild(documents, nothing)
    assert_whole(store)
    assert not list(store.folder.glob("build-*"))


def rewritten(store: Store, **changes: object) -> None:
    body = json.loads((store.folder / toc.CURRENT).read_bytes().partition(b"\n")[2]) | changes
    text = json.dumps(body).encode()
    (store.folder / toc.CURRENT).write_bytes(b"%d\n%s" % (zlib.crc32(text), text))


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"format": toc.FORMAT + 1}, FolderState.NEWER),
        ({"format": toc.FORMAT - 1}, FolderState.OLDER),
        ({"schema": "another"}, FolderState.OLDER),
        ({"entries": [{"unknown": 1}]}, FolderState.DAMAGED),
        ({"entries": [{"name": "absent.columns", "documents": 1}]}, FolderState.DAMAGED),
    ],
)
def test_an_index_of_another_kind_is_refused_with_a_sentence(
    store: Store, changes: dict[str, object], state: FolderState
) -> None:
    rewritten(store, **changes)
    with pytest.raises(Unusable) as refusal:
        Store(store.folder, FACETS).snapshot()
    assert refusal.value.state == state
    assert str(refusal.value).endswith(".")
    store.rebuild(everything, nothing)
    assert_whole(store)


def test_other_facets_make_an_index_older(store: Store) -> None:
    assert Store(store.folder, ("group", "another")).state()[0] == FolderState.OLDER


def test_damage_is_seen(store: Store) -> None:
    (segment,) = store.folder.glob("*.columns")
    whole = segment.read_bytes()
    for kind, data in {
        "changed": whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:],
        "cut short": whole[: len(whole) // 2],
        "header": whole[:20] + b"?" + whole[21:],
        "not ours": b"PK\x03\x04" + whole[4:],
        "empty": b"",
    }.items():
        segment.write_bytes(data)
        fresh = Store(store.folder, FACETS)
        try:
            assert fresh.damage(), kind
        except Unusable as error:
            assert error.state == FolderState.DAMAGED, kind
    segment.write_bytes(whole)
    assert Store(store.folder, FACETS).damage() == []
    store.refresh([0, 1, 2], nothing)
    (deleted,) = store.folder.glob("*.deleted")
    listed = deleted.read_bytes()
    deleted.write_bytes(listed[:-1] + bytes([listed[-1] ^ 1]))
    with pytest.raises(Unusable, match=deleted.name):
        Store(store.folder, FACETS).snapshot()
    deleted.write_bytes(listed)
    segment.unlink()
    with pytest.raises(Unusable, match="lacks its file"):
        Store(store.folder, FACETS).snapshot()


def test_a_snapshot_outlives_its_files(store: Store) -> None:
    before = store.snapshot()
    store.rebuild(lambda: [document(1, 5)], nothing)
    assert before.find(Question(Word("group3"))).total == PER_GROUP
    assert store.snapshot().find(Question()).total == 1
    shutil.rmtree(store.folder)
    assert before.find(Question(Phrase(("group3", "batch0")))).total == PER_GROUP


def test_two_changes_within_a_tick_of_the_clock_are_seen(store: Store) -> None:
    """Inodes are used again at once, a clock may tick every four milliseconds only, and tables may be of one length."""
    current, table = store.folder / toc.CURRENT, toc.read(store.folder)
    tables: dict[int, bytes] = {}
    for number in count():  # the checksum's length is by chance
        toc.write(store.folder, replace(table, mark=f"{number:06}"))
        later = current.read_bytes()
        if len(later) in tables:
            break
        tables[len(later)] = later
    before = tables[len(later)]

    def put(content: bytes) -> tuple[tuple[int, int, int], bytes | None]:
        current.write_bytes(content)  # in place: the same inode
        os.utime(current, ns=(10**18, 10**18))
        stat = current.stat()
        return (stat.st_ino, stat.st_size, stat.st_mtime_ns), toc.signature(store.folder)

    (facts, seen), (same_facts, now) = put(before), put(later)
    assert facts == same_facts
    assert now != seen


def test_a_change_leaves_what_is_known_of_other_segments(store: Store) -> None:
    (before,) = store.snapshot().parts
    store.refresh([ALL + 1], lambda ids: [document(id_, 1) for id_ in ids])
    after = store.snapshot().parts
    assert after[0] is before
    store.refresh([3], nothing)
    changed = store.snapshot().parts[0]
    assert changed is not before
    assert changed.segment is before.segment
    assert len(changed) == len(before) - 1


def test_an_array_file_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / "x.columns"
    path.write_bytes(b"IMRCOLS1" + (4).to_bytes(8, "little") + bytes(8) + b"rub}")
    with pytest.raises(Damaged, match="header"):
        ArrayFile(path)
    path.write_bytes(b"IMRCOLS1" + (1 << 60).to_bytes(8, "little") + bytes(8))
    with pytest.raises(Damaged, match="not a file"):
        ArrayFile(path)


def test_a_prefix_that_stands_for_too_many_words_is_cut_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [Document(id_, 1, (f"word{id_} common" + " worded" * (id_ > 5), "", "", "", "")) for id_ in range(1, 11)]
    store = Store(tmp_path, ())
    store.rebuild(lambda: rows, nothing)
    assert store.snapshot().find(Question(Prefix("wor"))).total == 10
    monkeypatch.setattr("search.index.columns.snapshot.MOST_EXPANSIONS", 3)
    found = Store(tmp_path, ()).snapshot().find(Question(Prefix("wor")))
    assert sorted(found.ids) == [1, 6, 7, 8, 9, 10], "the most frequent, then by the alphabet: worded, word1, word10"
    assert len(found.notes) == 1
    assert "11 words" in found.notes[0]
    store.refresh([10, *range(1, 8)], nothing)
    left = Store(tmp_path, ()).snapshot().find(Question(Prefix("word")))
    assert (sorted(left.ids), left.notes) == ([8, 9], ()), "words of what was withdrawn stand for nothing"
