"""The table of contents: which segments make up the index, which of their documents are deleted, who made it.

One small file, ``CURRENT``, replaced whole. It is the index's only moving part: whatever else lies in the
folder does not belong to the index unless ``CURRENT`` names it, so a writer that dies at any instant leaves
the old index or the new one.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from search.index.columns.arrayfile import Damaged, put_in_place

ABSENT = (FileNotFoundError, NotADirectoryError)
"""How a folder without an index, or a file in its place, is met."""
FORMAT = 1
"""Raised by one whenever files of an older kind can no longer be read."""
CURRENT = "CURRENT"


class FolderState(StrEnum):
    """What a folder holds."""

    MISSING = "missing"
    READY = "ready"
    OLDER = "older"
    NEWER = "newer"
    DAMAGED = "damaged"


class Busy(Exception):
    """Another process is writing and did not finish in time."""


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment of the index: its file, its documents, and the file that lists its deleted ones (or "")."""

    name: str
    documents: int
    deletions: str = ""
    deleted: int = 0

    @property
    def living(self) -> int:
        return self.documents - self.deleted


@dataclass(frozen=True, slots=True)
class Toc:
    """The index at one moment. ``schema`` tells what the documents were made with: see ``schema_digest``; ``mark`` the
    last change of their source that they show."""

    generation: int
    schema: str
    entries: tuple[SegmentEntry, ...]
    format: int = FORMAT
    mark: str = ""


def signature(folder: Path) -> bytes | None:
    """What changes when the table is replaced: its bytes, which hold a generation. None when there is none.

    A few kilobytes at most, some 20 µs, before every question. Time, inode and size of the file would cost a tenth of
    that, but two changes within a tick of the clock can leave all three as they were.
    """
    try:
        return (folder / CURRENT).read_bytes()
    except ABSENT:
        return None
    except IsADirectoryError:
        return b""


def read(folder: Path) -> Toc:
    """The table of contents. Raises one of ABSENT, or Damaged. Of a table of another format only the
    format is read.
    """
    try:
        data = (folder / CURRENT).read_bytes()
    except IsADirectoryError as error:
        raise Damaged("The index's table of contents is a folder.") from error
    checksum, _, body = data.partition(b"\n")
    try:
        if int(checksum) != zlib.crc32(body):
            raise Damaged("The index's table of contents does not match its checksum.")
        found = json.loads(body)
        if found["format"] != FORMAT:
            return Toc(int(found.get("generation", 0)), "", (), int(found["format"]))
        entries = tuple(SegmentEntry(**each) for each in found["entries"])
        return Toc(found["generation"], found["schema"], entries, found["format"], found.get("mark", ""))
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged("The index's table of contents cannot be read.") from error


def make_way(folder: Path) -> None:
    """Make ``folder`` and what a table needs in it, whatever lies there instead: none of it can be an index."""
    if not folder.is_dir():
        folder.unlink(missing_ok=True)
        folder.mkdir(parents=True)
    if (folder / CURRENT).is_dir():
        shutil.rmtree(folder / CURRENT)


def write(folder: Path, toc: Toc) -> None:
    """Replace the table: readers see the old one or the new one. Every file that it names must be on the disk
    already.
    """
    body = json.dumps(asdict(toc), separators=(",", ":")).encode()
    draft = folder / f"{CURRENT}.draft"
    with draft.open("wb") as file:
        file.write(b"%d\n%s" % (zlib.crc32(body), body))
        file.flush()
        os.fsync(file.fileno())
    put_in_place(draft, folder / CURRENT)


@contextmanager
def locked(path: Path, patience: float) -> Iterator[None]:
    """Hold ``path`` alone. The lock goes with its process, however that ends. Raises :class:`Busy` after
    ``patience`` seconds.
    """
    with path.open("ab") as file:
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise Busy("Another process is writing to the index. Try again when it has finished.") from None
                time.sleep(0.005)
        yield
