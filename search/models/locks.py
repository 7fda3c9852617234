"""One at a time, on however many machines: what a transaction of its own does not keep apart."""

from __future__ import annotations

import fcntl
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

_PAUSE = 0.2


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold the lock ``name`` of this database; whoever holds it is waited for. It ends with its process."""
    if connection.vendor == "postgresql":
        # Asked again and again: a statement that waited would be waited for by the other's CREATE INDEX CONCURRENTLY.
        while not _taken(name):
            time.sleep(_PAUSE)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_number(name)])
        return
    path = str(connection.settings_dict["NAME"])
    if "memory" in path:  # nobody else has it
        yield
        return
    with Path(f"{path}.{name}.lock").open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _taken(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_number(name)])
        return bool(cursor.fetchone()[0])


def alone_until_commit(name: str) -> None:
    """Hold the lock ``name`` of this database until the present transaction ends.

    SQLite lets only one transaction write at a time, from its beginning to its end.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_number(name)])


def _number(name: str) -> int:
    return zlib.crc32(f"search.{name}".encode())
