"""Rows that are written without objects are those that objects would have made."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from search.models import DisputedItem, ItemGround
from search.models.inserting import insert_rows
from tests.index.rows import item, letter

NAMES = ("item_id", "ground", "position", "start", "end", "sentence_start", "sentence_end", "rule")


@pytest.fixture
def of(db: None) -> DisputedItem:
    return item(letter("CM15-0000001", date(2015, 1, 1), "A worker."))


def test_rows_are_what_objects_would_have_made(of: DisputedItem) -> None:
    said = 'it\'s "100%" ; -- %s ✓'
    insert_rows(ItemGround, NAMES, [(of.pk, "active", 1, 2, 5, 0, 9, said)])
    inserted = ItemGround.objects.values().get()
    ItemGround.objects.all().delete()
    row = ItemGround(item=of, ground="active", position=1, start=2, end=5, sentence_start=0, sentence_end=9, rule=said)
    ItemGround.objects.bulk_create([row])
    assert inserted | {"id": row.pk} == ItemGround.objects.values().get()


def test_more_rows_than_a_statement_takes_are_written_in_several(
    of: DisputedItem, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    monkeypatch.setattr(type(connection.features), "max_query_params", 2 * len(NAMES))
    rows = [(of.pk, f"ground {number}", number, 0, 1, 0, 1, "") for number in range(1, 6)]
    with django_assert_num_queries(3):
        insert_rows(ItemGround, NAMES, rows)
    assert ItemGround.objects.count() == 5
    insert_rows(ItemGround, NAMES, [])


def test_a_row_that_the_database_refuses_leaves_none_of_them(of: DisputedItem, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(connection.features), "max_query_params", len(NAMES))
    rows = [(of.pk, "active", 1, 0, 1, 0, 1, ""), (of.pk, "active", 2, 0, 1, 0, 1, "")]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(ItemGround, NAMES, rows)
    assert not ItemGround.objects.exists()


def test_a_column_that_would_stay_empty_is_named(of: DisputedItem) -> None:
    with pytest.raises(ValueError, match="sentence_end, rule"):
        insert_rows(ItemGround, NAMES[:-1], [(of.pk, "active", 1, 0, 1, 0, 1)])
