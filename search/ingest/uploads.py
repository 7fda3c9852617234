"""Letters that staff send through the admin: kept on disk until they are imported, at once or by the worker."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django_tasks import task

from search.ingest.archives import GivenFile, Source, count, walk
from search.ingest.importing import ImportRun
from search.ingest.names import printable
from search.models import ImportBatch

log = logging.getLogger(__name__)

# What staff wait for in the browser; anything larger goes to the worker.
AT_ONCE_FILES = 20
AT_ONCE_BYTES = 5 * 2**20
_MANIFEST = "names.json"


def receive(files: Iterable[UploadedFile[Any]], user: User, label: str = "") -> ImportBatch:
    """Take an upload: a few small files are imported before this returns, more of them by the worker."""
    batch = ImportBatch.objects.create(uploaded_by=user, label=label[:250])
    waiting = _spool(batch, files)
    if not batch.label:
        batch.label = _labelled([source.name for source in waiting])
        batch.save(update_fields=["label"])
    size = sum(source.path.stat().st_size for source in waiting)
    if size < AT_ONCE_BYTES and count(waiting) < AT_ONCE_FILES:
        work(batch)
    else:
        import_upload.enqueue(batch.pk)
    return batch


@task
def import_upload(batch_id: int) -> None:
    """The worker's part of an upload. Safe to repeat: what has an outcome already is passed over."""
    work(ImportBatch.objects.get(pk=batch_id))


def work(batch: ImportBatch) -> None:
    """Import what waits of a batch, then forget the files. A break leaves them for :func:`resume`."""
    run = ImportRun.resume(batch)
    done = set(batch.files.values_list("name", flat=True))
    for taken in run.take_all(_left(batch, done)):
        log.info("Upload %s: one file %s", batch.pk, taken.outcome.value)
    shutil.rmtree(_folder(batch), ignore_errors=True)


def can_resume(batch: ImportBatch) -> bool:
    """Whether files of this batch still wait."""
    return batch.finished is None and (_folder(batch) / _MANIFEST).is_file()


def resume(batch: ImportBatch) -> None:
    """Hand a batch whose worker went away to the next one."""
    import_upload.enqueue(batch.pk)


def _left(batch: ImportBatch, done: set[str]) -> Iterator[GivenFile]:
    return (given for given in walk(_waiting(batch)) if given.name not in done)


def _folder(batch: ImportBatch) -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads" / str(batch.pk)


def _spool(batch: ImportBatch, files: Iterable[UploadedFile[Any]]) -> list[Source]:
    """Write files under numbers, since their names are anybody's, and their names beside them."""
    folder = _folder(batch)
    folder.mkdir(parents=True)
    names: dict[str, str] = {}
    for number, file in enumerate(files, start=1):
        stored = f"{number:05d}"
        with (folder / stored).open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        name = printable(file.name or "unnamed")
        names[stored] = name if name not in names.values() else f"{name} ({number})"
    (folder / _MANIFEST).write_text(json.dumps(names), encoding="utf-8")
    return _waiting(batch)


def _waiting(batch: ImportBatch) -> list[Source]:
    folder = _folder(batch)
    try:
        names = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [Source(folder / stored, name) for stored, name in sorted(names.items())]


def _labelled(names: list[str]) -> str:
    if len(names) == 1:
        return names[0][:250]
    return f"{names[0][:150]} and {len(names) - 1:,} more" if names else "Nothing"
