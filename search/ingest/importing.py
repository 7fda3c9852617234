"""One run of an import: a batch, an outcome for every file, the index told after the commits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TypeVar

from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from search.ingest import indexing, likeness, masking, originals, revisions, spool, standing
from search.ingest.ahead import read_given
from search.ingest.archives import GivenFile
from search.ingest.bulk import plain_letters, read_now, write_plain
from search.ingest.fingerprint import content_digest, marks_of
from search.ingest.manifests import Manifest
from search.ingest.reading import LetterReading
from search.ingest.recognition import Known, recognise, standing_of, taken_before
from search.ingest.rows import VocabularyKeys, sync_vocabulary
from search.ingest.taken import Come, FilePlace, Taken
from search.ingest.writing import write_again, write_new
from search.letters import NotRead, UnreadableFile, part_names
from search.models import (
    Deed,
    Determination,
    DisputedItem,
    FileOutcome,
    ImportBatch,
    ImportedFile,
    LoggedChange,
    Visibility,
    WaitingFor,
    record,
)
from search.models.locks import held, is_held

log = logging.getLogger(__name__)

LETTERS_A_REFRESH, MOST_LETTERS_A_REFRESH, SECONDS_A_REFRESH = 200, 2_000, 10.0
"""The index is told of so many letters at a time, enough to make one segment worth writing, and not before so many
seconds: a fast import tells it of more at a time, which is cheaper, and a slow one lets nobody wait."""
BYTES_TOGETHER = 32 * 2**20
"""What files that are taken together hold at most, but for the last of them."""

Done = TypeVar("Done")
Left = tuple[GivenFile, int, set[int]]
"""A file that is to be taken, its place in the batch, and its parts that have an outcome."""


class AlreadyAtWork(Exception):
    """Another process works on the same batch. The sentence is for a person."""


class ImportRun:
    """Takes files one after the other into one batch. Safe to repeat and to break off at any moment.

    Each letter is one transaction with its file's outcome; the index is told in batches, afterwards. ``problems``
    holds what went wrong with the index, in sentences. ``index_later``: it is not told, and will be built anew.
    """

    def __init__(self, batch: ImportBatch, *, samples: bool = False, index_later: bool = False) -> None:
        self.batch, self.samples, self.index_later = batch, samples, index_later
        self.problems: list[str] = []
        self.manifest = Manifest()
        self._rows = VocabularyKeys()
        self._hidden = likeness.Likenesses()
        self._waiting: list[int] = []
        self._letters_waiting, self._told = 0, monotonic()

    @classmethod
    def start(
        cls, label: str, *, samples: bool = False, index_later: bool = False, total: int | None = None
    ) -> ImportRun:
        """A run with a new batch, over vocabularies that are in step."""
        batch = ImportBatch.objects.create(label=label[:250], total=total)
        return cls.resume(batch, samples=samples, index_later=index_later)

    @classmethod
    def resume(cls, batch: ImportBatch, *, samples: bool = False, index_later: bool = False) -> ImportRun:
        """A run into a batch that exists: an upload, or one that was broken off."""
        sync_vocabulary()
        likeness.keep_up()
        run = cls(batch, samples=samples, index_later=index_later)
        run._complete_earlier()
        return run

    def take_all(self, files: Iterable[GivenFile], together: int = 1) -> Iterator[Taken]:
        """Take every file that is not merely lying beside letters; finishes the batch, also when it is broken off.

        Files that have an outcome in this batch, by their place in it, are passed over. ``together``: files that are
        committed at a time, which spares the disk; each has its own outcome all the same.
        """
        with held(self.batch.lock) as ours:
            if not ours:
                raise AlreadyAtWork(f"Another process is at work on {self.batch}; what it does is done once.")
            try:
                for some in _batched(self._left(files), together):
                    if self._stopped():
                        break
                    yield from self._together(some)
            finally:
                self.finish()

    def _left(self, files: Iterable[GivenFile]) -> Iterator[Left]:
        """Each file that is to be taken."""
        done: dict[int, set[int]] = {}
        for place, part in self.batch.files.exclude(place=None).values_list("place", "part"):
            done.setdefault(place or 0, set()).add(part)
        # Of the last file, some letters may have been taken when the run was broken off.
        last = max(done, default=None)
        for place, given in enumerate(each for each in files if not each.beside):
            if place not in done or place == last:
                yield given, place, done.get(place, set())

    def _together(self, files: Sequence[Left]) -> list[Taken]:
        if len(files) == 1:
            return self.take(*files[0])
        # Read before the transaction: nobody waits for what is read.
        files = [(read_now(given), place, done) for given, place, done in files]
        plain = plain_letters(files)
        taken: list[Taken] = []
        waiting: list[Come] = []
        with transaction.atomic():  # what one file does wrong is rolled back to the savepoint before it
            for number, each in enumerate(files):
                if number in plain and self._is_unspoken_of(plain[number], again=bool(waiting)):
                    waiting.append(plain[number])
                    continue
                taken += [*self._plainly(waiting), *self._each(*each)]
                waiting = []
            taken += self._plainly(waiting)
        self._tell_index_if_due()
        return taken

    def _is_unspoken_of(self, come: Come, *, again: bool) -> bool:
        """Whether no list has a row for a plain letter, and it is like none that is hidden."""
        listed = self.manifest.row(come.here.file.name, come.reading.letter.case_number)
        return not listed and not self._hidden.nearest(come.reading, again=again)

    def _plainly(self, letters: Sequence[Come]) -> list[Taken]:
        """Letters that nothing speaks against, all at once; one by one where something does after all."""
        if not letters:
            return []
        try:
            with transaction.atomic():
                taken, item_ids = write_plain(self.batch, letters, self._rows, samples=self.samples)
                LoggedChange.objects.note(item_ids)
        except Exception as error:
            log.warning("%d letters are stored one by one: %s", len(letters), type(error).__name__)
            self._rows.forget()
            return [done for come in letters for done in self._each(come.here.file, come.here.place, ())]
        self._waiting += item_ids
        self._letters_waiting += len(letters)
        return taken

    def take(self, given: GivenFile, place: int | None = None, done: Container[int] = ()) -> list[Taken]:
        """Take one file: what became of each letter in it, but for those ``done`` before.

        Raises only where not even a failure can be recorded.
        """
        taken = list(self._each(given, place, done))
        self._tell_index_if_due()
        return taken

    def _each(self, given: GivenFile, place: int | None, done: Container[int]) -> Iterator[Taken]:
        """One letter after the other; what is wrong with one is no reason to leave out the others."""
        whole = FilePlace(given, place)
        readings = self._tried(whole, lambda: self._read(whole, again=0 in done))
        if isinstance(readings, Taken):
            if 0 not in done:
                yield readings
            return
        names = part_names(given.name, len(readings))
        for part, (name, reading) in enumerate(zip(names, readings, strict=True)):
            if part not in done:
                here = FilePlace(replace(given, name=name), place, part)
                yield self._tried(here, partial(self._import, here, reading, alone=len(readings) == 1))

    def _tried(self, here: FilePlace, action: Callable[[], Done]) -> Done | Taken:
        try:
            return action()
        except (UnreadableFile, NotRead) as error:
            return self._failed(here, error.reason, passing=isinstance(error, NotRead))
        except DatabaseError as error:
            self._rows.forget()
            if there := self._taken_by_another(here):
                return there
            log.exception("Could not store a letter")
            return self._failed(here, f"could not be stored: {error}", passing=True)
        except OSError as error:
            log.exception("Could not keep a file")
            why = f"could not be stored: {error.strerror or type(error).__name__}".rstrip(".")
            return self._failed(here, why, passing=True)
        except Exception as error:
            # One odd file must not end a run of a hundred thousand; the trace goes to the log.
            log.exception("Could not import a file")
            self._rows.forget()
            return self._failed(here, f"could not be read: {type(error).__name__}")

    def finish(self) -> None:
        """Tell the index of what still waits and close the batch."""
        self._tell_index()
        self.batch.finished = timezone.now()
        self.batch.note = " ".join(filter(None, (*self.problems, self.manifest.left_over(self.batch))))
        self.batch.refresh_from_db(fields=["stopped_by"])
        self.batch.save(update_fields=["finished", "note"])

    def _stopped(self) -> bool:
        return ImportBatch.objects.filter(pk=self.batch.pk).exclude(stopped_by="").exists()

    def _taken_by_another(self, here: FilePlace) -> Taken | None:
        """What another process made of this meanwhile; the database takes each place of a batch once."""
        if here.place is None:
            return None
        files = self.batch.files.filter(place=here.place, part=here.part).select_related("determination")
        if (file := files.first()) is None:
            return None
        case = file.determination.case_number if file.determination else None
        return Taken(file.name, FileOutcome(file.outcome), case, file.items, file.reason, file.determination_id)

    # One file

    def _read(self, here: FilePlace, *, again: bool) -> Sequence[LetterReading] | Taken:
        """The letters of a file, or what became of a file that was taken before, if it is not taken ``again``."""
        given = here.file
        if given.problem:
            raise UnreadableFile(given.problem)
        digest = content_digest(given.data)
        if not again and (before := taken_before(digest)):
            with transaction.atomic():
                letter, said = before
                return self._record(here, FileOutcome.DUPLICATE, letter, f"{given.name} {said}.", digest)
        return read_given(given)

    def _import(self, here: FilePlace, reading: LetterReading, *, alone: bool) -> Taken:
        """One letter; ``alone``: it is the only one in its file, so that the file is its original."""
        if reading.refusal:
            raise UnreadableFile(reading.refusal)
        reading = self._rows.own.settled(reading)
        digest = content_digest(here.file.data)
        data = here.file.data if reading.kind != "converted" else reading.text.encode()
        kept = originals.keep(data, reading.kind) if alone else ""
        try:
            return self._store(Come(here, reading, marks_of(reading.letter), digest, kept))
        finally:
            # Whatever came of it, a file that no letter points at is not left behind.
            originals.drop([kept])

    def _store(self, come: Come) -> Taken:
        for attempt in (1, 2):
            try:
                with transaction.atomic():
                    taken, item_ids = self._store_once(come)
                    LoggedChange.objects.note(item_ids)
            except IntegrityError:
                # Another process stored the same letter between our look and our writing: look again, once.
                self._rows.forget()
                if attempt == 2 or self._taken_by_another(come.here):
                    raise
            else:
                self._waiting += item_ids
                self._letters_waiting += bool(item_ids)
                return taken
        raise AssertionError("unreachable")

    def _store_once(self, come: Come) -> tuple[Taken, list[int]]:
        found, known = recognise(come.reading, come.marks, self._rows)
        if found is None:
            return self._store_new(come)
        if known in {Known.SAME, Known.INCOMPLETE}:
            which = "an incomplete copy of" if known is Known.INCOMPLETE else "the same letter as"
            reason = f"{come.here.file.name} is {which} {found}, which {standing_of(found)}."
            return self._record_of(come, FileOutcome.DUPLICATE, found, reason), []
        weighty = revisions.weighty(found, come.reading, self._rows) if known is Known.REPOSTED else []
        if masking.was_masked(found):
            weighty = [*weighty, "words of the published text were masked"]
        reasons = standing.reasons_to_hold(come.reading)
        # Nor does a doubtful posting take from readers what they have.
        if weighty or (reasons and found.visibility == Visibility.PUBLISHED):
            return self._propose(come, found, weighty, [words for _, words in reasons]), []
        return self._replace(come, found, known, reasons)

    def _propose(self, come: Come, found: Determination, weighty: list[str], doubts: list[str]) -> Taken:
        """A posting that says otherwise, or is doubted, waits for a reviewer; what stands, stands until then."""
        why = " ".join([f"{found} was posted anew{': ' if weighty else ''}{'; '.join(weighty)}.", *doubts])
        reason = f"{why} It waits for a reviewer, and what was published stays until then."
        taken = self._record_of(come, FileOutcome.NEEDS_REVIEW, found, reason)
        revision = revisions.propose(found, come.reading, self._rows, come.kept, why, taken.file_id)
        standing.wait(found, WaitingFor.REPOSTED, why, revision)
        record(Deed.POSTED_ANEW, found, after={"revision": revision.pk}, why=why)
        return taken

    def _replace(
        self, come: Come, found: Determination, known: Known, reasons: list[tuple[WaitingFor, str]]
    ) -> tuple[Taken, list[int]]:
        """A posting that fills a header in, or changes nothing of weight, is put in place; what stood is kept."""
        what = "its header was filled in" if known is Known.HEADER else "it was posted anew and brought up to date"
        earlier = revisions.keep_standing(found, f"{come.name}: {what}.")
        come.keep_in(found)
        written = write_again(found, come.reading, self._rows, same_letter=known is Known.HEADER)
        found.save(update_fields=["original", "extracted_text"])
        if reasons and found.visibility == Visibility.HELD:
            standing.hold(found, reasons)
        reason = " ".join([f"{found} was here already; {what}.", *come.shortcomings(reasons)])
        record(Deed.POSTED_ANEW, found, before={"revision": earlier.pk}, why=reason)
        outcome = FileOutcome.NEEDS_REVIEW if reasons else FileOutcome.UPDATED
        return self._record_of(come, outcome, found, reason, source=True), written.item_ids

    def _store_new(self, come: Come) -> tuple[Taken, list[int]]:
        reasons = standing.reasons_to_hold(come.reading)
        if like := self._hidden.nearest(come.reading):
            reasons.append((WaitingFor.COPY, like))
        letter = Determination(
            fingerprint=come.marks.fingerprint,
            is_sample=self.samples,
            visibility=Visibility.HELD if reasons else Visibility.PUBLISHED,
        )
        come.keep_in(letter)
        written = write_new(letter, come.reading, self._rows)
        short = come.shortcomings(reasons)
        if reasons:
            standing.hold(letter, reasons)
        if not come.reading.items:
            standing.wait(letter, WaitingFor.UNREAD, short[0].replace(come.here.file.name, come.name))
        outcome = FileOutcome.NEEDS_REVIEW if short else FileOutcome.IMPORTED
        return self._record_of(come, outcome, letter, " ".join(short), source=True), written.item_ids

    def _record_of(
        self, come: Come, outcome: FileOutcome, letter: Determination, reason: str, *, source: bool = False
    ) -> Taken:
        taken = self._record(come.here, outcome, letter, reason, come.digest, come.marks.fingerprint)
        if source:
            Determination.objects.filter(pk=letter.pk).update(source=taken.file_id)
        return taken

    def _record(
        self,
        here: FilePlace,
        outcome: FileOutcome,
        letter: Determination | None,
        reason: str,
        digest: str = "",
        fingerprint: str = "",
    ) -> Taken:
        if letter:
            outcome, reason = self.manifest.note(letter, here.file.name, outcome, reason)
        items = letter.items.count() if letter else 0
        file = ImportedFile.objects.create(
            batch=self.batch,
            place=here.place,
            part=here.part,
            name=here.file.name,
            size=len(here.file.data),
            outcome=outcome,
            reason=reason,
            determination=letter,
            items=items,
            content_digest=digest,
            fingerprint=fingerprint,
        )
        case, key = (letter.case_number, letter.pk) if letter else (None, None)
        return Taken(here.file.name, outcome, case, items, reason, key, file.pk)

    def _failed(self, here: FilePlace, reason: str, *, passing: bool = False) -> Taken:
        try:
            with transaction.atomic():
                taken = self._record(here, FileOutcome.FAILED, None, f"{here.file.name} {reason}.")
                return replace(taken, passing=passing)
        except IntegrityError:
            if there := self._taken_by_another(here):
                return there
            raise

    # The index

    def _tell_index_if_due(self) -> None:
        is_due = monotonic() - self._told >= SECONDS_A_REFRESH
        if self._letters_waiting >= (LETTERS_A_REFRESH if is_due else MOST_LETTERS_A_REFRESH):
            self._tell_index()

    def _tell_index(self) -> None:
        if not self.index_later and (problem := indexing.refresh(self._waiting)):
            self.problems.append(problem)
        self._waiting, self._letters_waiting, self._told = [], 0, monotonic()
        indexing.give_back_pages()

    def _complete_earlier(self) -> None:
        """A run that was killed between its commits and the index left items unfound: tell the index of them now."""
        for batch in ImportBatch.objects.filter(finished=None):
            if is_held(batch.lock):
                continue
            files = batch.files.exclude(outcome=FileOutcome.DUPLICATE)
            self._waiting += DisputedItem.objects.filter(determination__files__in=files).values_list("pk", flat=True)
            self._tell_index()
            if batch.uploaded_by_id is None and batch != self.batch and batch.pk not in spool.batches():
                batch.finished, batch.note = timezone.now(), "This run was broken off."
                batch.save(update_fields=["finished", "note"])


def _batched(files: Iterable[Left], most: int) -> Iterator[list[Left]]:
    """``most`` files at a time, fewer where they are large."""
    some: list[Left] = []
    size = 0
    for each in files:
        some.append(each)
        size += len(each[0].data)
        if len(some) >= most or size >= BYTES_TOGETHER:
            yield some
            some, size = [], 0
    if some:
        yield some
