"""Rates and their intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.results import Rate, wilson


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [
        # R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17
        # (1998), table I.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_the_published_one(successes: int, total: int, low: float, high: float) -> None:
    assert wilson(successes, total) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_share(counts: tuple[int, int]) -> None:
    overturned, total = counts
    low, high = Rate(overturned, total).interval
    assert 0 <= low <= high <= 100
    assert not total or low - 1e-9 <= Rate(overturned, total).percent <= high + 1e-9


def test_few_items_tell_no_rate() -> None:
    assert not Rate(1, 4).is_telling and Rate(1, 5).is_telling
    assert Rate(1, 999).is_small and not Rate(1, 1_000).is_small


def test_a_rate_is_read_from_the_counts_of_the_decision_facet() -> None:
    assert Rate.of({"upheld": 9, "overturned": 1}) == Rate(1, 10)
    assert Rate.of({}) == Rate(0, 0)
    assert Rate(1, 10).upheld == 9
