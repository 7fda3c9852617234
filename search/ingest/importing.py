"""One run of an import: a batch, an outcome for every file, the index told after the commits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import TypeVar

from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from search.ingest import indexing, originals
from search.ingest.ahead import read_given
from search.ingest.archives import GivenFile
from search.ingest.fingerprint import Marks, content_digest, marks_of
from search.ingest.reading import Reading
from search.ingest.recognition import Known, recognise, taken_before
from search.ingest.rows import Rows, sync_vocabulary
from search.ingest.writing import write_again, write_new
from search.letters import NotRead, UnreadableFile, part_names
from search.models import Determination, DisputedItem, FileOutcome, ImportBatch, ImportedFile, LoggedChange, Visibility

log = logging.getLogger(__name__)

# Letters whose items wait for the index: few enough to be found soon, enough to make one segment worth writing.
LETTERS_A_REFRESH = 200


Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one file. ``reason`` is a sentence, empty for a plain import."""

    file: str
    outcome: FileOutcome
    case_number: str | None = None
    items: int = 0
    reason: str = ""
    determination_id: int | None = None

    def as_data(self) -> dict[str, object]:
        """One line of a report for programs."""
        return {
            "file": self.file,
            "outcome": self.outcome.value,
            "case_number": self.case_number,
            "items": self.items,
            "reason": self.reason or None,
        }


class ImportRun:
    """Takes files one after the other into one batch. Safe to repeat and to break off at any moment.

    Each letter is one transaction with its file's outcome; the index is told in batches, afterwards. ``problems``
    holds what went wrong with the index, in sentences.
    """

    def __init__(self, batch: ImportBatch, *, samples: bool = False) -> None:
        self.batch = batch
        self.samples = samples
        self.problems: list[str] = []
        self._rows = Rows()
        self._waiting: list[int] = []
        self._letters_waiting = 0

    @classmethod
    def start(cls, label: str, *, samples: bool = False, uploaded_by: User | None = None) -> ImportRun:
        """A run with a new batch, over vocabularies that are in step."""
        batch = ImportBatch.objects.create(label=label[:250], uploaded_by=uploaded_by)
        return cls.resume(batch, samples=samples)

    @classmethod
    def resume(cls, batch: ImportBatch, *, samples: bool = False) -> ImportRun:
        """A run into a batch that exists: an upload, or one that was broken off."""
        sync_vocabulary()
        run = cls(batch, samples=samples)
        run._complete_earlier()
        return run

    def take_all(self, files: Iterable[GivenFile], together: int = 1) -> Iterator[Taken]:
        """Take every file that is not merely lying beside letters; finishes the batch, also when it is broken off.

        ``together``: files that are committed at a time, which spares the disk; each has its own outcome all the same.
        """
        try:
            for some in _batched((given for given in files if not given.beside), together):
                yield from self._together(some)
        finally:
            self.finish()

    def _together(self, files: Sequence[GivenFile]) -> list[Taken]:
        if len(files) == 1:
            return self.take(files[0])
        with transaction.atomic():  # what one file does wrong is rolled back to the savepoint before it
            taken = [done for given in files for done in self._each(given)]
        if self._letters_waiting >= LETTERS_A_REFRESH:
            self._tell_index()
        return taken

    def take(self, given: GivenFile) -> list[Taken]:
        """Take one file: what became of each letter in it. Raises only where not even a failure can be recorded."""
        taken = list(self._each(given))
        if self._letters_waiting >= LETTERS_A_REFRESH:
            self._tell_index()
        return taken

    def _each(self, given: GivenFile) -> Iterator[Taken]:
        """One letter after the other; what is wrong with one is no reason to leave out the others."""
        readings = self._tried(given, lambda: self._read(given))
        if isinstance(readings, Taken):
            yield readings
            return
        for name, reading in zip(part_names(given.name, len(readings)), readings, strict=True):
            part = replace(given, name=name)
            yield self._tried(part, partial(self._import, part, reading, alone=len(readings) == 1))

    def _tried(self, given: GivenFile, action: Callable[[], Done]) -> Done | Taken:
        try:
            return action()
        except (UnreadableFile, NotRead) as error:
            return self._failed(given, error.reason)
        except DatabaseError as error:
            log.exception("Could not store a letter")
            self._rows.forget()
            return self._failed(given, f"could not be stored: {error}")
        except Exception as error:
            # One odd file must not end a run of a hundred thousand; the trace goes to the log.
            log.exception("Could not import a file")
            self._rows.forget()
            return self._failed(given, f"could not be read: {type(error).__name__}")

    def finish(self) -> None:
        """Tell the index of what still waits and close the batch."""
        self._tell_index()
        self.batch.finished = timezone.now()
        self.batch.note = " ".join(self.problems)
        self.batch.save(update_fields=["finished", "note"])

    # One file

    def _read(self, given: GivenFile) -> Sequence[Reading] | Taken:
        """The letters of a file, or what became of a file that was taken before."""
        if given.problem:
            raise UnreadableFile(given.problem)
        digest = content_digest(given.data)
        if before := taken_before(digest):
            with transaction.atomic():
                return self._record(given, FileOutcome.DUPLICATE, before, f"{given.name} was imported before.", digest)
        return read_given(given)

    def _import(self, given: GivenFile, reading: Reading, *, alone: bool) -> Taken:
        """One letter; ``alone``: it is the only one in its file, so that the file is its original."""
        if reading.refusal:
            raise UnreadableFile(reading.refusal)
        marks = marks_of(reading.letter)
        data = given.data if reading.kind != "converted" else reading.text.encode()
        kept = originals.keep(data, reading.kind) if alone else ""
        try:
            return self._store(given, reading, marks, content_digest(given.data), kept)
        finally:
            # Whatever came of it, a file that no letter points at is not left behind.
            originals.drop([kept])

    def _store(self, given: GivenFile, reading: Reading, marks: Marks, digest: str, kept: str) -> Taken:
        for attempt in (1, 2):
            try:
                with transaction.atomic():
                    taken, item_ids = self._store_once(given, reading, marks, digest, kept)
                    LoggedChange.objects.note(item_ids)
            except IntegrityError:
                # Another process stored the same letter between our look and our writing: look again, once.
                self._rows.forget()
                if attempt == 2:
                    raise
            else:
                self._waiting += item_ids
                self._letters_waiting += bool(item_ids)
                return taken
        raise AssertionError("unreachable")

    def _store_once(
        self, given: GivenFile, reading: Reading, marks: Marks, digest: str, kept: str
    ) -> tuple[Taken, list[int]]:
        found, known = recognise(reading.letter, marks)
        if found is not None and known in {Known.SAME, Known.INCOMPLETE}:
            which = "an incomplete copy of" if known is Known.INCOMPLETE else "the same letter as"
            reason = f"{given.name} is {which} {found}, which is here already."
            return self._record(given, FileOutcome.DUPLICATE, found, reason, digest, marks), []
        if found is None:
            return self._store_new(given, reading, marks, digest, kept)
        left = found.original.name or ""
        _keep(found, reading, kept)
        written = write_again(found, reading, self._rows, same_letter=known is Known.HEADER)
        transaction.on_commit(lambda: originals.drop([left]))
        if reading.review and found.visibility == Visibility.PUBLISHED:
            found.visibility = Visibility.HELD
        found.save()
        what = "its header was filled in" if known is Known.HEADER else "it was posted anew and replaced"
        reason = f"{found} was here already; {what}."
        if written.set_aside:
            reason += f" Corrections were set aside where the item is another: {'; '.join(written.set_aside)}."
        reason = " ".join([reason, *_shortcomings(given, reading)])
        outcome = FileOutcome.NEEDS_REVIEW if reading.review else FileOutcome.UPDATED
        return self._record(given, outcome, found, reason, digest, marks), written.item_ids

    def _store_new(
        self, given: GivenFile, reading: Reading, marks: Marks, digest: str, kept: str
    ) -> tuple[Taken, list[int]]:
        letter = Determination(
            fingerprint=marks.fingerprint,
            is_sample=self.samples,
            visibility=Visibility.HELD if reading.review else Visibility.PUBLISHED,
        )
        _keep(letter, reading, kept)
        written = write_new(letter, reading, self._rows)
        short = _shortcomings(given, reading)
        outcome = FileOutcome.NEEDS_REVIEW if short else FileOutcome.IMPORTED
        taken = self._record(given, outcome, letter, " ".join(short), digest, marks)
        return taken, written.item_ids

    def _record(
        self,
        given: GivenFile,
        outcome: FileOutcome,
        letter: Determination | None,
        reason: str,
        digest: str = "",
        marks: Marks | None = None,
    ) -> Taken:
        items = letter.items.count() if letter else 0
        file = ImportedFile.objects.create(
            batch=self.batch,
            name=given.name,
            size=len(given.data),
            outcome=outcome,
            reason=reason,
            determination=letter,
            items=items,
            content_digest=digest,
            fingerprint=marks.fingerprint if marks else "",
        )
        if letter and outcome is not FileOutcome.DUPLICATE:
            Determination.objects.filter(pk=letter.pk).update(source=file)
        return Taken(
            given.name, outcome, letter.case_number if letter else None, items, reason, letter.pk if letter else None
        )

    def _failed(self, given: GivenFile, reason: str) -> Taken:
        return self._record(given, FileOutcome.FAILED, None, f"{given.name} {reason}.")

    # The index

    def _tell_index(self) -> None:
        problem = indexing.refresh(self._waiting)
        if problem:
            self.problems.append(problem)
        self._waiting, self._letters_waiting = [], 0

    def _complete_earlier(self) -> None:
        """A run that was killed between its commits and the index left items unfound: tell the index of them now."""
        for batch in ImportBatch.objects.filter(finished=None):
            files = batch.files.exclude(outcome=FileOutcome.DUPLICATE)
            self._waiting += DisputedItem.objects.filter(determination__files__in=files).values_list("pk", flat=True)
            self._tell_index()
            if batch.uploaded_by_id is None and batch != self.batch:
                # Should that run be alive after all, it will write its own end over this.
                batch.finished, batch.note = timezone.now(), "This run was broken off."
                batch.save(update_fields=["finished", "note"])


def _batched(files: Iterable[GivenFile], size: int) -> Iterator[list[GivenFile]]:
    rest = iter(files)
    while some := list(islice(rest, size)):
        yield some


def _keep(letter: Determination, reading: Reading, kept: str) -> None:
    """Remember what to read again one day: the original or, where none is kept, the text taken from it."""
    letter.original.name = kept or None
    letter.extracted_text = "" if kept else reading.text


def _shortcomings(given: GivenFile, reading: Reading) -> list[str]:
    """Why staff should look at a letter, in sentences."""
    sentences = []
    if not reading.items:
        sentences.append(f"No disputed item could be read from {given.name}.")
    if reading.review:
        sentences.append(f"Held for review: {' '.join(reading.review)}")
    return sentences
