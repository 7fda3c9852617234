"""A batch's own page: how far it is, every file's outcome, and what may be done about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from search.admin.long_lists import FirstPages
from search.keeping.tables import csv_lines
from search.models import AuditEntry, Deed, FileOutcome, ImportBatch, ImportedFile
from search.models.imports import Progress, progress_of
from search.vocabulary.counted import counted

A_PAGE = 100
REFRESH_SECONDS = 3
_WANTS_A_LOOK = Case(
    When(outcome=FileOutcome.FAILED, then=0), When(outcome=FileOutcome.NEEDS_REVIEW, then=1), default=2
)
_COLUMNS = ("file", "outcome", "case number", "items", "reason")


def files_of(batch: ImportBatch, request: HttpRequest) -> QuerySet[ImportedFile]:
    """The batch's files that the page's own filters leave, those that want a look first."""
    files = batch.files.select_related("determination")
    outcome, words = request.GET.get("outcome", ""), request.GET.get("q", "").strip()
    if outcome in FileOutcome.values:
        files = files.filter(outcome=outcome)
    if words:
        files = files.filter(
            Q(name__icontains=words) | Q(reason__icontains=words) | Q(determination__case_number__icontains=words)
        )
    return files.order_by(_WANTS_A_LOOK, "pk") if not outcome else files.order_by("pk")


def batch_context(batch: ImportBatch, request: HttpRequest) -> dict[str, Any]:
    """What the batch's page shows."""
    progress = progress_of(batch)
    found = FirstPages(files_of(batch, request), A_PAGE)
    return {
        "batch": batch,
        "put_in_by": put_in_by(batch),
        "progress": progress,
        "pace": pace(progress),
        "outcomes": [(value, label) for value, label in FileOutcome.choices if label in dict(progress.counts)],
        "chosen": request.GET.get("outcome", ""),
        "words": request.GET.get("q", ""),
        "files": found.get_page(request.GET.get("page")),
        "running": batch.finished is None,
        "refresh_seconds": REFRESH_SECONDS,
    }


def pace(progress: Progress) -> str:
    """The time left and the rate, in words; empty where nobody can say."""
    if progress.left is None:
        return ""
    minutes = max(1, round(progress.left / 60))
    left = counted(minutes, "minute") if minutes < 120 else counted(round(minutes / 60), "hour")
    rate = progress.rate * 60
    said = f"{progress.rate:.1f} files a second" if rate >= 60 else f"{counted(max(1, round(rate)), 'file')} a minute"
    return f"About {left} left, {said}."


def put_in_by(batch: ImportBatch) -> str:
    """Who put a batch in, also when the account is gone; empty for an import at the machine itself."""
    if batch.uploaded_by:
        return str(batch.uploaded_by)
    told = AuditEntry.objects.of(batch).filter(deed=Deed.UPLOADED).order_by("pk")
    return told.values_list("who", flat=True).first() or ""


def as_csv(batch: ImportBatch, request: HttpRequest) -> HttpResponseBase:
    """Every outcome that the filters leave, to take away."""
    response = StreamingHttpResponse(csv_lines(_rows(files_of(batch, request))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{batch.pk}.csv"'
    return response


def _rows(files: QuerySet[ImportedFile]) -> Iterator[list[str]]:
    yield list(_COLUMNS)
    for file in files.order_by("pk").iterator(chunk_size=2_000):
        case = (file.determination.case_number or "") if file.determination else ""
        yield [file.shown_name, file.outcome, case, str(file.items), file.shown_reason]
