"""What the database can only count by looking at every row is not counted for every page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from search.models import Determination, counting
from search.models.counting import count_of
from tests.index.rows import letter


def test_many_rows_are_counted_beside_once_a_minute_and_few_each_time(
    db: None, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    clock, later = [1_000.0], list[Callable[[], object]]()
    monkeypatch.setattr(counting, "monotonic", lambda: clock[0])
    monkeypatch.setattr(counting, "_held", {})
    monkeypatch.setattr(counting, "beside", later.append)
    letters = Determination.objects.all()
    letter("CM15-0000001", date(2015, 1, 1), "A worker.")
    with django_assert_num_queries(2):
        assert count_of("letters", letters) == count_of("letters", letters) == 1
    monkeypatch.setattr(counting, "MANY", 1)
    letter("CM15-0000002", date(2015, 1, 2), "Another worker.")
    with django_assert_num_queries(0):
        assert count_of("letters", letters) == 1
    clock[0] += counting.HOLDS_SECONDS + 1
    with django_assert_num_queries(0):
        assert count_of("letters", letters) == count_of("letters", letters) == 1, "nobody waits"
    assert len(later) == 1, "asked twice, counted once"
    with django_assert_num_queries(1):
        later.pop()()
    with django_assert_num_queries(0):
        assert count_of("letters", letters) == 2
