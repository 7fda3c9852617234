"""Haystack with its own Whoosh backend, as the two come from the registry.

Only for small collections: it indexes tens of items a second. It is asked through its backend, as a ``SearchQuerySet``
does, once for the page and once more for each facet with a selection (it has no other way to leave a selection out).
It answers less: its facets are wrong for several values, and selections that share nothing find everything.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from search.index.document import Document
from search.query.question import Found, Question
from search.query.tree import And, AtLeast, Everything, Filed, Near, Node, Not, Nothing, Or, Phrase, Prefix, Word
from search.schema import FACET_NAMES, FIELDS

_AT_ONCE = 1_000
_TEXTS = {field.name: "text" if field.name == "rationale" else f"{field.name}_words" for field in FIELDS}


class Engine:
    """See :class:`tests.benchmarks.engines.Contestant`."""

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """Haystack's own ``update``, a thousand items at a time as its command does."""
        backend, index = _backend(folder)
        waiting = iter(documents)
        while batch := list(itertools.islice(waiting, _AT_ONCE)):
            backend.update(index, batch)

    def open(self, folder: Path, *, remembering: bool = True) -> None:
        """Haystack keeps no answers, so there is nothing to forget."""
        self._backend = _backend(folder)[0]
        self._backend.setup()

    def ask(self, question: Question) -> Found:
        """See :class:`tests.benchmarks.engines.Contestant`."""
        filters = {facet: values for facet, values in question.filters.items() if values}
        free = [facet for facet in question.facets if facet not in filters]
        page = self._search(question, filters, free)
        facets = _counts(page)
        for facet in filters:
            others = {name: values for name, values in filters.items() if name != facet}
            facets |= _counts(self._search(question, others, [facet]))
        hits = page["results"]
        return Found(int(page["hits"]), tuple(int(hit.pk) for hit in hits), tuple(hit.score for hit in hits), facets)

    def _search(self, question: Question, filters: Mapping[str, tuple[str, ...]], facets: list[str]) -> dict[str, Any]:
        narrow = {" OR ".join(f'{facet}:"{value}"' for value in values) for facet, values in filters.items()}
        found: dict[str, Any] = self._backend.search(
            query_of(question.tree),
            start_offset=question.offset,
            end_offset=question.offset + question.limit,
            facets=facets,
            narrow_queries=narrow or None,
            limit_to_registered_models=False,
        )
        return found


def query_of(node: Node) -> str:
    """The tree in Whoosh's own language, each word in any text field."""
    match node:
        case Everything():
            return "*"
        case Word(text, _):
            return _anywhere(text)
        case Prefix(text, _):
            return _anywhere(f"{text}*")
        case Phrase(words, _, _):
            return _anywhere(f'"{" ".join(words)}"')
        case And(parts):
            return f"({' AND '.join(query_of(part) for part in parts)})"
        case Or(parts, _):
            return f"({' OR '.join(query_of(part) for part in parts)})"
        case Not(part):
            return f"NOT {query_of(part)}"
        case Near() | Nothing() | Filed() | AtLeast():
            raise ValueError(f"not asked of Whoosh: {node}")


def _anywhere(term: str) -> str:
    return f"({' OR '.join(f'{name}:{term}' for name in _TEXTS.values())})"


def _counts(page: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    counted: Mapping[str, Any] = page.get("facets", {}).get("fields", {})
    return {facet: {str(value): count for value, count in pairs if value} for facet, pairs in counted.items()}


def _backend(folder: Path) -> tuple[Any, Any]:
    """Haystack's backend on ``folder``, and the declaration it needs of what is indexed."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "imrsite.settings"
    os.environ.setdefault("DATA_DIR", str(folder / "site"))
    import django

    django.setup()
    from haystack import connections, indexes
    from haystack.constants import DJANGO_CT, DJANGO_ID, ID

    from search.models import DisputedItem

    class Index(indexes.SearchIndex, indexes.Indexable):  # type: ignore[misc]
        """The site's fields and facets, as Haystack's documentation would declare them."""

        text = indexes.CharField(document=True)
        for _field in FIELDS:
            if _field.name != "rationale":
                locals()[_TEXTS[_field.name]] = indexes.CharField(boost=_field.weight)
        for _facet in FACET_NAMES:
            locals()[_facet] = indexes.MultiValueField()

        def get_model(self) -> type[DisputedItem]:
            return DisputedItem

        def full_prepare(self, document: Document) -> dict[str, Any]:
            texts = zip((_TEXTS[field.name] for field in FIELDS), document.texts, strict=True)
            return {
                ID: f"search.disputeditem.{document.id}",
                DJANGO_CT: "search.disputeditem",
                DJANGO_ID: str(document.id),
                **dict(texts),
                **{facet: list(document.keys.get(facet, ())) for facet in FACET_NAMES},
            }

    connections.connections_info["default"] = {
        "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
        "PATH": str(folder / "whoosh"),
        "SILENTLY_FAIL": False,
    }
    connections.reload("default")
    index = Index()
    connections["default"].get_unified_index().build(indexes=[index])
    return connections["default"].get_backend(), index
