"""Letters that staff send through the admin: in the media store until they are imported, at once or by a worker."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import timedelta
from time import monotonic
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from search.ingest import spool
from search.ingest.archives import LIST, GivenFile, count, walk
from search.ingest.importing import AlreadyAtWork, ImportRun
from search.ingest.manifests import manifest_of
from search.models import Deed, FileOutcome, ImportBatch, record, who
from search.models.locks import held, is_held

log = logging.getLogger(__name__)

# What staff wait for in the browser; anything larger goes to the worker.
AT_ONCE_FILES = 20
AT_ONCE_BYTES = 5 * 2**20
# Between a batch's row and its lock, an upload sets out; after that, whoever holds no lock is gone.
KEPT_TO_RETRY = timedelta(days=7)
SETTING_OUT = timedelta(minutes=1)
_TIDY_SECONDS = 3_600.0
_LOST = (
    "is not in this machine's media store. Send its files again; where several machines serve one site, "
    "all must be given the same store"
)


def receive(files: Iterable[UploadedFile[Any]], user: User, label: str = "") -> ImportBatch:
    """Take an upload: a few small files are imported before this returns, more of them by the worker."""
    batch = ImportBatch.objects.create(uploaded_by=user, label=label[:250])
    with held(batch.lock):
        spool.write(batch, (file for file in files if not is_housekeeping(file.name or "")))
        batch.label = batch.label or _labelled(list((spool.names(batch) or {}).values()))
        batch.total = count(spool.sources(batch), beside=False)
        batch.save(update_fields=["label", "total"])
    record(Deed.UPLOADED, batch, after={"files": batch.total})
    if spool.size(batch) < AT_ONCE_BYTES and batch.total < AT_ONCE_FILES:
        work(batch)
    else:
        import_upload.enqueue(batch.pk)
    return batch


@task
def import_upload(batch_id: int) -> None:
    """The worker's part of an upload. Safe to repeat: what has an outcome already is passed over."""
    work(ImportBatch.objects.get(pk=batch_id))


def work(batch: ImportBatch) -> None:
    """Import what waits of a batch, then forget the files. After a break :func:`take_up` hands the rest to a worker."""
    batch.refresh_from_db()
    if batch.finished:
        return
    run = ImportRun.resume(batch)
    run.manifest = manifest_of(spool.sources(batch, endings=(".zip", LIST)))
    lost = [] if spool.is_there(batch) else [GivenFile(str(batch), problem=_LOST)]
    try:
        for taken in run.take_all(lost or walk(spool.sources(batch))):
            log.info("Upload %s: one file %s", batch.pk, taken.outcome.value)
    except AlreadyAtWork:
        return
    batch.refresh_from_db(fields=["kept_to_retry"])  # a letter of it may have been masked meanwhile
    if not (batch.kept_to_retry and _unsettled(batch)):
        spool.forget(batch.pk)


def stop(batch: ImportBatch) -> bool:
    """Have no further file of this batch taken; False where it has ended already."""
    stopped = ImportBatch.objects.filter(pk=batch.pk, finished=None, stopped_by="")
    if not stopped.update(stopped_by=who().name[:150]):
        return False
    record(Deed.STOPPED, batch)
    return True


def can_retry(batch: ImportBatch) -> bool:
    """Whether files of an ended batch failed, or were left when it was stopped, and are still here."""
    return batch.finished is not None and _unsettled(batch) and spool.is_there(batch)


def retry(batch: ImportBatch) -> bool:
    """Take the files that failed or were left once more; False where there are none."""
    if not can_retry(batch):
        return False
    with transaction.atomic():
        batch.files.filter(outcome=FileOutcome.FAILED).delete()
        ImportBatch.objects.filter(pk=batch.pk).update(finished=None, stopped_by="", note="")
    record(Deed.UPLOADED, batch, why="What failed or was left is tried again.")
    import_upload.enqueue(batch.pk)
    return True


def _unsettled(batch: ImportBatch) -> bool:
    return bool(batch.stopped_by) or batch.files.filter(outcome=FileOutcome.FAILED).exists()


def take_up() -> int:
    """Hand batches that nobody works on, since their worker or server went away, to the next worker; how many."""
    handed = 0
    _tidy()
    for batch in ImportBatch.objects.filter(finished=None).order_by("pk"):
        if is_held(batch.lock):
            continue
        if can_resume(batch):
            handed += _hand_over(batch)
        elif (batch.uploaded_by_id or batch.pk in spool.batches()) and _has_set_out(batch):
            batch.note = "The upload broke off before all of its files had come. Send them again."
            batch.finished = timezone.now()
            batch.save(update_fields=["finished", "note"])
            spool.forget(batch.pk)
    return handed


def _has_set_out(batch: ImportBatch) -> bool:
    """Whether so long has passed, by the database's clock, that whoever began it would hold its lock."""
    return ImportBatch.objects.filter(pk=batch.pk, created__lt=Now() - SETTING_OUT).exists()


def _tidy() -> None:
    """Forget the files of batches that ended long ago: nobody will try them again. Looks once in a while."""
    global _tidied
    if monotonic() - _tidied < _TIDY_SECONDS:
        return
    _tidied = monotonic()
    kept = spool.batches()
    ended = ImportBatch.objects.filter(pk__in=kept, finished__lt=timezone.now() - KEPT_TO_RETRY)
    for batch_id in ended.values_list("pk", flat=True):
        spool.forget(batch_id)


_tidied = float("-inf")


def _hand_over(batch: ImportBatch) -> bool:
    """Have one task wait for this batch: the one whose worker died, or a new one."""
    path = import_upload.module_path
    tasks = DBTaskResult.objects.filter(task_path=path, args_kwargs={"args": [batch.pk], "kwargs": {}})
    if tasks.filter(status=TaskResultStatus.READY).exists():
        return False
    with transaction.atomic():
        dead = tasks.select_for_update().filter(status=TaskResultStatus.RUNNING).first()
        if dead is None:
            import_upload.enqueue(batch.pk)
        else:
            DBTaskResult.objects.filter(pk=dead.pk).update(status=TaskResultStatus.READY, started_at=None)
    log.warning("Batch %s was interrupted; its files that are left wait for a worker", batch.pk)
    return True


def can_resume(batch: ImportBatch) -> bool:
    """Whether files of this batch still wait."""
    return batch.finished is None and spool.is_there(batch)


def is_housekeeping(name: str) -> bool:
    """Whether a file is one that systems leave in folders; nobody meant to send it."""
    last = name.replace("\\", "/").rpartition("/")[2].lower()
    return last.startswith(".") or last in {"thumbs.db", "desktop.ini"}


def _labelled(names: list[str]) -> str:
    if len(names) == 1:
        return names[0][:250]
    return f"{names[0][:150]} and {len(names) - 1:,} more" if names else "Nothing"
