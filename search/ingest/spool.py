"""Uploaded files until they are imported, in the media store, so that any machine's worker may take them.

Each lies under a number, since names are anybody's; the names lie beside them, written last: where there is a manifest,
every file has come.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from search.ingest.archives import FileSource
from search.ingest.names import printable
from search.models import Determination, ImportBatch

_FOLDER = "uploads"
_MANIFEST = "names.json"


def write(batch: ImportBatch, files: Iterable[UploadedFile[Any]]) -> None:
    """Keep the files of a batch. Raises OSError."""
    forget(batch.pk)  # of a database that was put back to an earlier day
    names: dict[str, str] = {}
    for number, file in enumerate(files, start=1):
        stored = f"{number:05d}"
        default_storage.save(_path(batch.pk, stored), file)
        name = printable(file.name or "unnamed")
        names[stored] = name if name not in names.values() else f"{name} ({number})"
    default_storage.save(_path(batch.pk, _MANIFEST), ContentFile(json.dumps(names).encode()))


def names(batch: ImportBatch) -> dict[str, str] | None:
    """Under what each file of a batch is stored → its name; None where nothing whole is there. Raises OSError."""
    try:
        with default_storage.open(_path(batch.pk, _MANIFEST)) as file:
            found: dict[str, str] = json.loads(file.read())
    except (FileNotFoundError, ValueError):
        return None
    return found


def is_there(batch: ImportBatch) -> bool:
    """Whether the files of a batch wait. Raises OSError."""
    return default_storage.exists(_path(batch.pk, _MANIFEST))


def sources(batch: ImportBatch, endings: tuple[str, ...] = ("",)) -> Iterator[FileSource]:
    """The files of a batch whose names end so, in their order; each can be read until the next is asked for."""
    wanted = ((stored, name) for stored, name in sorted((names(batch) or {}).items()) if name.lower().endswith(endings))
    for stored, name in wanted:
        with _at_hand(_path(batch.pk, stored)) as path:
            yield FileSource(path, name)


def size(batch: ImportBatch) -> int:
    """Bytes of all files of a batch."""
    return sum(default_storage.size(_path(batch.pk, stored)) for stored in names(batch) or ())


def forget(batch_id: int) -> None:
    """Remove the files of a batch, whole or not."""
    folder = f"{_FOLDER}/{batch_id}"
    try:
        _, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files, reverse=True):  # the manifest first
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)  # where folders are things of their own


def forget_letters(letters: Iterable[Determination]) -> None:
    """Once it is committed, remove the uploads that these letters came with, which hold the letters as they came: at
    once where they are kept only so that what failed in them can be tried again, else when their batch has ended."""
    came_with = ImportBatch.objects.filter(files__determination__in=letters)
    keys = set(came_with.values_list("pk", flat=True))
    ImportBatch.objects.filter(pk__in=keys).update(kept_to_retry=False)
    transaction.on_commit(partial(_forget_ended, keys))


def _forget_ended(keys: Iterable[int]) -> None:
    for key in ImportBatch.objects.filter(pk__in=keys, finished__isnull=False).values_list("pk", flat=True):
        forget(key)


def batches() -> list[int]:
    """The keys of the batches of which files are kept."""
    try:
        folders, _ = default_storage.listdir(_FOLDER)
    except FileNotFoundError:
        return []
    return [int(name) for name in folders if name.isdecimal()]


def _path(batch_id: int, name: str) -> str:
    return f"{_FOLDER}/{batch_id}/{name}"


@contextmanager
def _at_hand(name: str) -> Iterator[Path]:
    """A path on this machine from which a stored file can be read. Nothing is at the path of a file that is lost."""
    try:
        path = default_storage.path(name)
    except NotImplementedError:
        with tempfile.TemporaryDirectory(prefix="imr-upload-") as folder:
            fetched = Path(folder) / "file"
            try:
                with default_storage.open(name) as stored, fetched.open("wb") as file:
                    shutil.copyfileobj(stored, file)
            except FileNotFoundError:
                fetched.unlink(missing_ok=True)
            yield fetched
    else:
        yield Path(path)
