"""The folder of an index, and everything that happens to it.

- Readers never wait and take no lock: they look whether ``CURRENT`` was replaced, and keep their maps until
  then.
- A change (:meth:`Store.refresh`) holds ``write.lock`` from reading the database to replacing ``CURRENT``:
  the documents go into a small segment of their own, and what they replace is marked as deleted.
- A merge (:meth:`Store.merge`) holds ``merge.lock`` throughout but ``write.lock`` only to put its segment in
  place, with what was deleted meanwhile taken out: however long it works, letters come in beside it.
- A rebuild holds ``rebuild.lock`` throughout but ``write.lock`` only at its end. It works in a folder of its
  own; changes made meanwhile go into the live index and into a list, and the list is read again from the
  database before the swap.

A process that is killed leaves its locks free, ``CURRENT`` as it was, and at worst files that nothing names;
the next writer removes those.
"""

from __future__ import annotations

import hashlib
import logging
import shutil
import uuid
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock

import numpy as np

from search.index.columns import fields, toc
from search.index.columns.arrayfile import ArrayFile, Damaged, sync, write_arrays
from search.index.columns.build import SegmentBuilder
from search.index.columns.cache import Cache
from search.index.columns.counting import Live
from search.index.columns.distinct import distinct
from search.index.columns.merge import merge
from search.index.columns.segment import Segment
from search.index.columns.snapshot import Snapshot
from search.index.columns.tiers import WHOLE, to_merge
from search.index.columns.toc import Busy, FolderState, SegmentEntry, Toc
from search.index.document import Document
from search.query.words import stem, words
from search.schema import FIELDS
from search.vocabulary.asking import NAMES_VERSION

log = logging.getLogger(__name__)
Load = Callable[[Sequence[int]], Iterable[Document]]
Follow = Callable[[str], tuple[str, Sequence[int]] | None]
"""What changed in the source after a mark: the mark reached and the ids; None where one cannot go on from it."""

_PATIENCE = 30.0
_CHANGES = "rebuild.changes"
_REBUILD = "manage.py rebuild_index --noinput"
_PROBE = "Patient's L4-L5 epidurals; Norco 10/325mg, 24.2 café “medically necessary” CM15-0035427 p.r.n."


class Unusable(Exception):
    """The index cannot be used as it is; ``state`` says why, the message is a sentence for staff."""

    def __init__(self, state: FolderState, sentence: str) -> None:
        super().__init__(sentence)
        self.state = state


def schema_digest(facets: Sequence[str]) -> str:
    """A fingerprint of how a document is stored: fields, weights, the facets' names, what becomes of words, and which
    version of the rules names it. How a facet's values are taken from the rows is not in it.
    """
    probe = [stem(word) for word in words(_PROBE)]
    facts = (FIELDS, fields.K1, fields.GAP, tuple(facets), probe, NAMES_VERSION)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


class Store:
    """One index folder. Safe to share between threads; any number of processes may have one of the same
    folder.
    """

    def __init__(self, folder: Path, facets: Sequence[str], cache_bytes: int = 96 * 2**20) -> None:
        self.folder = folder
        self.facets = tuple(facets)
        self.schema = schema_digest(facets)
        self._cache = Cache(cache_bytes)
        self._lock = Lock()
        self._open: tuple[bytes, Snapshot] | None = None
        self._known: dict[SegmentEntry, Live] = {}
        self._checked: dict[tuple[str, int, int], list[str]] = {}

    def state(self) -> tuple[FolderState, str]:
        """What the folder holds, and a sentence about it."""
        try:
            table = toc.read(self.folder)
        except toc.ABSENT:
            return FolderState.MISSING, f"There is no index yet. Build it with {_REBUILD}."
        except Damaged as error:
            return FolderState.DAMAGED, f"{error} Rebuild the index with {_REBUILD}."
        if table.format > toc.FORMAT:
            return (
                FolderState.NEWER,
                "The index was made by a newer version of this software: update, or rebuild it.",
            )
        if table.format < toc.FORMAT or table.schema != self.schema:
            return FolderState.OLDER, f"The index was made by another version. Rebuild it with {_REBUILD}."
        return FolderState.READY, "The index is up to date."

    def generation(self) -> str:
        """Changes with every change of the index: the table of contents, whose segments have names of their own."""
        signature = toc.signature(self.folder)
        return "" if signature is None else hashlib.blake2b(signature, digest_size=8).hexdigest()

    def mark(self) -> str:
        """The last change of the source that the index shows; "" where that is not known."""
        try:
            return toc.read(self.folder).mark
        except (*toc.ABSENT, Damaged):
            return ""

    def snapshot(self) -> Snapshot:
        """The index as it is now. Raises :class:`Unusable`."""
        opened = self._open
        if opened is not None and opened[0] == toc.signature(self.folder):
            return opened[1]
        with self._lock:
            return self._reopened()

    def _reopened(self) -> Snapshot:
        missing = ""
        for _ in range(10):
            signature = toc.signature(self.folder)
            if self._open is not None and self._open[0] == signature:
                return self._open[1]
            state, sentence = self.state()
            if state is not FolderState.READY or signature is None:
                raise Unusable(state, sentence)
            try:
                snapshot = Snapshot(self._parts(toc.read(self.folder)))
            except FileNotFoundError as error:
                # A writer removed the file after we read the table: then there is another table by now.
                missing = str(error.filename)
                continue
            except Damaged as error:
                raise Unusable(FolderState.DAMAGED, f"{error} Rebuild the index with {_REBUILD}.") from error
            self._open = (signature, snapshot)
            self._cache.keep({entry.name for entry in self._known})
            return snapshot
        raise Unusable(
            FolderState.DAMAGED,
            f"The index lacks its file {Path(missing).name}. Rebuild it with {_REBUILD}.",
        )

    def _parts(self, table: Toc) -> list[Live]:
        """The table's segments; those that have not changed since the last time keep what they have worked out."""
        segments = {entry.name: live.segment for entry, live in self._known.items()}
        self._known = {
            entry: self._known[entry] if entry in self._known else self._live(entry, segments.get(entry.name))
            for entry in table.entries
        }
        return list(self._known.values())

    def _live(self, entry: SegmentEntry, segment: Segment | None = None, folder: Path | None = None) -> Live:
        folder = folder or self.folder
        if segment is None:
            segment = Segment(folder / entry.name, self._cache)
        if segment.size != entry.documents:
            raise Damaged(f"{entry.name} does not hold what the table of contents says.")
        if not entry.deletions:
            return Live(segment, np.empty(0, dtype=np.uint32))
        listed = ArrayFile(folder / entry.deletions)
        # Few bytes, and what is wrong in them would show what was withdrawn: checked whenever they are read.
        if listed.damaged():
            raise Damaged(f"{entry.deletions} is damaged.")
        return Live(segment, listed["deleted"].astype(np.uint32))

    def damage(self) -> list[str]:
        """Sentences about files whose checksums are wrong. A file is read once; again when it has changed."""
        found = []
        for part in self.snapshot().parts:
            path = part.segment.path
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue  # replaced since the snapshot was taken
            key = (path.name, stat.st_mtime_ns, stat.st_size)
            if key not in self._checked:
                self._checked[key] = ArrayFile(path).damaged()
            if self._checked[key]:
                found.append(f"{path.name} is damaged ({', '.join(self._checked[key])}).")
        return found

    def refresh(self, ids: Sequence[int], load: Load, follow: Follow = lambda mark: None) -> None:
        """Bring ``ids`` up to date, and what else changed according to ``follow``: ``load`` gives the documents of
        those that should be found; the others are dropped.

        Raises :class:`Unusable` when there is no usable index, :class:`~search.index.columns.toc.Busy` when
        another writer holds it for too long. ``load`` is called with the lock held, so that of two changes
        the later one wins.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with toc.locked(self.folder / "write.lock", _PATIENCE):
            state, sentence = self.state()
            if state is not FolderState.READY:
                self._tell_rebuild(ids)
                raise Unusable(state, sentence)
            table = toc.read(self.folder)
            mark, others = follow(table.mark) or (table.mark, ())
            ids = [*ids, *others]
            self._tell_rebuild(ids)
            if not ids and mark == table.mark:
                return
            entries = self._changed(table.entries, ids, load, self.folder, table.generation + 1)
            fresh = replace(table, generation=table.generation + 1, entries=tuple(entries), mark=mark)
            toc.write(self.folder, fresh)
            self._sweep(entries)

    def merge_is_due(self, most: int = WHOLE, *, expunge: bool = False) -> bool:
        """Whether :meth:`merge` would find something to do. Cheap."""
        return bool(to_merge(toc.read(self.folder).entries, most, expunge=expunge))

    def merge(self, most: int = WHOLE, *, expunge: bool = False) -> bool:
        """Merge the segments whose turn it is (:func:`~search.index.columns.tiers.to_merge`), if they hold at most
        ``most`` documents together; with ``expunge`` any that holds deleted ones. Whether there may be more to do.

        Raises Busy when another merge runs, Damaged when a segment is.
        """
        with toc.locked(self.folder / "merge.lock", 0.0), self._aside("merge") as aside:
            with toc.locked(self.folder / "write.lock", _PATIENCE):  # else a change might sweep what we open
                before = to_merge(toc.read(self.folder).entries, most, expunge=expunge)
                sources = [self._live(entry) for entry in before]
            if not sources:
                return False
            for source in sources:
                if source.segment.file.damaged():  # which the merged segment's own checksums would hide
                    raise Damaged(f"{source.segment.name} is damaged.")
            merged = _merged(sources, aside)
            with toc.locked(self.folder / "write.lock", _PATIENCE):
                table = toc.read(self.folder)
                now = {entry.name: entry for entry in table.entries}
                if not any(entry.name in now for entry in before):
                    return True  # a rebuild has taken their place
                gone = [
                    # A segment whose last document went is no longer in the table.
                    _gone_since(source, self._live(now[entry.name]) if entry.name in now else None)
                    for entry, source in zip(before, sources, strict=True)
                ]
                replaced = {entry.name for entry in before}
                entries = [entry for entry in table.entries if entry.name not in replaced]
                merged = self._without(merged, np.concatenate(gone), aside, table.generation + 1)
                if merged.living:
                    entries.append(merged)
                self._take(aside)
                toc.write(self.folder, replace(table, generation=table.generation + 1, entries=tuple(entries)))
                self._sweep(entries)
        return True

    def rebuild(self, documents: Callable[[], Iterable[Document]], load: Load, mark: str = "") -> int:
        """Build a whole index of ``documents()`` beside the live one, swap it in, and return how many it
        holds. ``mark`` was the source's before it was read.

        ``load`` is asked again for what changes meanwhile, as in :meth:`refresh`. Raises Busy when another
        rebuild runs.
        """
        toc.make_way(self.folder)
        with toc.locked(self.folder / "rebuild.lock", 0.5), self._aside("build") as aside:
            with toc.locked(self.folder / "write.lock", _PATIENCE):
                (self.folder / _CHANGES).write_bytes(b"")
            entries = self._built(documents(), aside)
            with toc.locked(self.folder / "write.lock", _PATIENCE):
                generation = self._generation() + 1
                changes = distinct(np.frombuffer((self.folder / _CHANGES).read_bytes(), dtype=np.int64)).tolist()
                if changes:
                    entries = self._changed(entries, changes, load, aside, generation)
                self._take(aside)
                toc.write(self.folder, Toc(generation, self.schema, tuple(entries), mark=mark))
                (self.folder / _CHANGES).unlink()
                self._sweep(entries)
        return sum(entry.living for entry in entries)

    @contextmanager
    def _aside(self, kind: str) -> Iterator[Path]:
        """A folder to work in, gone afterwards, and with it those that killed processes left. Hold the kind's lock."""
        for left in self.folder.glob(f"{kind}-*"):
            shutil.rmtree(left)
        aside = self.folder / f"{kind}-{uuid.uuid4().hex}"
        aside.mkdir()
        try:
            yield aside
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _take(self, aside: Path) -> None:
        """Move the files of ``aside`` to where the table of contents will look for them."""
        for file in aside.iterdir():
            file.replace(self.folder / file.name)
        sync(self.folder)

    def clear(self) -> None:
        """An index that holds nothing."""
        self.rebuild(lambda: (), lambda ids: ())

    def _generation(self) -> int:
        try:
            return toc.read(self.folder).generation
        except (*toc.ABSENT, Damaged):
            return 0

    def _tell_rebuild(self, ids: Sequence[int]) -> None:
        """If a rebuild is under way, let it know that these have changed."""
        changes = self.folder / _CHANGES
        if not changes.exists():
            return
        try:
            with toc.locked(self.folder / "rebuild.lock", 0.0):
                changes.unlink(missing_ok=True)  # its rebuild has died
        except Busy:
            with changes.open("ab") as file:
                file.write(array("q", ids).tobytes())

    def _changed(
        self, entries: Sequence[SegmentEntry], ids: Sequence[int], load: Load, folder: Path, generation: int
    ) -> list[SegmentEntry]:
        """The entries with ``ids`` deleted from them, and a new one with what ``load`` gives for them."""
        gone = distinct(np.fromiter(ids, dtype=np.int64))
        changed = [self._without(entry, gone, folder, generation) for entry in entries]
        builder = SegmentBuilder(self.facets)
        for document in load(ids):
            builder.add(document)
            if builder.full:
                changed.append(_written(builder, folder))
                builder = SegmentBuilder(self.facets)
        if len(builder):
            changed.append(_written(builder, folder))
        return [entry for entry in changed if entry.living]

    def _without(self, entry: SegmentEntry, gone: fields.Ints, folder: Path, generation: int) -> SegmentEntry:
        live = self._live(entry, folder=folder)
        found = live.segment.documents(gone)
        deleted = np.union1d(live.deleted, found)
        if len(deleted) == entry.deleted:
            return entry
        name = f"{entry.name.removesuffix('.columns')}-{generation}.deleted"
        write_arrays(folder / name, {"deleted": deleted.astype(np.uint32)}, {})
        return replace(entry, deletions=name, deleted=len(deleted))

    def _built(self, documents: Iterable[Document], folder: Path) -> list[SegmentEntry]:
        entries: list[SegmentEntry] = []
        waiting: list[SegmentEntry] = []
        for entry in self._segments(documents, folder):
            waiting.append(entry)
            if sum(each.documents for each in waiting) >= WHOLE:
                entries.append(self._gathered(waiting, folder))
                waiting = []
        if waiting:
            entries.append(self._gathered(waiting, folder))
        return entries

    def _segments(self, documents: Iterable[Document], folder: Path) -> Iterator[SegmentEntry]:
        builder = SegmentBuilder(self.facets)
        for document in documents:
            builder.add(document)
            if builder.full:
                yield _written(builder, folder)
                builder = SegmentBuilder(self.facets)
        if len(builder):
            yield _written(builder, folder)

    def _gathered(self, entries: Sequence[SegmentEntry], folder: Path) -> SegmentEntry:
        if len(entries) == 1:
            return entries[0]
        whole = _merged([self._live(entry, folder=folder) for entry in entries], folder)
        for entry in entries:
            (folder / entry.name).unlink()
        return whole

    def _sweep(self, entries: Iterable[SegmentEntry]) -> None:
        """Remove files that the table no longer names; readers that have them open keep them."""
        named = {name for entry in entries for name in (entry.name, entry.deletions)}
        for pattern in ("*.columns", "*.deleted"):
            for file in self.folder.glob(pattern):
                if file.name not in named:
                    file.unlink(missing_ok=True)


def _new_name() -> str:
    return f"{uuid.uuid4().hex}.columns"


def _gone_since(before: Live, now: Live | None) -> fields.Ints:
    """The ids of the documents that have been deleted from a segment since it was ``before``."""
    docs = np.setdiff1d(now.deleted, before.deleted) if now is not None else before.docs.docs
    gone: fields.Ints = before.segment.ids[docs]
    return gone


def _merged(sources: Sequence[Live], folder: Path) -> SegmentEntry:
    name = _new_name()
    merge(sources, folder / name)
    return SegmentEntry(name, sum(map(len, sources)))


def _written(builder: SegmentBuilder, folder: Path) -> SegmentEntry:
    name = _new_name()
    builder.write(folder / name)
    return SegmentEntry(name, len(builder))
