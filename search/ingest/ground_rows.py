"""Grounds as rows: for new items, for items that are read again, and for all that are stored.

What a person set ("grounds" in an item's ``corrected``) is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from search.grounds import RULES_VERSION, Ground, read_grounds
from search.ingest import indexing
from search.models import DisputedItem, ItemGround, LoggedChange

CORRECTED = "grounds"
ITEMS_AT_ONCE = 1_000


def ground_rows(item: DisputedItem, found: Iterable[Ground]) -> list[ItemGround]:
    """The rows of an item's grounds, not saved."""
    return [
        ItemGround(
            item=item,
            ground=ground.key,
            position=place,
            start=ground.evidence[0],
            end=ground.evidence[1],
            sentence_start=ground.sentence[0],
            sentence_end=ground.sentence[1],
            rule=f"{ground.rule}: {ground.phrase}"[:300],
        )
        for place, ground in enumerate(found, start=1)
    ]


def same(stored: Iterable[ItemGround], wanted: Iterable[ItemGround]) -> bool:
    """Whether rows say the same."""
    return list(map(_columns, stored)) == list(map(_columns, wanted))


def named(rows: Iterable[ItemGround]) -> str:
    """The grounds in a line, the main one first."""
    return ", ".join(row.ground for row in rows) or "none"


def _columns(row: ItemGround) -> tuple[object, ...]:
    return (row.ground, row.position, row.start, row.end, row.sentence_start, row.sentence_end, row.rule)


@dataclass(frozen=True, slots=True)
class Read:
    """One lot of items: how many were read, and how many of them changed."""

    items: int
    changed: int


def unread() -> QuerySet[DisputedItem]:
    """Items whose grounds today's rules have not read yet."""
    return DisputedItem.objects.exclude(grounds_version=RULES_VERSION)


def read_stored(*, dry: bool = False) -> Iterator[Read]:
    """Read the grounds of all stored items that today's rules have not read, a lot in a transaction each.

    Broken off, it goes on where it was with the next call. ``dry``: nothing is changed. Raises
    :class:`RuntimeError` with a sentence where the index could not be told; the rows are right then.
    """
    last = 0
    while True:
        with transaction.atomic():
            lot = list(
                unread()
                .filter(pk__gt=last)
                .order_by("pk")
                .only("pk", "rationale", "decision", "corrected")
                .prefetch_related("grounds")[:ITEMS_AT_ONCE]
            )
            if not lot:
                return
            last = lot[-1].pk
            changed = _read(lot, dry)
            if changed and not dry:
                LoggedChange.objects.note(changed)
        if changed and not dry and (problem := indexing.refresh(changed)):
            raise RuntimeError(problem)
        yield Read(len(lot), len(changed))


def read_again(item: DisputedItem) -> None:
    """Read the grounds of one item from the rationale as it is stored now."""
    wanted = ground_rows(item, read_grounds(item.rationale, item.decision))
    if not same(item.grounds.all(), wanted):
        item.grounds.all().delete()
        ItemGround.objects.bulk_create(wanted)


def _read(lot: Sequence[DisputedItem], dry: bool) -> list[int]:
    changed: list[int] = []
    fresh: list[ItemGround] = []
    for item in lot:
        if CORRECTED in item.corrected:
            continue
        wanted = ground_rows(item, read_grounds(item.rationale, item.decision))
        if not same(item.grounds.all(), wanted):
            changed.append(item.pk)
            fresh += wanted
    if not dry:
        ItemGround.objects.filter(item__in=changed).delete()
        ItemGround.objects.bulk_create(fresh, batch_size=500)
        DisputedItem.objects.filter(pk__in=[item.pk for item in lot]).update(grounds_version=RULES_VERSION)
    return changed
