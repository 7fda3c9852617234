"""A facet's declaration is whole, and what it says is where every room takes it from."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from search.keeping.item_data import as_json, item_data
from search.keeping.tables import headings
from search.schema import DECISIONS, FACETS, FIELDS, FROM_FILES, Column, Facet, Related, facet
from tests.keeping.collection import indexed, massage

WHOLE: dict[str, Any] = {
    "name": "priority",
    "label": "Priority",
    "plural": "priorities",
    "help": "How fast the review was asked for.",
    "source": Column("determination__priority"),
    "open": True,
}


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"name": "Two words"}, "one word"),
        ({"label": " "}, "no label"),
        ({"plural": ""}, "no plural"),
        ({"help": ""}, "no help"),
        ({"open": False}, "no value"),
        ({"two_level": True, "tables": ("Drug",)}, "two levels"),
    ],
)
def test_an_incomplete_declaration_is_refused(change: dict[str, Any], missing: str) -> None:
    Facet(**WHOLE)
    with pytest.raises(ValueError, match=missing):
        Facet(**WHOLE | change)


@pytest.mark.parametrize("each", FACETS, ids=lambda each: each.name)
def test_a_declaration_names_tables_and_columns_that_exist(each: Facet) -> None:
    for table in each.tables:
        apps.get_model("search", table)
    if isinstance(each.source, Related):
        model = apps.get_model("search", each.source.table)
        columns = {field.attname for field in model._meta.concrete_fields}
        assert {each.source.owner, *each.source.values} <= columns
        assert set(each.source.where) <= {field.name for field in model._meta.concrete_fields}


def test_names_are_given_once() -> None:
    for names in ([each.name for each in FACETS], [each.name for each in FIELDS], headings()):
        assert len(names) == len(set(names))


@pytest.mark.parametrize("each", FACETS, ids=lambda each: each.name)
def test_every_value_is_read_by_its_key_and_by_its_label(each: Facet) -> None:
    for key, label in FROM_FILES.values(each.name).items():
        assert FROM_FILES.read(each.name, key) == key
        assert FROM_FILES.read(each.name, label) is not None


@pytest.mark.django_db
def test_one_word_for_a_decision_wherever_it_stands(index: object, client: Client) -> None:
    """Chip, verdict, chart, CSV, JSON's labels, feed and mail take it from one declaration."""
    (item,) = indexed(massage(1, "overturned"))
    words = DECISIONS["overturned"]
    page = " ".join(client.get("/search/?decision=overturned").content.decode().split())  # as a browser shows it
    assert f"{words.label} <span" in page  # the chip
    assert f"{words.label} <small>{words.meaning}</small>" in page  # the verdict
    assert f"1 {words.lower}, 0 {DECISIONS['upheld'].lower}" in page  # the chart
    (data,) = item_data([item.pk], FROM_FILES)
    assert data.decision is words
    csv = b"".join(client.get("/search.csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert f",{words.label},{words.meaning}," in csv
    counted = client.get("/search.json").json()["facets"]["decision"]
    assert [each["label"] for each in counted] == [each.label for each in DECISIONS.values()]
    assert words.in_full in client.get("/search.atom").content.decode()
    assert words.in_full in client.get("/help/").content.decode().replace(" <small>", ": ")
    assert as_json(data, "")["decision"] == words.key


def test_a_facet_is_found_by_its_name() -> None:
    assert facet("drug").label == "Drug"
    with pytest.raises(KeyError):
        facet("nothing")
