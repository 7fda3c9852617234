"""Words that name a person, taken out of a letter and of everything that is kept of it.

The caller is in a transaction, holds the letter's row, and tells the index after the commit.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db import OperationalError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from search.ingest import originals, spool
from search.ingest.reading import read_letter
from search.letters import NotRead, UnreadableFile
from search.models import (
    AuditEntry,
    Citation,
    Deed,
    Determination,
    DeterminationSpecialty,
    DisputedItem,
    GuidelineSection,
    ImportBatch,
    ImportedFile,
    ItemGround,
    LetterRevision,
    Specialty,
    State,
    Waiting,
    record,
)
from search.models.guarding import guard, unguard
from search.models.vocabulary import VocabularyRow

log = logging.getLogger(__name__)
MASK = "[masked]"
# A word may be broken at a line's end, and words may stand on two lines.
_BROKEN = r"(?:[-\u00ad]\s*\n\s*)?"
_BOUNDS = ("start", "end", "sentence_start", "sentence_end")
# By what a letter is known, where it lies and how it was read: no words of it.
_KEPT = frozenset(
    {
        *("case_number", "fingerprint", "body_digest", "content_digest", "original", "form", "entry", "corrected"),
        *("settled_by", "decided_by", "stopped_by"),
    }
)


@dataclass
class Mask:
    """What is to be masked. ``places``: how many were found so far."""

    words: Sequence[str]
    places: int = field(default=0, init=False)
    _pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        longest_first = sorted(set(self.words), key=len, reverse=True)
        self._pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(_flexible, longest_first))})(?!\w)", re.IGNORECASE)

    def text(self, text: str) -> str:
        """The text without the words."""
        masked, count = self._pattern.subn(MASK, text)
        self.places += count
        return masked

    def data(self, value: Any) -> Any:
        """Plain data without the words, but for fields that hold none of the letter's."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.data(each) for each in value]
        if isinstance(value, dict):
            return {key: each if key in _NO_WORDS else self.data(each) for key, each in value.items()}
        return value

    def bounds(self, text: str, places: Sequence[int]) -> list[int]:
        """Where these places of the text lie once it is masked: start and end of what is left around them."""
        return [self._moved(text, place, after=number % 2 == 1) for number, place in enumerate(places)]

    def _moved(self, text: str, place: int, *, after: bool) -> int:
        shift = 0
        for found in self._pattern.finditer(text):
            if found.end() <= place:
                shift += len(MASK) - len(found[0])
            elif found.start() < place:
                return found.start() + shift + (len(MASK) if after else 0)
        return place + shift


def mask(letter: Determination, words: Sequence[str], why: str) -> int:
    """Put a mask in place of every occurrence; how many there were. ``why`` is kept, without the words.

    The original file gives way to its masked text. Where nothing is found, nothing is done.
    """
    masking = Mask(words)
    names: set[str] = set()
    sharing = Determination.objects.filter(original=letter.original.name) if letter.original else ()
    letters = {letter.pk: letter, **{other.pk: other for other in sharing}}
    for each in letters.values():
        names |= _mask_letter(each, masking)
    if not masking.places:
        transaction.set_rollback(True)
        return 0
    record(Deed.MASKED, letter, after={"places": masking.places}, why=masking.text(why))
    transaction.on_commit(lambda: originals.drop(names))
    spool.forget_letters(letters.values())
    transaction.on_commit(_empty_the_log)
    return masking.places


def _empty_the_log() -> None:
    """Take the words out of SQLite's log as well, which keeps what was written until it is written over."""
    if connection.vendor != "sqlite":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = bool((cursor.fetchone() or (0,))[0])
    except OperationalError:  # they are masked, whatever becomes of the log
        busy = True
    if busy:
        log.warning("The database is in use: its log holds masked words until it is next emptied.")


def was_masked(letter: Determination) -> bool:
    """Whether words were ever taken out of this letter."""
    return AuditEntry.objects.of(letter).filter(deed=Deed.MASKED).exists()


def _mask_letter(letter: Determination, masking: Mask) -> set[str]:
    """All that is kept of one letter; the names of files that have to go."""
    names = {letter.original.name or ""}
    text = _text_of(letter.original.name or "", letter.extracted_text or letter.full_text)
    letter.original, letter.extracted_text = None, text
    _mask_row(letter, masking)
    letter.save(update_fields=["original", "extracted_text", "modified"])
    items = list(letter.items.order_by("position"))
    for item in items:
        for ground in item.grounds.all():
            _move(ground, masking, item.rationale)
        if _mask_row(item, masking):
            item.changed = timezone.now()
            item.save(update_fields=["changed"])
    keys = {item.pk for item in items}
    gone = _brought(masking)
    for revision in letter.revisions.all():
        names.add(revision.original)
        revision.extracted_text = _text_of(revision.original, revision.extracted_text)
        revision.original = ""
        keys |= {each["id"] for each in revision.content.get("items", ()) if "id" in each}
        _move_kept(revision.content, masking)
        _take_out(revision.content, gone)
        revision.save(update_fields=["original", "extracted_text", "content"])
        _mask_row(revision, masking)
    _forget_terms(letter, gone)
    files = ImportedFile.objects.filter(Q(determination=letter) | Q(pk=letter.source_id or 0))
    batch_keys = sorted(set(files.values_list("batch", flat=True)))
    for rows in (
        Citation.objects.filter(item__in=items),
        ItemGround.objects.filter(item__in=items),
        Waiting.objects.filter(determination=letter),
        ImportBatch.objects.filter(pk__in=batch_keys),
        ImportedFile.objects.filter(batch__in=batch_keys),
    ):
        _mask_rows(rows, masking)
    _mask_history(letter, keys, batch_keys, masking)
    return names


def _mask_history(letter: Determination, items: Iterable[int], batches: Iterable[int], masking: Mask) -> None:
    """What the desk remembers of the letter, its items and the batches that it came in."""
    keys = {
        Determination: [str(letter.pk)],
        DisputedItem: [str(key) for key in items],
        ImportBatch: [str(key) for key in batches],
    }
    logged, told = Q(pk=None), Q(pk=None)
    for model, ours in keys.items():
        logged |= Q(content_type__app_label="search", content_type__model=model._meta.model_name, object_id__in=ours)
        told |= Q(kind=str(model._meta.verbose_name), key__in=ours)
    _mask_rows(LogEntry.objects.filter(logged), masking)
    # The one time that what happened is written anew: the words go, the deed stays.
    unguard(connection)
    _mask_rows(models.QuerySet(AuditEntry).filter(told), masking)
    guard(connection)


def _mask_rows(rows: models.QuerySet[Any], masking: Mask) -> None:
    found = rows.order_by("pk").iterator(chunk_size=1_000)
    changed = {row.pk: values for row in found if (values := _masked_values(row, masking))}
    for key, values in changed.items():
        models.QuerySet(rows.model).filter(pk=key).update(**values)


def _mask_row(row: models.Model, masking: Mask) -> bool:
    values = _masked_values(row, masking)
    if values:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
    return bool(values)


def _masked_values(row: models.Model, masking: Mask) -> dict[str, Any]:
    """The fields that hold one of the words, without it."""
    values = {}
    for column in row._meta.concrete_fields:
        if _holds_words(column):
            value = getattr(row, column.attname)
            masked = _masked_message(value, masking) if column.name == "change_message" else masking.data(value)
            if masked != value:
                values[column.name] = masked[: column.max_length] if isinstance(masked, str) else masked
    return values


def _masked_message(value: str, masking: Mask) -> str:
    """A line of a history: text, or data kept as text."""
    try:
        return json.dumps(masking.data(json.loads(value)))
    except ValueError:
        return masking.text(value)


def _holds_words(column: models.Field[Any, Any]) -> bool:
    kind = isinstance(column, models.CharField | models.TextField | models.JSONField)
    return kind and not column.choices and not column.unique and column.name not in _KEPT


_NO_WORDS = frozenset(
    column.attname
    for model in (Determination, DisputedItem, Citation, ItemGround, LetterRevision)
    for column in model._meta.concrete_fields
    if not _holds_words(column)
)


def _move(ground: ItemGround, masking: Mask, rationale: str) -> None:
    """The words of a ground, in the rationale as it will be."""
    moved = masking.bounds(rationale, [getattr(ground, name) for name in _BOUNDS])
    for name, place in zip(_BOUNDS, moved, strict=True):
        setattr(ground, name, place)
    ground.save(update_fields=list(_BOUNDS))


def _move_kept(content: dict[str, Any], masking: Mask) -> None:
    """The same in a text that is kept beside the letter."""
    for item in content.get("items", ()):
        for ground in item.get("grounds", ()):
            moved = masking.bounds(item["rationale"], [ground[name] for name in _BOUNDS])
            ground.update(zip(_BOUNDS, moved, strict=True))


def _brought(masking: Mask) -> dict[type[VocabularyRow], set[str]]:
    """Keys of vocabulary rows that letters brought and that hold one of the words."""
    elsewhere = Mask(masking.words)  # other letters' words are no places of this one
    found: dict[type[VocabularyRow], set[str]] = {}
    for model in (GuidelineSection, Specialty, State):
        labels = model._default_manager.filter(listed=False).values_list("key", "label")
        found[model] = {key for key, label in labels if elsewhere.text(label) != label}
    return found


def _take_out(content: dict[str, Any], gone: dict[type[VocabularyRow], set[str]]) -> None:
    for name, model in (("specialties", Specialty), ("licensed_in", State)):
        content[name] = [key for key in content.get(name, ()) if key not in gone[model]]
    for item in content.get("items", ()):
        for citation in item.get("citations", ()):
            if citation.get("section_id") in gone[GuidelineSection]:
                citation["section_id"] = None


def _forget_terms(letter: Determination, gone: dict[type[VocabularyRow], set[str]]) -> None:
    """Take them from the letter, and delete those that no other letter has."""
    Citation.objects.filter(item__determination=letter, section__in=gone[GuidelineSection]).update(section=None)
    DeterminationSpecialty.objects.filter(determination=letter, specialty__in=gone[Specialty]).delete()
    letter.licensed_in.remove(*State.objects.filter(key__in=gone[State]))
    GuidelineSection.objects.filter(key__in=gone[GuidelineSection], citations=None).delete()
    Specialty.objects.filter(key__in=gone[Specialty], determinations=None).delete()
    State.objects.filter(key__in=gone[State], determinations=None).delete()


def _text_of(original: str, kept: str) -> str:
    """The text of a file that goes, as readers want it; what is kept already where it cannot be read any more."""
    data = originals.read_named(original)
    if data is None:
        return kept
    try:
        return read_letter(data, original).text
    except (UnreadableFile, NotRead):
        return kept


def _flexible(words: str) -> str:
    """A pattern for these words in any case, with any white space, either apostrophe, and broken at lines' ends."""
    return r"\s+".join(_BROKEN.join(_character(each) for each in word) for word in words.split())


def _character(character: str) -> str:
    return "['’]" if character in "'’" else re.escape(character)
