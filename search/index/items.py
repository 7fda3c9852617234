"""The engine over our own items: the database on one side, the store of columns on the other."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from search.index import documents
from search.index.columns.arrayfile import Damaged
from search.index.columns.snapshot import Snapshot
from search.index.columns.store import Store, Unusable
from search.index.columns.toc import Busy, FolderState
from search.index.engine import NOT_BUILT, Added, DocumentSource, IndexHealth, IndexUnavailable
from search.index.merging import Merging
from search.query.question import Found, Question

log = logging.getLogger(__name__)

_BUILDABLE = (FolderState.MISSING, FolderState.OLDER)


class ItemEngine:
    """:class:`~search.index.engine.Engine` on a folder of columns."""

    shared = False

    def __init__(
        self, folder: Path, source: DocumentSource = documents, facets: Sequence[str] = documents.KEYS
    ) -> None:
        self.store = Store(folder, facets)
        self._source = source
        self._merging = Merging(self.store)

    def find(self, question: Question) -> Found:
        """See :class:`~search.index.engine.Engine`."""
        with self._open() as snapshot:
            return snapshot.find(question) if snapshot is not None else Found(0, (), (), {}, (NOT_BUILT,))

    def scan(self, question: Question, limit: int | None = None) -> Iterator[NDArray[np.int64]]:
        """See :class:`~search.index.engine.Engine`. One batch: the ids are at hand."""
        with self._open() as snapshot:
            found = [snapshot.find_ids(question, limit)] if snapshot is not None else []
        return iter(found)

    def added(self, question: Question, after: int, limit: int) -> Added:
        """See :class:`~search.index.engine.Engine`."""
        with self._open() as snapshot:
            return Added(*snapshot.added(question, after, limit)) if snapshot is not None else Added(0, ())

    def holds(self, word: str) -> bool:
        """See :class:`~search.index.engine.Engine`."""
        with self._open() as snapshot:
            return snapshot is not None and any(part.holds(word) for part in snapshot.parts)

    def frequencies(self, words: Collection[str]) -> Mapping[str, int]:
        """See :class:`~search.index.engine.Engine`."""
        with self._open() as snapshot:
            return snapshot.frequencies(words) if snapshot is not None else dict.fromkeys(words, 0)

    def generation(self) -> str:
        """See :class:`~search.index.engine.Engine`."""
        with _opening():
            return self.store.generation()

    def terms(self) -> Mapping[str, int]:
        """See :class:`~search.index.engine.Engine`. Occurrences, in deleted items too."""
        with self._open() as snapshot:
            return snapshot.terms if snapshot is not None else {}

    def health(self) -> IndexHealth:
        """See :class:`~search.index.engine.Engine`. Checksums are verified once for each file."""
        try:
            snapshot = self.store.snapshot()
            damage = self.store.damage()
        except (Unusable, Damaged) as error:
            return IndexHealth(False, 0, str(error))
        except OSError as error:
            return IndexHealth(False, 0, f"The index cannot be opened: {error.strerror}.")
        if damage:
            return IndexHealth(
                False, len(snapshot), " ".join([*damage, "Rebuild with manage.py rebuild_index --noinput."])
            )
        return IndexHealth(True, len(snapshot), f"{len(snapshot):,} items in {len(snapshot.parts)} segments.")

    def damage(self) -> str:
        """See :class:`~search.index.engine.Engine`."""
        try:
            with _opening():
                self.store.snapshot()
                return " ".join(self.store.damage())
        except Damaged as error:
            return str(error)
        except Unusable as error:
            return str(error) if error.state is FolderState.DAMAGED else ""

    def mark(self) -> str:
        """See :class:`~search.index.engine.Engine`."""
        with _opening():
            return self.store.mark()

    def needs_rebuild(self) -> bool:
        """See :class:`~search.index.engine.Engine`. Of a damaged index, ``damage`` tells."""
        with _opening():
            return self.store.state()[0] in _BUILDABLE

    def is_newer(self) -> bool:
        """See :class:`~search.index.engine.Engine`: each machine has its own."""
        return False

    def refresh(self, item_ids: Sequence[int]) -> None:
        """See :class:`~search.index.engine.Engine`. Where there is no index yet, all of it is built."""
        try:
            self.store.refresh(item_ids, self._source.documents, self._source.since)
        except Unusable as error:
            if error.state not in _BUILDABLE:
                raise IndexUnavailable(str(error)) from error
            self._build_first()
        except (Busy, Damaged, OSError) as error:
            raise IndexUnavailable(str(error)) from error
        else:
            self._merging.after_a_change()

    def _build_first(self) -> None:
        log.info("The index is missing or of an older kind: building it.")
        try:
            self._rebuilt()
        except Busy:
            # A rebuild is under way; it was told of the change and will read it again before it ends.
            log.info("The index is being built by another process.")

    def expunge(self) -> None:
        """See :class:`~search.index.engine.Engine`."""
        with _opening():
            if self.store.state()[0] is FolderState.READY:
                self._merging.expunge()

    def rebuild(self, workers: int = 1) -> int:
        """See :class:`~search.index.engine.Engine`."""
        try:
            return self._rebuilt()
        except (Busy, OSError) as error:
            raise IndexUnavailable(str(error)) from error

    def _rebuilt(self) -> int:
        mark = self._source.mark()
        return self.store.rebuild(self._source.all_documents, self._source.documents, mark)

    @contextmanager
    def _open(self) -> Iterator[Snapshot | None]:
        """The index as it is now; None where there is none yet."""
        try:
            with _opening():
                snapshot = self.store.snapshot()
        except Unusable as error:
            if error.state is not FolderState.MISSING:
                raise IndexUnavailable(str(error)) from error
            snapshot = None
        try:
            yield snapshot
        except (IndexError, ValueError, UnicodeDecodeError) as error:
            if damage := self.store.damage():
                raise IndexUnavailable(" ".join(damage)) from error
            raise


@contextmanager
def _opening() -> Iterator[None]:
    """A file that this machine does not let us read is an index that cannot answer."""
    try:
        yield
    except OSError as error:
        raise IndexUnavailable(f"The index cannot be opened: {error}") from error


_engines: dict[Path, ItemEngine] = {}
_engines_lock = Lock()


def engine_at(folder: Path) -> ItemEngine:
    """The process's one engine on ``folder``, so that all threads share its maps and caches."""
    folder = folder.resolve()
    with _engines_lock:
        if folder not in _engines:
            _engines[folder] = ItemEngine(folder)
        return _engines[folder]
