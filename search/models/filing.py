"""Under which values of each facet items are filed, as :data:`search.schema.FACETS` says where they stand.

Rows are read as plain values, a few queries for each thousand items, because an index of a million items is made
from them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from django.apps import apps

from search.schema import FACET_NAMES, FACETS, Column, Related
from search.schema.sources import Keys

COLUMNS: tuple[str, ...] = (
    "pk",
    "determination_id",
    *(each.source.path for each in FACETS if isinstance(each.source, Column)),
)
"""What :func:`filed_under` wants of each item: its key, its letter's, and the facets' columns."""


def filed_under(rows: Sequence[tuple[Any, ...]]) -> Iterator[dict[str, Keys]]:
    """Facet → keys for each of ``rows``, which begin with the values of :data:`COLUMNS`."""
    places = count(2)
    facets: list[list[Keys]] = []  # of each facet the keys of every row
    for each in FACETS:
        source = each.source
        if isinstance(source, Column):
            place = next(places)
            facets.append([source.keys(row[place]) for row in rows])
        else:
            related, owner = _gathered(source, rows), 1 if source.of_letter else 0
            facets.append([related.get(row[owner], ()) for row in rows])
    for keys in zip(*facets, strict=True):
        yield dict(zip(FACET_NAMES, keys, strict=True))


def _gathered(source: Related, rows: Sequence[tuple[Any, ...]]) -> Mapping[int, Keys]:
    """Owner's key → its keys of the facet."""
    owners = frozenset(row[1] if source.of_letter else row[0] for row in rows)
    table = apps.get_model("search", source.table)._default_manager
    found = table.filter(**{f"{source.owner}__among": owners}, **source.where)
    ordered = found.order_by(source.order) if source.order else found.order_by()
    gathered: defaultdict[int, list[str]] = defaultdict(list)
    for owner, *keys in ordered.values_list(source.owner, *source.values):
        gathered[owner] += [key for key in keys if key]
    return {owner: tuple(dict.fromkeys(keys)) for owner, keys in gathered.items()}
