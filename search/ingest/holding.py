"""Who is at work on a batch: a lock on a file, which ends with its process, however that ends."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import IO

from django.conf import settings

from search.models import ImportBatch

_LOOKS = 20


@contextmanager
def held(batch: ImportBatch) -> Iterator[bool]:
    """Work on a batch; False where somebody else is at it."""
    path = _lock(batch)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        # Who merely looks whether it is held holds it for a moment.
        looks = 1
        while not (free := _free(file)) and looks < _LOOKS:
            looks += 1
            sleep(0.01)
        if not free:
            yield False
            return
        try:
            yield True
        finally:
            # Who opened it meanwhile finds a lock that nobody can meet any more, and a finished batch.
            batch.refresh_from_db(fields=["finished"])
            if batch.finished:
                path.unlink(missing_ok=True)


def is_held(batch: ImportBatch) -> bool:
    """Whether somebody is at work on a batch."""
    try:
        with _lock(batch).open("a") as file:
            return not _free(file, fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def _lock(batch: ImportBatch) -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads" / f"{batch.pk}.lock"


def _free(file: IO[str], kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
