"""Rows are fetched once for a state of the collection, and never shown when the collection is another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from search.models import Determination, DisputedItem, LoggedChange
from search.results.rows import RowCache
from tests.index.rows import item, letter

pytestmark = pytest.mark.django_db
THE_MARK = 1
"""The one look for whether anything changed."""


@pytest.fixture
def rows(settings: Settings) -> Iterator[RowCache]:
    settings.PAGE_MEMORY_MB = 1
    yield RowCache()


@pytest.fixture
def items() -> list[DisputedItem]:
    first = letter("CM15-9000001", date(2015, 4, 30))
    second = letter("CM15-9000002", date(2015, 5, 30))
    made = [item(first, "Massage"), item(first, "Norco"), item(second, "MRI")]
    LoggedChange.objects.note([each.pk for each in made])
    return made


def test_rows_are_fetched_once(
    rows: RowCache, items: list[DisputedItem], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = [each.pk for each in items]
    first = rows.of(keys)
    with django_assert_num_queries(THE_MARK):
        again = rows.of(keys)
    assert again == first and set(again) == set(keys)
    assert [again[key].items_in_letter for key in keys] == [2, 2, 1]


def test_what_changed_is_fetched_anew_and_nothing_else(rows: RowCache, items: list[DisputedItem]) -> None:
    keys = [each.pk for each in items]
    before = rows.of(keys)
    items[0].delete()
    LoggedChange.objects.note([keys[0]])
    after = rows.of(keys)
    assert set(after) == set(keys[1:])
    assert after[keys[1]].items_in_letter == 1, "the rest of its letter changed with it"
    assert after[keys[2]] is before[keys[2]]


def test_a_letter_that_was_withdrawn_is_not_shown(rows: RowCache, items: list[DisputedItem]) -> None:
    keys = [each.pk for each in items]
    assert set(rows.of(keys)) == set(keys)
    Determination.objects.filter(items=keys[2]).update(visibility="withdrawn")
    LoggedChange.objects.note([keys[2]])
    assert set(rows.of(keys)) == set(keys[:2])


def test_a_database_put_back_to_an_earlier_day_has_other_rows(rows: RowCache, items: list[DisputedItem]) -> None:
    keys = [each.pk for each in items]
    rows.of(keys)
    LoggedChange.objects.all().delete()
    LoggedChange.objects.note([])
    DisputedItem.objects.filter(pk=keys[0]).update(heading="Other words")
    assert rows.of(keys)[keys[0]].item.heading == "Other words"


def test_a_site_that_remembers_nothing_remembers_no_rows(
    rows: RowCache, items: list[DisputedItem], settings: Settings
) -> None:
    settings.PAGE_MEMORY_MB = 0
    keys = [each.pk for each in items]
    rows.of(keys)
    DisputedItem.objects.filter(pk=keys[0]).update(heading="Other words")
    assert rows.of(keys)[keys[0]].item.heading == "Other words"
