"""Haystack's ``SearchQuerySet`` on the same index, through Whoosh's own parser and matchers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from haystack import connections
from haystack.inputs import Exact, Raw
from haystack.query import SearchQuerySet
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import query as whoosh
from whoosh.analysis import Analyzer
from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage

from search.index import engine
from search.index.columns.fields import FIELDS, Document
from search.index.reader import Stems
from search.models import DisputedItem
from search.query.question import Question
from search.query.tree import And, Everything, Node, Not, Nothing, Or, Phrase, Word
from search.query.words import stem
from tests.index.collections import FOLDED, collections, scopes, some_words
from tests.index.reference import Reference
from tests.index.rows import item, letter
from tests.index.stock import indexed, keys, stock


@pytest.fixture
def three(db: None, index: Path) -> list[DisputedItem]:
    old = letter("CM14-0000001", date(2014, 5, 1), "Neck pain.", specialties=("pain-management",))
    new = letter("CM16-0000002", date(2016, 5, 1), "Back pain.", specialties=("orthopedic-surgery", "hand-surgery"))
    rows = [
        item(old, "Massage therapy", "It is not medically necessary.", regions=("neck",)),
        item(new, "Acupuncture", "Therapies were tried; massage was medically necessary.", "overturned"),
        item(letter(), "Norco", "Opioids.", drug="hydrocodone", treatment="pharmaceuticals/opioids"),
    ]
    engine().rebuild()
    return rows


def pks(found: Any) -> set[int]:
    return set(keys(found))


def test_words_phrases_fields_and_filters_are_found(three: list[DisputedItem]) -> None:
    first, second, third = (row.pk for row in three)
    everything = SearchQuerySet()
    assert everything.count() == 3
    assert pks(everything.filter(content="therapy")) == {second}
    assert pks(everything.filter(heading="massages")) == {first}
    assert pks(everything.filter(content=Exact("not medically necessary"))) == {first}
    assert pks(everything.filter(content=Raw("med*"))) == {first, second}
    assert pks(everything.filter(content=Raw("masage~"))) == {second}
    assert pks(everything.filter(content=Raw("opioid OR massage"))) == {second, third}
    assert pks(everything.exclude(content="massage")) == {first, third}
    assert pks(everything.filter(drug_name="hydrocodone")) == {third}
    assert pks(everything.narrow('specialty:"hand-surgery"')) == {second}
    assert pks(everything.narrow("treatment:rehabilitation")) == {first, second}
    assert pks(everything.filter(django_id=str(third))) == {third}
    assert pks(everything.filter(decided__gte=date(2015, 1, 1))) == {second}
    assert pks(everything.models(DisputedItem)) == {first, second, third}
    assert everything.narrow("decision:overturned").narrow("region:neck").count() == 0


def test_results_facets_order_and_pages(three: list[DisputedItem]) -> None:
    first, second, _ = three
    found = SearchQuerySet().filter(content="necessary").order_by("-decided")
    assert keys(found) == [second.pk, first.pk]
    assert keys(found[1:2]) == [first.pk]
    assert keys(found[5:9]) == []
    assert found[0].object == second
    assert found[0].specialty == ["hand-surgery", "orthopedic-surgery"]
    assert found[0].decided.date() == date(2016, 5, 1)
    counted = SearchQuerySet().facet("decision").facet("specialty").facet_counts()["fields"]
    assert dict(counted["decision"]) == {"upheld": 2, "overturned": 1}
    assert dict(counted["specialty"])["hand-surgery"] == 1
    none = SearchQuerySet().filter(content="absent").facet("decision")
    assert none.facet_counts()["fields"] == {"decision": []}


def test_it_keeps_step_when_an_item_goes(three: list[DisputedItem]) -> None:
    first = three[0]
    connection = connections["default"]
    connection.get_unified_index().get_index(DisputedItem).remove_object(first)
    assert SearchQuerySet().count() == 3, "the database still has it"
    key = first.pk
    first.delete()
    connection.get_backend().remove(f"search.disputeditem.{key}")
    assert SearchQuerySet().count() == 2
    assert SearchQuerySet().filter(heading="massage").count() == 0
    call_command("update_index", "search", "--remove", verbosity=0)
    assert SearchQuerySet().count() == 2
    call_command("clear_index", "--noinput", verbosity=0)
    assert SearchQuerySet().count() == 0


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_other_projects_entries_are_searched_without_the_wrong_answers(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [item(letter(), "Acupuncture" if number % 2 else "Massage", "Necessary.") for number in range(33)]
    with stock(tmp_path / "other", "search.index.whoosh.WhooshEngine") as backend:
        everything = indexed(backend)
        assert not backend.in_columns
        found = everything.filter(content="necessary")
        assert keys(found[20:33]) == [row.pk for row in rows[20:]]
        assert backend.search("necessary", start_offset=60, end_offset=80)["hits"] == 33
        assert everything.narrow("heading:acupuncture").narrow("heading:massage").count() == 0
        none = backend.search("absent", facets=["decision"])
        assert none["facets"]["fields"] == {"decision": []}
        indexed(backend, DisputedItem.objects.none())
        with monkeypatch.context() as patch, pytest.raises(RuntimeError):
            patch.setattr("tests.index.stock.PlainIndex.prepare_specialty", _failing)
            indexed(backend)
        backend.remove(rows[0])
        assert everything.all().count() == 32
        backend.clear()
        assert everything.all().count() == 0
        assert indexed(backend).count() == 33


def _failing(index: object, row: object) -> None:
    raise RuntimeError("the database went away")


shared = st.recursive(
    st.one_of(
        st.builds(Word, st.sampled_from(FOLDED), scopes),
        st.builds(Phrase, some_words, st.just(False), scopes),
        st.just(Everything()),
        st.just(Nothing()),
    ),
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=6,
)


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
            return whoosh.Or([whoosh.Term(field, stem(text)) for field in _fields(scope)])
        case Phrase(words, _, scope):
            return whoosh.Or([whoosh.Phrase(field, [stem(word) for word in words]) for field in _fields(scope)])
        case _:
            raise AssertionError(node)


def _fields(scope: str | None) -> list[str]:
    return [each.name for each in FIELDS if scope in (None, each.name)]


@settings(max_examples=100, deadline=None)
@given(collections, st.lists(shared, min_size=1, max_size=10))
def test_whoosh_itself_finds_the_same_documents(rows: tuple[Document, ...], trees: list[Node]) -> None:
    stems: Analyzer = Stems()
    schema = Schema(key=ID(stored=True), **{each.name: TEXT(analyzer=stems) for each in FIELDS})
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for row in rows:
        texts = {each.name: text for each, text in zip(FIELDS, row.texts, strict=True)}
        writer.add_document(key=str(row.id), **texts)
    writer.commit()
    reference = Reference(rows)
    with index.searcher() as searcher:
        for tree in trees:
            hits = {int(hit["key"]) for hit in searcher.search(translated(tree), limit=None)}
            assert hits == set(reference.find(Question(tree, limit=len(rows))).ids), tree
