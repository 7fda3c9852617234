"""Haystack's own Whoosh backend beside ours, on the same items, to show what it gets wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from haystack import connections, indexes
from haystack.query import SearchQuerySet
from haystack.utils.loading import UnifiedIndex

from search.models import DisputedItem


class PlainIndex(indexes.SearchIndex):  # type: ignore[misc]
    """Items as a Haystack tutorial would index them: labels as facets, text in one field."""

    text = indexes.CharField(model_attr="rationale", document=True)
    heading = indexes.CharField(model_attr="heading", faceted=True)
    decision = indexes.CharField(model_attr="decision")
    specialty = indexes.MultiValueField(faceted=True)

    def get_model(self) -> type[DisputedItem]:
        return DisputedItem

    def prepare_specialty(self, row: DisputedItem) -> list[str]:
        return [each.label for each in row.determination.specialties.all()]


STOCK = "haystack.backends.whoosh_backend.WhooshEngine"


@contextmanager
def stock(folder: Path, backend: str = STOCK) -> Iterator[Any]:
    """A connection to the stock backend (or another) in ``folder``, called "stock"."""
    connections.connections_info["stock"] = {
        "ENGINE": backend,
        "PATH": str(folder),
        "SILENTLY_FAIL": False,
    }
    connection = connections.reload("stock")
    connection._index = UnifiedIndex()
    connection._index.build(indexes=[PlainIndex()])
    try:
        yield connection.get_backend()
    finally:
        connections.connections_info.pop("stock")
        connections.thread_local.connections.pop("stock", None)


def indexed(backend: Any, rows: QuerySet[DisputedItem] | None = None) -> SearchQuerySet:
    """Index all items with the stock backend and give Haystack's way to search them."""
    backend.update(PlainIndex(), list(rows if rows is not None else DisputedItem.objects.order_by("pk")))
    return SearchQuerySet(using="stock")


def keys(found: Any) -> list[int]:
    """The items' ids of a page of Haystack's results."""
    return [int(each.pk) for each in found]
