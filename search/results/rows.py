"""The rows behind results, fetched once for a state of the collection and shared by all readers of a process.

The log of changes says which items changed since, so that a letter that comes in costs its own rows and no other's.
What has no mark there is late by some seconds at most. A site that remembers no pages remembers no rows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from django.conf import settings
from django.db.models import Count, Prefetch

from search.models import Citation, DisputedItem, LoggedChange
from search.results.catalogue import catalogue
from search.schema import Catalogue

HOLDS_SECONDS = 60.0
Key = TypeVar("Key", bound=Hashable)
Fetched = TypeVar("Fetched")


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A visible item with all that a result shows of it. ``told``: what was made of it alone, by whoever made it."""

    item: DisputedItem
    items_in_letter: int
    told: dict[Hashable, str] = field(default_factory=dict)


class FollowingCache(ABC, Generic[Key, Fetched]):
    """Rows by key, the longest unasked forgotten first. Safe to share between threads."""

    a_megabyte: int
    """How many there are about to one."""

    def __init__(self) -> None:
        self._rows: OrderedDict[Key, Fetched] = OrderedDict()
        self._lock = Lock()
        self._mark = ""
        self._names: Catalogue | None = None
        self._since = float("-inf")

    @abstractmethod
    def fetch(self, keys: Collection[Key]) -> Mapping[Key, Fetched]:
        """The rows of those of the keys that anybody may see, from the database."""

    @abstractmethod
    def letter_of(self, row: Fetched) -> int:
        """The key of the letter that a row shows something of."""

    @abstractmethod
    def items_of(self, row: Fetched) -> Collection[int]:
        """The keys of the items that a row shows."""

    def of(self, keys: Collection[Key]) -> Mapping[Key, Fetched]:
        """The rows of those of the keys that anybody may see."""
        most = settings.PAGE_MEMORY_MB * self.a_megabyte
        if not most:
            return self.fetch(keys)
        mark = self._follow()
        with self._lock:
            found = {key: row for key in keys if (row := self._rows.get(key))}
            for key in found:
                self._rows.move_to_end(key)
        missing = [key for key in keys if key not in found]
        if missing:
            fresh = self.fetch(missing)
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
        changed = frozenset(since.items) if since is not None and since.mark == mark else None
        letters = _letters_of(changed or ())
        with self._lock:
            if changed is not None and monotonic() - self._since <= HOLDS_SECONDS:
                shown = self._rows.values()
                letters |= {self.letter_of(row) for row in shown if not changed.isdisjoint(self.items_of(row))}
                for key in [key for key, row in self._rows.items() if self.letter_of(row) in letters]:
                    del self._rows[key]
            else:
                self._rows.clear()
                self._since = monotonic()
            self._mark, self._names = mark, names
        return mark


class RowCache(FollowingCache[int, ResultRow]):
    """The rows of results, by item."""

    a_megabyte = 64

    def fetch(self, keys: Collection[int]) -> Mapping[int, ResultRow]:
        """See there."""
        return _fetched(keys)

    def letter_of(self, row: ResultRow) -> int:
        """See there."""
        return row.item.determination_id

    def items_of(self, row: ResultRow) -> Collection[int]:
        """See there."""
        return (row.item.pk,)


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
