"""Haystack's door to the index: the settings name ``search.index.whoosh.WhooshEngine``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from haystack.backends import BaseEngine
from haystack.backends.whoosh_backend import WhooshSearchBackend, WhooshSearchQuery

from search.index.items import ItemEngine, engine_at


class ItemBackend(WhooshSearchBackend):  # type: ignore[misc]
    """Haystack's interface over :class:`~search.index.items.ItemEngine`."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        if not self.path:
            raise ImproperlyConfigured(f"HAYSTACK_CONNECTIONS[{connection_alias!r}] needs a PATH.")

    @property
    def engine(self) -> ItemEngine:
        """The engine of this connection's folder."""
        return engine_at(Path(self.path))

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Bring these objects' entries up to date, in one batch."""
        ids = [item.pk for item in iterable]
        if ids:
            self.engine.refresh(ids)

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Bring one object's entry up to date: it is dropped when it is gone or hidden."""
        key = str(obj_or_string).rpartition(".")[2] if isinstance(obj_or_string, str) else obj_or_string.pk
        self.engine.refresh([int(key)])

    def clear(self, models: Any = None, commit: bool = True) -> None:
        """An empty index."""
        self.engine.store.clear()


class WhooshEngine(BaseEngine):  # type: ignore[misc]
    """Haystack's name for a backend and its query class."""

    backend = ItemBackend
    query = WhooshSearchQuery
