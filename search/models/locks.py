"""One at a time, on however many machines: what a transaction of its own does not keep apart.

On PostgreSQL a lock is the session's advisory lock, on SQLite a lock on a file beside the database; either ends with
its process, however that ends.
"""

from __future__ import annotations

import fcntl
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import IO

from django.db import InterfaceError, OperationalError, connection

_PAUSE = 0.2
_LOOKS, _BETWEEN_LOOKS = 20, 0.01
_ours: set[str] = set()
"""What this process holds: a session, or a process, would be given its own locks again."""
_claiming = Lock()


@contextmanager
def held(name: str) -> Iterator[bool]:
    """Hold the lock ``name`` of this database; False where somebody else does, on whichever machine."""
    with _claiming:
        claimed = name not in _ours
        _ours.add(name)
    if not claimed:
        yield False
        return
    try:
        if connection.vendor == "postgresql":
            with _session_lock(name) as free:
                yield free
        elif (path := _file(name)) is not None:
            with _file_lock(path) as free:
                yield free
        else:  # a database in memory, which nobody else has
            yield True
    finally:
        _ours.discard(name)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold the lock ``name`` of this database; whoever holds it is waited for."""
    while True:
        with held(name) as free:
            if free:
                yield
                return
        # Asked again and again: a statement that waited would be waited for by the other's CREATE INDEX CONCURRENTLY.
        time.sleep(_PAUSE)


def is_held(name: str) -> bool:
    """Whether somebody holds the lock ``name``, on whichever machine. Takes nothing."""
    if name in _ours:
        return True
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0"
                " AND objid = %s AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
                [_number(name)],
            )
            return bool(cursor.fetchone()[0])
    path = _file(name)
    if path is None:
        return False
    try:
        with path.open("ab") as file:
            return not _free(file, fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def alone_until_commit(name: str) -> None:
    """Hold the lock ``name`` of this database until the present transaction ends.

    SQLite lets only one transaction write at a time, from its beginning to its end.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(name)])


@contextmanager
def _session_lock(name: str) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_number(name)])
        free = bool(cursor.fetchone()[0])
    try:
        yield free
    finally:
        if free:
            # A session that is lost has lost its locks.
            with suppress(InterfaceError, OperationalError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_number(name)])


@contextmanager
def _file_lock(path: Path) -> Iterator[bool]:
    with path.open("ab") as file:
        # Who merely looks whether it is held holds it for a moment.
        looks = 1
        while not (free := _free(file)) and looks < _LOOKS:
            looks += 1
            time.sleep(_BETWEEN_LOOKS)
        if free and not _is_at(file, path):  # removed between our opening and our locking: nobody meets us here
            free = False
        try:
            yield free
        finally:
            if free:
                path.unlink(missing_ok=True)


def _file(name: str) -> Path | None:
    database = str(connection.settings_dict["NAME"])
    return None if "memory" in database else Path(f"{database}.{name.replace(' ', '-')}.lock")


def _free(file: IO[bytes], kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_at(file: IO[bytes], path: Path) -> bool:
    try:
        return os.fstat(file.fileno()).st_ino == path.stat().st_ino
    except FileNotFoundError:
        return False


def _number(name: str) -> int:
    return zlib.crc32(f"search.{name}".encode())
