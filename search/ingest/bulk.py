"""Letters that are plainly new, many at a time: what is asked of the database and written to it once for all of them.

Plain is a file with one letter that nothing speaks against: not taken before, not like any that is stored, whole, and
with no reason to hold it. Whatever is not plain is taken by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from search.ingest import originals, standing, writing
from search.ingest.ahead import read_given
from search.ingest.archives import GivenFile
from search.ingest.fingerprint import content_digest, marks_of
from search.ingest.reading import LetterReading
from search.ingest.rows import VocabularyKeys
from search.ingest.taken import Come, FilePlace, Taken
from search.models import (
    CaseAlias,
    Determination,
    FileOutcome,
    ImportBatch,
    ImportedFile,
    Visibility,
)

Files = Sequence[tuple[GivenFile, int, Collection[int]]]


def read_now(given: GivenFile) -> GivenFile:
    """The same file, whose letters are at hand; what goes wrong is raised when they are asked for."""
    if given.beside or given.problem:
        return given
    done: Future[Any] = Future()
    try:
        done.set_result(read_given(given))
    except Exception as error:
        done.set_exception(error)
    return replace(given, ahead=done)


def plain_letters(files: Files) -> dict[int, Come]:
    """Those of ``files`` (read by :func:`read_now`) that are plain, by their number among them."""
    digests = {number: content_digest(given.data) for number, (given, _, done) in enumerate(files) if not done}
    taken = set(
        ImportedFile.objects.filter(content_digest__in=digests.values(), determination__isnull=False)
        .exclude(outcome=FileOutcome.FAILED)
        .values_list("content_digest", flat=True)
    )
    found = {}
    for number, digest in digests.items():
        given, place, _ = files[number]
        if digest not in taken and (reading := _plain_reading(given)) is not None:
            taken.add(digest)
            found[number] = Come(FilePlace(given, place), reading, marks_of(reading.letter), digest, "")
    return _unlike_any(found)


def _plain_reading(given: GivenFile) -> LetterReading | None:
    if given.ahead is None or given.ahead.exception() is not None:
        return None
    readings = given.ahead.result()
    if len(readings) != 1:
        return None
    reading: LetterReading = readings[0]
    held = reading.refusal or not reading.items or standing.reasons_to_hold(reading)
    return None if held else reading


def _unlike_any(letters: Mapping[int, Come]) -> dict[int, Come]:
    """Without those that share a mark or a case number with a stored letter, or with one before them."""
    marks = {number: _marks(come) for number, come in letters.items()}
    all_marks = set().union(*marks.values())
    cases = [come.reading.letter.case_number for come in letters.values() if come.reading.letter.case_number]
    prints, bodies = [], []
    for come in letters.values():
        prints.append(come.marks.fingerprint)
        bodies.append(come.marks.body)
    same = Q(fingerprint__in=prints) | Q(body_digest__in=bodies) | Q(case_number__in=cases)
    rows = Determination.objects.filter(same).values_list("fingerprint", "body_digest", "case_number")
    known = {mark for row in rows for mark in row if mark}
    once = CaseAlias.objects.filter(number__in=[case.upper() for case in cases])
    known |= set(once.values_list("number", flat=True))
    known &= all_marks
    found = {}
    for number, come in letters.items():
        if not marks[number] & known:
            found[number] = come
        known |= marks[number]
    return found


def _marks(come: Come) -> set[str]:
    case = come.reading.letter.case_number or ""
    return {come.marks.fingerprint, come.marks.body, case, case.upper()} - {""}


def write_plain(
    batch: ImportBatch, letters: Sequence[Come], rows: VocabularyKeys, *, samples: bool
) -> tuple[list[Taken], list[int]]:
    """Store plain letters and their files' outcomes; what became of each file, and the new items' keys.

    Raises a database's error where one of them is not so plain; the caller's transaction then takes all of it back.
    """
    new = []
    all_kept = originals.keep_all([(_original(come), come.reading.kind) for come in letters])
    for come, kept in zip(letters, all_kept, strict=True):
        letter = Determination(fingerprint=come.marks.fingerprint, is_sample=samples, visibility=Visibility.PUBLISHED)
        replace(come, kept=kept).keep_in(letter)
        new.append((letter, come.reading))
    written = writing.write_many(new, rows)
    files = [
        ImportedFile(
            batch=batch,
            place=come.here.place,
            part=come.here.part,
            name=come.here.file.name,
            size=len(come.here.file.data),
            outcome=FileOutcome.IMPORTED,
            determination=letter,
            items=len(come.reading.items),
            content_digest=come.digest,
            fingerprint=come.marks.fingerprint,
        )
        for come, (letter, _) in zip(letters, new, strict=True)
    ]
    ImportedFile.objects.bulk_create(files)
    source = ImportedFile.objects.filter(batch=batch, determination=OuterRef("pk")).values("pk")[:1]
    Determination.objects.filter(pk__in=[letter.pk for letter, _ in new]).update(source=Subquery(source))
    taken = [
        Taken(file.name, FileOutcome.IMPORTED, letter.case_number, file.items, "", letter.pk, file.pk)
        for file, (letter, _) in zip(files, new, strict=True)
    ]
    return taken, [item for each in written for item in each]


def _original(come: Come) -> bytes:
    return come.here.file.data if come.reading.kind != "converted" else come.reading.text.encode()
