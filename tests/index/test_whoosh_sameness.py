"""Whoosh as it comes, with its own index, matchers and spans, finds the documents that our engine finds."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from whoosh import query as whoosh
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema
from whoosh.filedb.filestore import RamStorage

from search.index.columns.store import Store
from search.index.document import Document
from search.query.question import Question
from search.query.tree import (
    SCOPES,
    And,
    AtLeast,
    Everything,
    Filed,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Scope,
    Word,
)
from search.query.words import stem, words
from tests.index.collections import AT_A_TIME, FACETS, QUESTIONS, VALUES, collections, questions

NUMBERS = {value: f"v{number}" for number, value in enumerate(v for values in VALUES.values() for v in values)}
"""Facet values as Whoosh's keywords: commas and spaces mean something to it."""


def translated(node: Node) -> whoosh.Query:
    """Our tree in Whoosh's query classes."""
    match node:
        case Everything():
            return whoosh.Every()
        case Nothing():
            return whoosh.NullQuery
        case And(parts):
            return whoosh.And([translated(part) for part in parts])
        case Or(parts, _):
            return whoosh.Or([translated(part) for part in parts])
        case Not(part):
            return whoosh.And([whoosh.Every(), whoosh.Not(translated(part))])
        case Word(text, scope):
            return whoosh.Or([whoosh.Term(f"{field}_stems", stem(text)) for field in _fields(scope)])
        case Prefix(text, scope):
            return whoosh.Or([whoosh.Prefix(f"{field}_words", text) for field in _fields(scope)])
        case Phrase(said, True, scope):
            return whoosh.Or([whoosh.Phrase(f"{field}_words", list(said)) for field in _fields(scope)])
        case Phrase(said, False, scope):
            return whoosh.Or([whoosh.Phrase(f"{field}_stems", list(map(stem, said))) for field in _fields(scope)])
        case Filed(facet, values):
            return whoosh.Or([whoosh.Term(facet, NUMBERS[value]) for value in values if facet in FACETS])
        case AtLeast(count, parts):
            return whoosh.Or([whoosh.And(list(map(translated, some))) for some in combinations(parts, count)])
        case Near():
            raise AssertionError("Whoosh's nearness cannot be part of another query")


def shared(node: Node) -> Node:
    """The tree with phrases where it asks for nearness."""
    match node:
        case Near(said, _, scope):
            return Phrase(said, False, scope)
        case And(parts):
            return And(tuple(map(shared, parts)))
        case Or(parts, alike):
            return Or(tuple(map(shared, parts)), alike)
        case AtLeast(count, parts):
            return AtLeast(count, tuple(map(shared, parts)))
        case Not(part):
            return Not(shared(part))
        case _:
            return node


def _fields(scope: Scope | None) -> tuple[Scope, ...]:
    return SCOPES if scope is None else (scope,)


def narrowed(question: Question) -> whoosh.Query:
    """A question's tree, filters and limits of date."""
    parts = [translated(question.tree)]
    for facet, values in question.filters.items():
        if values:
            parts.append(whoosh.Or([whoosh.Term(facet, NUMBERS.get(value, "absent")) for value in values]))
    if question.decided_from or question.decided_to:
        first = question.decided_from.toordinal() if question.decided_from else 1
        last = question.decided_to.toordinal() if question.decided_to else 999_999
        if last < first:
            return whoosh.NullQuery
        parts.append(whoosh.NumericRange("decided", first, last))
    return whoosh.And(parts)


def stock_index(rows: tuple[Document, ...]) -> RamStorage:
    """The documents in an index of Whoosh's own kind."""
    cut = SpaceSeparatedTokenizer()
    fields = {f"{scope}_{kind}": TEXT(analyzer=cut, phrase=True) for scope in SCOPES for kind in ("words", "stems")}
    facets = {facet: KEYWORD() for facet in FACETS}
    storage = RamStorage()
    index = storage.create_index(Schema(key=ID(stored=True), decided=NUMERIC(), **fields, **facets))
    writer = index.writer()
    for row in rows:
        given = {facet: " ".join(NUMBERS[value] for value in row.keys[facet]) for facet in FACETS}
        for scope, text in zip(SCOPES, row.texts, strict=True):
            given |= {f"{scope}_words": " ".join(words(text)), f"{scope}_stems": " ".join(map(stem, words(text)))}
        writer.add_document(key=str(row.id), decided=row.decided, **given)
    writer.commit()
    return index


@pytest.mark.usefixtures("everything_is_large")
@settings(max_examples=QUESTIONS // AT_A_TIME // 4, deadline=None)
@given(collections, questions)
def test_whoosh_itself_finds_the_same_documents(rows: tuple[Document, ...], asked: list[Question]) -> None:
    with TemporaryDirectory() as folder, stock_index(rows).searcher() as searcher:
        store = Store(Path(folder), FACETS)
        store.rebuild(lambda: rows, lambda ids: ())
        for each in asked:
            question = replace(each, tree=shared(each.tree))
            if store.snapshot().find(question).notes:
                continue  # Whoosh cuts no prefix
            hits = [int(hit["key"]) for hit in searcher.search(narrowed(question), limit=None)]
            assert sorted(hits) == sorted(store.snapshot().find_ids(question).tolist()), question
