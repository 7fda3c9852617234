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

from search.index import engine
from search.models import DisputedItem
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
