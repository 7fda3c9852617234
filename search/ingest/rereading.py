"""Stored letters read again by today's rules. What a person set stays as it is."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from search.ingest import indexing, originals, standing
from search.ingest.reading import LetterReading, read_letter, read_text
from search.ingest.rows import VocabularyKeys, sync_vocabulary
from search.ingest.standing import reasons_to_hold
from search.ingest.writing import Change, Written, write_again
from search.letters import NotRead, UnreadableFile
from search.models import Determination, LoggedChange, Visibility

log = logging.getLogger(__name__)

LETTERS_A_REFRESH = 200
# Keys fetched at once, so that memory does not grow with the collection.
KEYS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading one letter again changed; ``problem`` says why it was left as it is."""

    letter: str
    changes: tuple[Change, ...] = ()
    problem: str = ""


class Rereading:
    """Reads letters again, one transaction each. ``dry``: everything is tried and taken back."""

    def __init__(self, *, dry: bool = False) -> None:
        self.dry = dry
        self.problems: list[str] = []
        self._rows = VocabularyKeys()
        self._waiting: list[int] = []
        self._letters_waiting = 0

    def read_all(self, keys: Iterable[int]) -> Iterator[Reread]:
        """Read the letters with these primary keys again; tells the index of what changed, also when broken off."""
        if not self.dry:
            sync_vocabulary()
        try:
            for key in keys:
                yield self._read(key)
        finally:
            self._tell_index()

    def _read(self, key: int) -> Reread:
        """One letter. Its row is locked from the look to the writing, so that no correction falls between."""
        with transaction.atomic():
            letter = Determination.objects.select_for_update().filter(pk=key).first()
            if letter is None:
                return Reread(f"Letter {key}", problem="was deleted meanwhile")
            name = str(letter)
            try:
                reading = self._rows.own.settled(_reading(letter))
            except (UnreadableFile, NotRead) as error:
                return Reread(name, problem=f"its original {error.reason}")
            if not reading.items and letter.items.exists():
                return Reread(name, problem="no item could be read any more; it is left as it is")
            written = write_again(letter, reading, self._rows, same_letter=True)
            _hold(letter, reading, written)
            if written.changes:
                LoggedChange.objects.note(written.item_ids)
            if self.dry:
                transaction.set_rollback(True)
        if self.dry:
            self._rows.forget()
        elif written.changes:
            self._waiting += written.item_ids
            self._letters_waiting += 1
            if self._letters_waiting >= LETTERS_A_REFRESH:
                self._tell_index()
        return Reread(name, tuple(written.changes))

    def _tell_index(self) -> None:
        if problem := indexing.refresh(self._waiting):
            self.problems.append(problem)
        self._waiting, self._letters_waiting = [], 0


def every_letter(case_numbers: Iterable[str] = ()) -> Iterator[int]:
    """Primary keys of all letters, or of those with these case numbers or fingerprints, in order of their coming."""
    wanted = list(case_numbers)
    letters = Determination.objects.order_by("pk")
    if wanted:
        keys = [key for name in wanted for key in _named(name)]
        yield from dict.fromkeys(keys)
        return
    last = 0
    while keys := list(letters.filter(pk__gt=last).values_list("pk", flat=True)[:KEYS_AT_ONCE]):
        yield from keys
        last = keys[-1]


def _named(name: str) -> list[int]:
    exact = list(Determination.objects.at(name).values_list("pk", flat=True))
    return exact or list(Determination.objects.once_at(name).values_list("pk", flat=True))


def _reading(letter: Determination) -> LetterReading:
    """A new reading of what came: the file or, where none was kept, the text taken from it.

    Never of the mended text, which has lost the lines and places that readers go by. Raises UnreadableFile.
    """
    data, known = originals.read(letter), letter.case_number or ""
    if data is not None:
        return read_letter(data, str(letter.original.name), known=known)
    if not letter.extracted_text:
        raise UnreadableFile("is missing from the media store")
    return read_text(letter.extracted_text, known)


def _hold(letter: Determination, reading: LetterReading, written: Written) -> None:
    """Better eyes may see what earlier ones missed. A letter that a person looked at and published stays so."""
    if reading.review and letter.visibility == Visibility.PUBLISHED and "visibility" not in letter.corrected:
        standing.hold(letter, reasons_to_hold(reading))
        written.changes.append(Change("", "visibility", Visibility.PUBLISHED, Visibility.HELD))
