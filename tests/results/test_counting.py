"""What the database can only count by looking at every row is not counted for every page."""

from __future__ import annotations

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from search.models import Determination
from search.results import count_of, counting
from tests.index.rows import letter


def test_many_rows_are_counted_once_a_minute_and_few_each_time(
    db: None, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clock = [1_000.0]
    monkeypatch.setattr(counting, "monotonic", lambda: clock[0])
    monkeypatch.setattr(counting, "_held", {})
    letters = Determination.objects.all()
    letter("CM15-0000001", date(2015, 1, 1), "A worker.")
    with django_assert_num_queries(2):
        assert count_of("letters", letters) == count_of("letters", letters) == 1
    monkeypatch.setattr(counting, "MANY", 1)
    letter("CM15-0000002", date(2015, 1, 2), "Another worker.")
    with django_assert_num_queries(0):
        assert count_of("letters", letters) == 1
    clock[0] += counting.HOLDS_SECONDS + 1
    with django_assert_num_queries(1):
        assert count_of("letters", letters) == 2
