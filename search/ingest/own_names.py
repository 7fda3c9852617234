"""Corrections that are remembered: what letters print so is named as staff said, now and in letters that come.

A treatment or drug is told by words of the request; a specialty by the name that a letter prints; a section by its
guideline and the name that is printed. In a large collection a person waits for the latest letters alone; the worker
goes through the rest, a part in each transaction, and so goes on wherever it was broken off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from search.ingest import indexing
from search.ingest.reading import LetterReading, not_in_the_vocabulary
from search.models import (
    VOCABULARY_OF,
    Citation,
    Deed,
    Determination,
    DeterminationSpecialty,
    DisputedItem,
    LoggedChange,
    NamedField,
    OwnName,
    Specialty,
    record,
    who,
)
from search.vocabulary.text import Lexicon, phrase_words, words_of

LOOKED_THROUGH = 20_000
"""Stored items, or letters, that are looked through while a person waits."""
_AT_ONCE = 500
_PARTS_A_LOOK = 10
_SHORT = 3


class OwnNames:
    """All of them, as of when this was made, but for those whose vocabulary row was deleted since."""

    def __init__(self) -> None:
        named: dict[str, list[OwnName]] = defaultdict(list)
        for name in OwnName.objects.all():
            named[name.field].append(name)
        self._of = {field: Lexicon(_standing(field, names)) for field, names in named.items()}

    def of(self, field: str, *texts: str) -> OwnName | None:
        """What the first of these texts that holds such words is named by: the longest of them."""
        if (lexicon := self._of.get(field)) is None:
            return None
        for text in texts:
            if found := lexicon.find(words_of(text).words):
                return max(found, key=lambda match: match.end - match.start).value
        return None

    def called(self, field: str, printed: str) -> OwnName | None:
        """What exactly this name is remembered as."""
        return self._of[field].get(printed) if field in self._of else None

    def settled(self, reading: LetterReading) -> LetterReading:
        """A reading without the doubt about specialties that staff named since."""
        known = {
            not_in_the_vocabulary(label) for label in reading.specialties if self.called(NamedField.SPECIALTY, label)
        }
        if not known:
            return reading
        warnings = tuple(each for each in reading.warnings if each not in known)
        return replace(reading, warnings=warnings, doubts=tuple(each for each in reading.doubts if each not in known))


def _standing(field: str, names: Sequence[OwnName]) -> Iterator[tuple[str, OwnName]]:
    rows = VOCABULARY_OF[field]._default_manager.filter(pk__in=[name.key for name in names])
    known = set(rows.values_list("pk", flat=True))
    return ((name.words, name) for name in names if name.key in known)


@dataclass(frozen=True, slots=True)
class Renamed:
    """What a remembered correction names otherwise than it is: a row (item, citation or a letter's specialty), its
    letter, and the words that it prints."""

    row: Any
    letter: Determination
    said: str
    before: str
    after: str


def own_words(text: str) -> str:
    """Words as they are remembered."""
    return " ".join(phrase_words(text))


def section_words(citation: Citation) -> str:
    """What a citation's section is remembered by: its guideline, and the name that is printed."""
    return own_words(f"{citation.guideline_id} {citation.section_printed}")


def stored(field: str) -> int:
    """The highest key of what is looked through for this field: items, or letters for their specialties."""
    model: type[models.Model] = Determination if field == NamedField.SPECIALTY else DisputedItem
    return int(model._default_manager.aggregate(last=Max("pk"))["last"] or 0)


def renamed(name: OwnName, above: int = 0, upto: int | None = None) -> Iterator[Renamed]:
    """What is stored under keys from ``above`` to ``upto`` that ``name`` (stored or not) would name otherwise, the
    latest first; what a person set is left alone."""
    keys = {"gt": above} if upto is None else {"gt": above, "lte": upto}
    return _FINDERS.get(name.field, _items)(name, keys)


def _items(name: OwnName, keys: dict[str, int]) -> Iterator[Renamed]:
    words, after = tuple(name.words.split()), name.label
    # A word is printed in the plural too; a short one perhaps with stops.
    beginning = max(words, key=len, default="")[:-1]
    likely = DisputedItem.objects.filter(**_between("pk", keys), disputed__icontains=_if_long(beginning))
    for item in likely.select_related("determination", name.field).order_by("-pk").iterator(_AT_ONCE):
        if name.field in item.corrected or getattr(item, f"{name.field}_id") == name.key:
            continue
        if _holds(words_of(item.disputed).words, words):
            yield Renamed(item, item.determination, item.disputed, str(getattr(item, name.field) or "None"), after)


def _citations(name: OwnName, keys: dict[str, int]) -> Iterator[Renamed]:
    guideline, after = name.key.partition("/")[0], name.label
    likely = Citation.objects.filter(**_between("item_id", keys), guideline=guideline).exclude(section=name.key)
    likely = likely.exclude(section_printed="").select_related("item__determination", "section")
    for citation in likely.order_by("-item_id", "pk").iterator(_AT_ONCE):
        if "citations" not in citation.item.corrected and section_words(citation) == name.words:
            before = str(citation.section or "None")
            yield Renamed(citation, citation.item.determination, citation.section_printed, before, after)


def _specialties(name: OwnName, keys: dict[str, int]) -> Iterator[Renamed]:
    same = [row.pk for row in Specialty.objects.exclude(pk=name.key) if own_words(row.label) == name.words]
    after = name.label
    rows = DeterminationSpecialty.objects.filter(**_between("determination_id", keys), specialty__in=same)
    for row in rows.select_related("determination", "specialty").order_by("-determination_id").iterator(_AT_ONCE):
        if "specialties" not in row.determination.corrected:
            yield Renamed(row, row.determination, row.specialty.label, row.specialty.label, after)


_FINDERS: dict[str, Callable[[OwnName, dict[str, int]], Iterator[Renamed]]] = {
    NamedField.SECTION: _citations,
    NamedField.SPECIALTY: _specialties,
}


def _between(column: str, keys: dict[str, int]) -> dict[str, int]:
    return {f"{column}__{how}": key for how, key in keys.items()}


def _if_long(word: str) -> str:
    return word if len(word) > _SHORT else ""


def remember(name: OwnName) -> list[int]:
    """Keep a correction for letters that come, and name the latest of the stored items by it; their keys.

    The caller is in a transaction, and tells the index after the commit. The rest is left to :func:`take_up`.
    """
    OwnName.objects.filter(field=name.field, words=name.words).delete()
    name.made_by, name.left = who().name[:150], stored(name.field)
    name.save()
    items = _go_through(name, name.left - LOOKED_THROUGH)
    record(Deed.ADDED, name, after={"words": name.words, name.field: name.key, "items": len(items)})
    return items


def take_up() -> None:
    """Go on with what is left to be looked through, for the worker."""
    for _ in range(_PARTS_A_LOOK):
        with transaction.atomic():
            name = OwnName.objects.select_for_update().filter(left__gt=0).order_by("pk").first()
            if name is None:
                return
            items = _go_through(name, name.left - LOOKED_THROUGH)
            if items:
                LoggedChange.objects.note(items)
                record(Deed.CORRECTED, name, after={"items": len(items)})
        # Told of again, where this fails, by whoever keeps the index in step.
        indexing.refresh(items)


def _go_through(name: OwnName, above: int) -> list[int]:
    """Name what is stored above this key and not looked through yet; the keys of the items concerned."""
    found = list(renamed(name, max(above, 0), name.left))
    items: list[int] = []
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        Determination.objects.filter(pk__in={each.letter.pk for each in some}).update(modified=timezone.now())
        items += _WRITERS.get(name.field, _name_items)(name, [each.row for each in some])
    name.left = max(above, 0)
    name.save(update_fields=["left"])
    return items


def _name_items(name: OwnName, items: Sequence[DisputedItem]) -> Iterable[int]:
    for item in items:
        setattr(item, f"{name.field}_id", name.key)
        item.named_by = {**item.named_by, name.field: rule_of(name)}
        item.changed = timezone.now()
    DisputedItem.objects.bulk_update(items, [name.field, "named_by", "changed"])
    return [item.pk for item in items]


def _name_citations(name: OwnName, citations: Sequence[Citation]) -> Iterable[int]:
    Citation.objects.filter(pk__in=[each.pk for each in citations]).update(section=name.key)
    items = sorted({each.item_id for each in citations})
    DisputedItem.objects.filter(pk__in=items).update(changed=timezone.now())
    return items


def _name_specialties(name: OwnName, rows: Sequence[DeterminationSpecialty]) -> Iterable[int]:
    letters = [row.determination_id for row in rows]
    have = DeterminationSpecialty.objects.filter(determination__in=letters, specialty=name.key)
    twice = set(have.values_list("determination_id", flat=True))
    for row in rows:
        if row.determination_id in twice:
            row.delete()
            continue
        twice.add(row.determination_id)
        DeterminationSpecialty.objects.filter(pk=row.pk).update(specialty=name.key)
    return DisputedItem.objects.filter(determination__in=letters).order_by("pk").values_list("pk", flat=True)


_WRITERS: dict[str, Callable[[OwnName, Sequence[Any]], Iterable[int]]] = {
    NamedField.SECTION: _name_citations,
    NamedField.SPECIALTY: _name_specialties,
}


def rule_of(name: OwnName) -> str:
    """What is said of an item that was named by it."""
    return f"a remembered correction, “{name.words}”"


def _holds(words: Sequence[str], phrase: tuple[str, ...]) -> bool:
    return any(tuple(words[start : start + len(phrase)]) == phrase for start in range(len(words) - len(phrase) + 1))
