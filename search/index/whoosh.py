"""Haystack's door to the index: the settings name ``search.index.whoosh.WhooshEngine``.

Where a project's only entries are our items (an index class says so with ``in_columns``), they live in columns, and
``backend.engine`` answers our questions from arrays; Haystack's own ``SearchQuerySet`` reaches the same files through
Whoosh's parser and matchers (:mod:`search.index.reader`). For any other project's entries this is Haystack's Whoosh
backend on Whoosh's own files, without its wrong answers: pages that repeat, filters with nothing in common that find
everything, facets that are lost with the hits, locks that stay behind, a live index removed while people search.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from haystack import connections
from haystack.backends import BaseEngine, log_query
from haystack.backends.whoosh_backend import WhooshSearchBackend, WhooshSearchQuery
from haystack.constants import DJANGO_CT
from haystack.exceptions import SearchBackendError, SkipDocument
from haystack.utils import get_model_ct
from whoosh import query as whoosh_query
from whoosh.sorting import Count, DateRangeFacet, FieldFacet
from whoosh.support.relativedelta import relativedelta
from whoosh.writing import CLEAR, AsyncWriter

if TYPE_CHECKING:
    from search.index.items import ItemEngine


class WhooshBackend(WhooshSearchBackend):  # type: ignore[misc]
    """A Haystack search backend. ``PATH`` in the connection's options is the folder of the index."""

    @property
    def engine(self) -> ItemEngine:
        """The engine of this connection's folder: see :class:`~search.index.engine.Engine`."""
        # Other projects use this backend without our models.
        from search.index.items import engine_at

        return engine_at(Path(self.path))

    @cached_property
    def in_columns(self) -> bool:
        """Whether the entries are our items, which live in columns."""
        entries = connections[self.connection_alias].get_unified_index().get_indexes().values()
        return bool(entries) and all(getattr(each, "in_columns", False) for each in entries)

    def setup(self) -> None:
        """Open the index. See Haystack."""
        if not self.in_columns:
            super().setup()
            return
        from search.index.reader import ColumnIndex

        self.index = ColumnIndex(self.engine.store)
        self.schema = self.index.schema
        self.content_field_name = "text"
        self.parser = self.index.parser(self.content_field_name)
        self.setup_complete = True

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Bring these objects' entries up to date, in one batch; an empty batch touches nothing."""
        if self.in_columns:
            self.engine.refresh([each.pk for each in iterable])
            return
        documents = list(self._prepared(index, iterable))
        if not documents:
            return
        self._ready()
        writer = AsyncWriter(self.index)
        try:
            for document in documents:
                writer.update_document(**document)
        except Exception:
            writer.cancel()
            raise
        writer.commit()
        if writer.ident is not None:
            writer.join()

    def _prepared(self, index: Any, iterable: Iterable[Any]) -> Iterator[dict[str, Any]]:
        for each in iterable:
            try:
                prepared = index.full_prepare(each)
            except SkipDocument:
                self.log.debug("Indexing for object `%s` skipped", each)
            else:
                prepared.pop("boost", None)
                yield {key: self._from_python(value) for key, value in prepared.items()}

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Take one object's entry out. Of our items, one that is still visible stays: the database decides."""
        if not self.in_columns:
            super().remove(obj_or_string, commit)
            return
        key = obj_or_string.rpartition(".")[2] if isinstance(obj_or_string, str) else obj_or_string.pk
        self.engine.refresh([int(key)])

    def clear(self, models: Sequence[type[Any]] | None = None, commit: bool = True) -> None:
        """Take all entries out, in one step: readers see the full index or the empty one."""
        if self.in_columns:
            self.engine.store.clear()
        elif models is None:
            self._ready()
            self.index.writer().commit(mergetype=CLEAR)
            self.setup()
        else:
            super().clear(models, commit)

    def _ready(self) -> None:
        if not self.setup_complete:
            self.setup()
        self.index = self.index.refresh()

    @log_query  # type: ignore[untyped-decorator]
    def search(
        self,
        query_string: str,
        sort_by: Sequence[str] | None = None,
        start_offset: int | None = 0,
        end_offset: int | None = None,
        fields: str = "",
        highlight: bool = False,
        facets: Mapping[str, Any] | None = None,
        date_facets: Mapping[str, Any] | None = None,
        query_facets: Any = None,
        narrow_queries: Iterable[str] | None = None,
        spelling_query: str | None = None,
        models: Iterable[type[Any]] | None = None,
        limit_to_registered_models: bool | None = None,
        result_class: type[Any] | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Haystack's search, with its parameters and its answer."""
        if not query_string:
            return {"results": [], "hits": 0}
        self._ready()
        # Haystack's way to ask for all. The parser would look for every word of the main field instead.
        wanted = whoosh_query.Every() if query_string == "*" else self.parser.parse(str(query_string))
        if wanted is None or isinstance(wanted, type(whoosh_query.NullQuery)):
            return {"results": [], "hits": 0}
        names, reverse = _order(sort_by)
        groups, kinds = _groups(facets, date_facets)
        narrow = [self.parser.parse(str(each)) for each in narrow_queries or ()]
        narrow += self._models(models, limit_to_registered_models)
        start, end = start_offset or 0, None if end_offset is None else max(end_offset, 1)
        with self.index.searcher() as searcher:
            allowed = set(searcher.docs_for_query(whoosh_query.And(narrow))) if narrow else None
            found = searcher.search(
                # Whoosh takes an empty filter for none, so that nothing is asked where nothing is allowed.
                whoosh_query.NullQuery if allowed is not None and not allowed else wanted,
                limit=end,
                sortedby=names,
                reverse=reverse,
                groupedby=groups,
                filter=allowed,
            )
            return self._answer(found, start, end, kinds, highlight, query_string, spelling_query, result_class)

    def _answer(
        self,
        found: Any,
        start: int,
        end: int | None,
        kinds: Mapping[str, str],
        highlight: bool,
        query_string: str,
        spelling_query: str | None,
        result_class: type[Any] | None,
    ) -> dict[str, Any]:
        answer: dict[str, Any] = self._process_results(
            Window(found, start, end),
            highlight=highlight,
            query_string=query_string,
            spelling_query=spelling_query,
            result_class=result_class,
            facet_types=kinds,
        )
        return answer

    def _models(self, models: Iterable[type[Any]] | None, limited: bool | None) -> list[Any]:
        if limited is None:
            limited = getattr(settings, "HAYSTACK_LIMIT_TO_REGISTERED_MODELS", True)
        names = sorted(get_model_ct(model) for model in models or ())
        if not names and limited and not self.in_columns:
            names = self.build_models_list()
        return [whoosh_query.Or([whoosh_query.Term(DJANGO_CT, name) for name in names])] if names else []


class Window:
    """The hits from ``start`` to ``end`` of Whoosh's results; its length is that of all."""

    def __init__(self, results: Any, start: int, end: int | None) -> None:
        self.results = results
        self._start = start
        self._hits = results[start:end] if results.scored_length() > start else []

    def __len__(self) -> int:
        return len(self.results)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._hits)

    def score(self, place: int) -> Any:
        """The score of the hit at this place of the window."""
        return self.results.score(self._start + place)


def _order(sort_by: Sequence[str] | None) -> tuple[list[str] | None, bool]:
    if not sort_by:
        return None, False
    falling = [name.startswith("-") for name in sort_by]
    if any(falling) != all(falling):
        raise SearchBackendError("Whoosh requires all order_by fields to use the same sort direction")
    return [name.removeprefix("-") for name in sort_by], falling[0]


def _groups(
    facets: Iterable[str] | None, date_facets: Mapping[str, Mapping[str, Any]] | None
) -> tuple[list[Any], dict[str, str]]:
    groups = [FieldFacet(name, allow_overlap=True, maptype=Count) for name in facets or ()]
    kinds = dict.fromkeys(facets or (), "fields")
    for name, asked in (date_facets or {}).items():
        gap = relativedelta(**{f"{asked['gap_by']}s": asked.get("gap_amount", 1)})
        first, last = _moment(asked["start_date"]), _moment(asked["end_date"])
        groups.append(DateRangeFacet(name, first, last, gap, maptype=Count))
        kinds[name] = "dates"
    return groups, kinds


def _moment(day: date) -> datetime:
    return day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)


class WhooshEngine(BaseEngine):  # type: ignore[misc]
    """Haystack's name for a backend and its query class."""

    backend = WhooshBackend
    query = WhooshSearchQuery
