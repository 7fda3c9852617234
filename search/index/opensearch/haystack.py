"""Haystack's door to the cluster: the settings name ``search.index.opensearch.haystack.OpenSearchEngine``.

``backend.engine`` answers our questions; Haystack's own ``SearchQuerySet`` asks in the words of our grammar, so that
it can ask whatever a person could type, and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any

from haystack.backends import BaseEngine, BaseSearchBackend, BaseSearchQuery, log_query
from haystack.models import SearchResult

from search.index.opensearch.cluster import ClusterPlace
from search.index.opensearch.engine import ClusterEngine
from search.models import DisputedItem
from search.query.grammar import understand
from search.query.question import Question, Sort

_engines: dict[ClusterPlace, ClusterEngine] = {}
_engines_lock = Lock()
_ORDERS = {"-decided": Sort.NEWEST, "decided": Sort.OLDEST}
_MOST = 10_000


def engine_at(place: ClusterPlace) -> ClusterEngine:
    """The process's one engine on ``place``, so that all threads share its connections."""
    with _engines_lock:
        if place not in _engines:
            _engines[place] = ClusterEngine(place)
        return _engines[place]


class OpenSearchBackend(BaseSearchBackend):  # type: ignore[misc]
    """A Haystack search backend. Options: ``URL`` (a list), ``INDEX_NAME``, ``SHARDS``, ``REPLICAS``,
    ``TIMEOUT`` (seconds), ``CA`` (a file of certificates)."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.place = ClusterPlace(
            tuple(options["URL"]),
            options.get("INDEX_NAME", "imr"),
            options.get("SHARDS", 1),
            options.get("REPLICAS", 1),
            options.get("TIMEOUT", 10.0),
            options.get("CA", ""),
        )

    @property
    def engine(self) -> ClusterEngine:
        """The engine of this connection's cluster: see :class:`~search.index.engine.Engine`."""
        return engine_at(self.place)

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Bring these objects' entries up to date."""
        self.engine.refresh([each.pk for each in iterable])

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Take one object's entry out; one that is still visible stays: the database decides."""
        key = obj_or_string.rpartition(".")[2] if isinstance(obj_or_string, str) else obj_or_string.pk
        self.engine.refresh([int(key)])

    def clear(self, models: Sequence[type[Any]] | None = None, commit: bool = True) -> None:
        """Take all entries out, in one step: readers see the full index or the empty one."""
        self.engine.life.clear()

    @log_query  # type: ignore[untyped-decorator]
    def search(self, query_string: str, **given: Any) -> dict[str, Any]:
        """Haystack's search: ``query_string`` is read by our grammar, and so is each of ``narrow_queries``."""
        asked = [query_string, *(given.get("narrow_queries") or ())]
        whole = " ".join(f"({text})" for text in asked if text and text != "*")
        start, end = given.get("start_offset") or 0, given.get("end_offset")
        orders = [_ORDERS[name] for name in given.get("sort_by") or () if name in _ORDERS]
        found = self.engine.find(
            Question(
                understand(whole).tree,
                sort=orders[0] if orders else Sort.RELEVANCE,
                offset=start,
                limit=(_MOST if end is None else end) - start,
                facets=tuple(given.get("facets") or ()),
            )
        )
        kind = given.get("result_class") or SearchResult
        meta = DisputedItem._meta
        return {
            "results": [
                kind(meta.app_label, meta.model_name, str(id_), score)
                for id_, score in zip(found.ids, found.scores, strict=True)
            ],
            "hits": found.total,
            "facets": {"fields": {name: list(counts.items()) for name, counts in found.facets.items()}},
        }


class OpenSearchQuery(BaseSearchQuery):  # type: ignore[misc]
    """Haystack's filters, written in our grammar."""

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        """One filter: a field's words, or its phrase where it is to be exact."""
        text = str(value.prepare(self) if hasattr(value, "prepare") else value).replace('"', " ")
        said = f'"{text}"' if filter_type == "exact" else f"({text})"
        name = {"text": "rationale"}.get(field, field)
        return said if name == "content" else f"{name}:{said}"


class OpenSearchEngine(BaseEngine):  # type: ignore[misc]
    """Haystack's name for a backend and its query class."""

    backend = OpenSearchBackend
    query = OpenSearchQuery
