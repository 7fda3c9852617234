"""The letters that came with one import, held, withdrawn, or put back as they were: all of them, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db import transaction

from search.ingest import indexing, standing
from search.models import (
    AuditEntry,
    Deed,
    Determination,
    DisputedItem,
    ImportBatch,
    LoggedChange,
    Visibility,
)

AT_ONCE = 200
"""Letters that are decided on in one transaction."""
PATIENCE_SECONDS = 50.0
"""For so long one request works: `deploy/nginx.conf` gives up on it after 75."""
_DEEDS = (Deed.PUBLISHED, Deed.HELD, Deed.WITHDRAWN)


def letters_of(batch: ImportBatch, but: Visibility | None = None) -> list[int]:
    """Keys of the letters whose present text came with this import, ``but`` for those that are so already."""
    letters = Determination.objects.filter(source__batch=batch).order_by("pk")
    return list((letters.exclude(visibility=but) if but else letters).values_list("pk", flat=True))


def as_before(batch: ImportBatch) -> dict[int, Visibility]:
    """What each letter was before this import was held or withdrawn as a whole, where nobody decided on it since."""
    before: dict[int, Visibility] = {}
    keys = [str(key) for key in letters_of(batch)]
    kind = str(Determination._meta.verbose_name)
    for start in range(0, len(keys), AT_ONCE):
        entries = AuditEntry.objects.filter(kind=kind, key__in=keys[start : start + AT_ONCE], deed__in=_DEEDS)
        # The last deed of each letter stands.
        last: dict[str, Any] = {entry.key: entry for entry in entries.order_by("pk")}
        for key, entry in last.items():
            if entry.deed != Deed.PUBLISHED and (entry.after or {}).get("batch") == batch.pk:
                before[int(key)] = Visibility(entry.before["visibility"])
    return before


@dataclass(frozen=True, slots=True)
class DecidedOn:
    """How many letters are what was wanted, how many are not yet, and what went wrong with the index, in sentences."""

    done: int
    left: int
    problems: tuple[str, ...]


def decide(wanted: Mapping[int, Visibility], why: str, batch: ImportBatch | None) -> DecidedOn:
    """Make these letters what is ``wanted``, some at a time, so that others may write meanwhile, and as many as there
    is time for: what is left, by the time or by a break, is done by asking again. ``batch``: the import that is held
    or withdrawn; None where letters are put back."""
    letters = list(wanted.items())
    key, until, done, problems = batch.pk if batch else None, monotonic() + PATIENCE_SECONDS, 0, []
    while done < len(letters) and (not done or monotonic() < until):
        problems.append(_decide(key, dict(letters[done : done + AT_ONCE]), why))
        done = min(done + AT_ONCE, len(letters))
    return DecidedOn(done, len(letters) - done, tuple(filter(None, problems)))


def _decide(batch: int | None, wanted: Mapping[int, Visibility], why: str) -> str:
    with transaction.atomic():
        letters = Determination.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
        changed = [letter for letter in letters if letter.visibility != wanted[letter.pk]]
        for letter in changed:
            standing.decide(letter, wanted[letter.pk], why, batch)
        ids = list(DisputedItem.objects.filter(determination__in=changed).values_list("pk", flat=True))
        LoggedChange.objects.note(ids)
    return indexing.refresh(ids)
