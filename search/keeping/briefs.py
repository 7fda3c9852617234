"""Briefs: items collected under a name, annotated and put in order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db import transaction
from django.db.models import Max, QuerySet

from search.models import Brief, BriefEntry, DisputedItem

MOST_ENTRIES = 200
MOST_BRIEFS = 200


class Act(StrEnum):
    """What can be done with one entry."""

    UP = "up"
    DOWN = "down"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class BriefEdit:
    """What a person changed on a brief's page; the mappings are by the entries' keys.

    ``places`` are numbers as typed: entries are ordered by them, equal ones as they stood.
    """

    notes: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, int] = field(default_factory=dict)
    act: tuple[Act, int] | None = None


@dataclass(frozen=True, slots=True)
class AddedToBrief:
    """How many items were added, stood there already, and did not fit any more."""

    added: int
    known: int
    left_out: int


def entries_of(brief: Brief) -> QuerySet[BriefEntry]:
    """The entries in order, with all that any form of the brief prints, in a fixed number of queries."""
    return brief.entries.select_related(
        "item__determination", "item__treatment__category", "item__drug"
    ).prefetch_related(
        "item__regions",
        "item__citations__guideline",
        "item__citations__section",
        "item__determination__specialties",
    )


def collect(brief: Brief, items: Iterable[DisputedItem]) -> AddedToBrief:
    """Put ``items`` at the end of ``brief``, each once."""
    with transaction.atomic():
        # The owner's other window waits here, so that the order and the limit hold.
        Brief.objects.select_for_update().get(pk=brief.pk)
        there = set(brief.entries.values_list("item", flat=True))
        count = brief.entries.count()
        last: int = brief.entries.aggregate(last=Max("position"))["last"] or 0
        wanted = {item.pk: item for item in items}
        fresh = [item for key, item in wanted.items() if key not in there]
        taken = fresh[: max(0, MOST_ENTRIES - count)]
        BriefEntry.objects.bulk_create(
            BriefEntry(
                brief=brief,
                item=item,
                letter=item.determination.identity,
                item_number=item.position,
                position=place,
            )
            for place, item in enumerate(taken, start=last + 1)
        )
        brief.save(update_fields=["modified"])
    return AddedToBrief(len(taken), len(wanted) - len(fresh), len(fresh) - len(taken))


def rearrange(brief: Brief, change: BriefEdit) -> None:
    """Apply ``change``; keys of entries that are not the brief's are passed over."""
    with transaction.atomic():
        Brief.objects.select_for_update().get(pk=brief.pk)
        entries = list(brief.entries.all())
        before = {entry.pk: (entry.position, entry.note) for entry in entries}
        entries.sort(key=lambda entry: change.places.get(entry.pk, entry.position))
        for entry in entries:
            entry.note = change.notes.get(entry.pk, entry.note)
        if change.act:
            entries = _acted(entries, *change.act)
        for place, entry in enumerate(entries, start=1):
            entry.position = place
        changed = [entry for entry in entries if before[entry.pk] != (entry.position, entry.note)]
        BriefEntry.objects.bulk_update(changed, ["position", "note"])
        brief.entries.exclude(pk__in=[entry.pk for entry in entries]).delete()
        brief.save(update_fields=["modified"])


def _acted(entries: list[BriefEntry], act: Act, key: int) -> list[BriefEntry]:
    place = next((place for place, entry in enumerate(entries) if entry.pk == key), None)
    if place is None:
        return entries
    entry, others = entries[place], entries[:place] + entries[place + 1 :]
    match act:
        case Act.UP:
            others.insert(max(0, place - 1), entry)
        case Act.DOWN:
            others.insert(place + 1, entry)
        case Act.REMOVE:
            pass
    return others
