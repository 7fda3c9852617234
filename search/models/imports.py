"""What was given to us, and what became of it: every file has an outcome a person can read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Now
from django.utils import timezone

from search.models.determinations import Determination
from search.models.locks import is_held

_LATELY = 1_000
_A_MINUTE = timedelta(minutes=1)


class FileOutcome(models.TextChoices):
    """What became of one file."""

    IMPORTED = "imported", "Imported"
    UPDATED = "updated", "Updated"
    DUPLICATE = "duplicate", "Duplicate"
    NEEDS_REVIEW = "needs-review", "Needs review"
    FAILED = "failed", "Failed"


class ImportBatch(models.Model):
    """Files that came together, from the command line or an upload."""

    # By the database's clock: another machine, whose own may differ, looks whether the batch has been left.
    created = models.DateTimeField(db_default=Now(), editable=False)
    finished = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    label = models.CharField(max_length=250, blank=True)
    note = models.TextField(blank=True, help_text="What concerns the batch as a whole, in a sentence.")
    total = models.PositiveIntegerField(null=True, blank=True, help_text="Files in it, where they were counted.")
    stopped_by = models.CharField(max_length=150, blank=True, help_text="Who stopped it before its end.")
    kept_to_retry = models.BooleanField(
        default=True, editable=False, help_text="Whether its upload is kept for what failed in it to be tried again."
    )

    class Meta:
        ordering = ("-pk",)
        verbose_name_plural = "import batches"

    def __str__(self) -> str:
        return self.label or f"Batch {self.pk}"

    @property
    def lock(self) -> str:
        """The name of the lock that whoever works on this batch holds."""
        return f"batch {self.pk}"


class ImportedFile(models.Model):
    """One file's outcome. ``name`` is as given (an archive's member as ``archive.zip/folder/letter.pdf``).

    ``content_digest`` is the SHA-256 of its bytes and ``fingerprint`` that of its words: what was taken once is known
    again even after its letter was re-posted, corrected or read by better rules.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="files", db_index=False)
    place = models.PositiveIntegerField(null=True, blank=True, help_text="Which file of the batch it is, from 0.")
    part = models.PositiveSmallIntegerField(default=0, help_text="Which of the letters in the file it is, from 0.")
    name = models.CharField(max_length=500)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    outcome = models.CharField(max_length=12, choices=FileOutcome.choices)
    reason = models.TextField(blank=True, help_text="A sentence, for every outcome but a plain import.")
    determination = models.ForeignKey(
        Determination, null=True, blank=True, on_delete=models.SET_NULL, related_name="files"
    )
    items = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(
        null=True, blank=True, default=timezone.now, editable=False, help_text="When it was taken."
    )
    content_digest = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    fingerprint = models.CharField(max_length=32, blank=True, db_index=True, editable=False)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(name="file_outcome_known", condition=Q(outcome__in=FileOutcome.values)),
            models.UniqueConstraint(fields=("batch", "place", "part"), name="letter_once_a_batch"),
        )
        # All that how far a batch is can be told from.
        indexes = (models.Index(fields=("batch", "outcome", "part"), name="file_outcomes_of_batch"),)

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name for a page: no folders of the machine, but those within an archive."""
        return within_the_machine(self.name)

    @property
    def shown_reason(self) -> str:
        """The reason for a page, with the name as a page shows it."""
        return self.reason.replace(self.name, self.shown_name)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is. ``state``: what it is at, in words; ``rate``: files a second; ``left``: seconds, None where
    nobody can say.
    """

    state: str
    done: int
    total: int | None
    failed: int
    rate: float
    left: float | None
    counts: tuple[tuple[str, int], ...]


def progress_of(batch: ImportBatch) -> Progress:
    """How far a batch is, from its outcomes as they stand, all at one moment."""
    at_work = batch.finished is None and is_held(batch.lock)
    if not at_work:  # it may have ended since the batch was read
        batch.refresh_from_db(fields=["finished", "stopped_by", "note"])
    rows = batch.files.order_by().values_list("outcome").annotate(Count("pk"), files=Count("pk", filter=Q(part=0)))
    counts, files = dict[str, int](), 0
    for outcome, letters, firsts in rows:
        counts[outcome] = letters
        files += firsts  # one file may hold several letters
    done = files or sum(counts.values())
    rate = _rate(batch) if at_work else 0.0
    # A mail holds as many files as it holds.
    total = None if batch.total is None else max(batch.total, done)
    left = (total - done) / rate if total and rate else None
    said = tuple((label, counts[value]) for value, label in FileOutcome.choices if value in counts)
    return Progress(_state(batch, at_work, done), done, total, counts.get(FileOutcome.FAILED, 0), rate, left, said)


def _state(batch: ImportBatch, at_work: bool, done: int) -> str:
    if batch.finished:
        return f"Stopped by {batch.stopped_by}" if batch.stopped_by else "Finished"
    if batch.stopped_by:
        return "Stopping"
    if at_work:
        return "Importing"
    if not batch.uploaded_by_id:  # from the command line: whoever ran it runs it again
        return "Interrupted"
    return "Interrupted; it will continue by itself" if done else "Waiting for its turn"


def _rate(batch: ImportBatch) -> float:
    """Files a second of late: what an import waited before, or lay still, says nothing of what is left."""
    now = timezone.now()
    lately = [at for at in batch.files.order_by("-place").values_list("at", flat=True)[:_LATELY] if at]
    lately = [at for at in lately if now - at < _A_MINUTE]
    seconds = (now - lately[-1]).total_seconds() if lately else 0.0
    return len(lately) / seconds if len(lately) > 1 and seconds > 1 else 0.0


def within_the_machine(name: str) -> str:
    """A path without the folders that lead to the file, or to the archive that holds it.

    >>> within_the_machine("/srv/post/May.zip/a/letter.pdf")
    'May.zip/a/letter.pdf'
    """
    parts = PurePosixPath(name).parts
    archive = next((place for place, part in enumerate(parts) if part.lower().endswith(".zip")), len(parts) - 1)
    return "/".join(parts[archive:]) if parts else name
