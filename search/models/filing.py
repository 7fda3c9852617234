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
    for keys in zip(*filed_by_facet(rows).values(), strict=True):
        yield dict(zip(FACET_NAMES, keys, strict=True))


def filed_by_facet(rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Keys]]:
    """The same by facet: its keys of every row."""
    places = count(2)
    facets: dict[str, list[Keys]] = {}
    for each in FACETS:
        source = each.source
        if isinstance(source, Column):
            place = next(places)
            facets[each.name] = [source.keys(row[place]) for row in rows]
        else:
            related, owner = _gathered(source, rows), 1 if source.of_letter else 0
            facets[each.name] = [related.get(row[owner], ()) for row in rows]
    return facets


def _gathered(source: Related, rows: Sequence[tuple[Any, ...]]) -> Mapping[int, Keys]:
    """Owner's key → its keys of the facet."""
    owners = frozenset(row[1] if source.of_letter else row[0] for row in rows)
    table = apps.get_model("search", source.table)._default_manager
    found = table.filter(**{f"{source.owner}__among": owners}, **source.where)
    ordered = found.order_by(source.order) if source.order else found.order_by()
    gathered: defaultdict[int, list[str]] = defaultdict(list)
    for row in ordered.values_list(source.owner, *source.values):
        gathered[row[0]] += row[1:]
    return {owner: tuple(dict.fromkeys(filter(None, keys))) for owner, keys in gathered.items()}
