"""Tantivy (Rust) through its Python binding: words in weighted fields, facets by its aggregations over fast fields.

It does a little less than ours: equal scores are not ordered by date and id, and a phrase is matched by stems.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import tantivy

from search.index.document import Document
from search.query.question import Found, Question
from search.query.tree import And, AtLeast, Everything, Filed, Near, Node, Not, Nothing, Or, Phrase, Prefix, Word
from search.query.words import stem
from search.schema import FACET_NAMES, FIELDS

_HEAP = 200_000_000
_MOST_VALUES = 5_000
_MUST, _SHOULD, _MUST_NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


class Engine:
    """See :class:`tests.benchmarks.engines.Contestant`. ``fields``: name → weight."""

    fields: Mapping[str, float] = {f"{field.name}_": field.weight for field in FIELDS}

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        """One writer with one thread, as we have one."""
        writer = tantivy.Index(self._schema(), path=str(folder)).writer(heap_size=_HEAP, num_threads=1)
        names = self._names_of_texts()
        for document in documents:
            made = tantivy.Document()
            for name, text in zip(names, document.texts, strict=True):
                made.add_text(name, text)
            for facet, keys in document.keys.items():
                for key in keys:
                    made.add_text(facet, key)
            made.add_unsigned("id", document.id)
            writer.add_document(made)
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path, *, remembering: bool = True) -> None:
        """Tantivy keeps no answers, so there is nothing to forget."""
        self._index = tantivy.Index.open(str(folder))
        self._searcher = self._index.searcher()
        self._schema_ = self._index.schema

    def ask(self, question: Question) -> Found:
        """See :class:`tests.benchmarks.engines.Contestant`."""
        filters = {facet: values for facet, values in question.filters.items() if values}
        words = self._query(question.tree)
        query = self._narrowed(words, filters)
        found: Any = self._searcher.search(query, limit=question.limit, count=True, offset=question.offset)
        hits = [(self._searcher.doc(address)["id"][0], score) for score, address in found.hits]
        facets = self._counts(query, [facet for facet in question.facets if facet not in filters])
        for facet in filters:
            others = {name: values for name, values in filters.items() if name != facet}
            facets |= self._counts(self._narrowed(words, others), [facet])
        return Found(int(found.count), tuple(id_ for id_, _ in hits), tuple(score for _, score in hits), facets)

    def _schema(self) -> Any:
        builder = tantivy.SchemaBuilder()
        for name in self.fields:
            builder.add_text_field(name, stored=False, tokenizer_name="en_stem", index_option="position")
        for facet in FACET_NAMES:
            builder.add_text_field(facet, stored=False, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("id", stored=True, indexed=False, fast=True)
        return builder.build()

    def _names_of_texts(self) -> list[str]:
        return list(self.fields)

    def _counts(self, query: Any, facets: list[str]) -> dict[str, dict[str, int]]:
        wanted = {facet: {"terms": {"field": facet, "size": _MOST_VALUES}} for facet in facets}
        counted: dict[str, Any] = self._searcher.aggregate(query, wanted)
        return {facet: {bucket["key"]: bucket["doc_count"] for bucket in counted[facet]["buckets"]} for facet in facets}

    def _narrowed(self, words: Any, filters: Mapping[str, tuple[str, ...]]) -> Any:
        if not filters:
            return words
        parts = [(_MUST, words)]
        for facet, values in filters.items():
            chosen = tantivy.Query.term_set_query(self._schema_, facet, list(values))
            parts.append((_MUST, tantivy.Query.const_score_query(chosen, 0.0)))
        return tantivy.Query.boolean_query(parts)

    def _query(self, node: Node) -> Any:
        match node:
            case Everything():
                return tantivy.Query.all_query()
            case Word(text, _):
                return self._anywhere(lambda field: tantivy.Query.term_query(self._schema_, field, stem(text)))
            case Prefix(text, _):
                return self._anywhere(lambda field: tantivy.Query.regex_query(self._schema_, field, f"{text}.*"))
            case Phrase(words, _, _):
                stems: list[Any] = [stem(word) for word in words]
                return self._anywhere(lambda field: tantivy.Query.phrase_query(self._schema_, field, stems))
            case And(parts):
                return tantivy.Query.boolean_query(
                    [
                        (_MUST_NOT, self._query(part.part)) if isinstance(part, Not) else (_MUST, self._query(part))
                        for part in parts
                    ]
                )
            case Or(parts, _):
                return tantivy.Query.boolean_query([(_SHOULD, self._query(part)) for part in parts])
            case Near() | Not() | Nothing() | Filed() | AtLeast():
                raise ValueError(f"not asked of tantivy: {node}")

    def _anywhere(self, in_field: Any) -> Any:
        if len(self.fields) == 1:
            return in_field(next(iter(self.fields)))
        return tantivy.Query.boolean_query(
            [(_SHOULD, tantivy.Query.boost_query(in_field(field), weight)) for field, weight in self.fields.items()]
        )
