"""The rows behind results, fetched once for a state of the collection and shared by all readers of a process.

The log of changes says which items changed since, so that a letter that comes in costs its own rows and no other's.
What has no mark there is late by some seconds at most. A site that remembers no pages remembers no rows.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

from django.conf import settings
from django.db.models import Count, Prefetch

from search.models import Citation, DisputedItem, LoggedChange
from search.results.catalogue import catalogue
from search.schema import Catalogue

HOLDS_SECONDS = 60.0
_A_MEGABYTE = 64
"""Rows, each of some fifteen thousand bytes."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A visible item with all that a result shows of it. ``told``: what was made of it alone, by whoever made it."""

    item: DisputedItem
    items_in_letter: int
    told: dict[Hashable, str] = field(default_factory=dict)


class RowCache:
    """Rows by key, the longest unasked forgotten first. Safe to share between threads."""

    def __init__(self) -> None:
        self._rows: OrderedDict[int, ResultRow] = OrderedDict()
        self._lock = Lock()
        self._mark = ""
        self._names: Catalogue | None = None
        self._since = float("-inf")

    def of(self, ids: Collection[int]) -> Mapping[int, ResultRow]:
        """The rows of those of the items that anybody may see."""
        most = settings.PAGE_MEMORY_MB * _A_MEGABYTE
        if not most:
            return _fetched(ids)
        mark = self._follow()
        with self._lock:
            found = {pk: row for pk in ids if (row := self._rows.get(pk))}
            for pk in found:
                self._rows.move_to_end(pk)
        missing = [pk for pk in ids if pk not in found]
        if missing:
            fresh = _fetched(missing)
            found |= fresh
            with self._lock:
                if self._mark == mark:  # otherwise they may be older than what the log says by now
                    self._rows.update(fresh)
                while len(self._rows) > most:
                    self._rows.popitem(last=False)
        return found

    def _follow(self) -> str:
        """Forget what changed since the last look, all of it where that cannot be known; the mark of the log now."""
        mark, names = LoggedChange.objects.mark(), catalogue()
        if mark == self._mark and names is self._names and monotonic() - self._since <= HOLDS_SECONDS:
            return mark
        since = LoggedChange.objects.since(self._mark) if self._mark and names is self._names else None
        changed = since.items if since is not None and since.mark == mark else None
        letters = _letters_of(changed or ())
        with self._lock:
            if changed is not None and monotonic() - self._since <= HOLDS_SECONDS:
                letters |= {row.item.determination_id for pk in changed if (row := self._rows.get(pk))}
                for pk in [pk for pk, row in self._rows.items() if row.item.determination_id in letters]:
                    del self._rows[pk]
            else:
                self._rows.clear()
                self._since = monotonic()
            self._mark, self._names = mark, names
        return mark


def _letters_of(items: Collection[int]) -> set[int]:
    return set(DisputedItem.objects.filter(pk__in=items).order_by().values_list("determination", flat=True))


def _fetched(ids: Collection[int]) -> dict[int, ResultRow]:
    citations = Prefetch("citations", Citation.objects.select_related("guideline", "section"))
    items = list(
        DisputedItem.objects.visible()
        .filter(pk__in=ids)
        .order_by()
        .select_related("determination", "treatment")
        .prefetch_related(citations, "grounds", "determination__specialties")
        .defer("determination__full_text", "determination__extracted_text")
    )
    letters = {item.determination_id for item in items}
    counted = DisputedItem.objects.filter(determination__in=letters).order_by().values_list("determination")
    sizes = dict(counted.annotate(Count("pk")))
    return {item.pk: ResultRow(item, sizes[item.determination_id]) for item in items}


rows = RowCache()
"""This process's."""
