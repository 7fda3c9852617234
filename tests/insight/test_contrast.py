from __future__ import annotations

from math import inf, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.insight.contrast import contrast, surely


def test_of_many_comparisons_some_are_chance() -> None:
    assert surely(np.random.default_rng(1).normal(size=5_000)) == inf
    assert surely(np.array([6.0, *np.zeros(5_000)])) == 6.0
    assert surely(np.array([2.0])) == 2.0
    assert surely(np.array([1.5, -9.0])) == inf
    assert surely(np.array([])) == inf


@pytest.mark.parametrize(("strata", "overturned", "upheld"), [(40, 25, 225), (40, 3, 30), (5, 10, 100), (1, 20, 20)])
def test_chance_alone_is_not_told(strata: int, overturned: int, upheld: int) -> None:
    """Sides that differ by nothing but chance, though treatments differ in wording: z behaves as a z-score should."""
    chance = np.random.default_rng(7)
    items_1, items_2 = chance.poisson(overturned, strata) + 1, chance.poisson(upheld, strata) + 1
    shares = np.clip(chance.beta(0.5, 8, 4_000) * chance.uniform(0.3, 2, (strata, 4_000)), 0, 0.95)
    first, second = chance.binomial(items_1[:, None], shares), chance.binomial(items_2[:, None], shares)
    seen = (first + second).sum(axis=0) >= 5
    _, z = contrast(first[:, seen], second[:, seen], items_1, items_2)
    assert abs(z.mean()) < 0.1
    assert 0.7 < z.std() < 1.1
    assert (z >= surely(z)).sum() + (-z >= surely(-z)).sum() <= 2


def rows(*counts: list[int]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    return np.array(counts, dtype=np.int64)


def test_the_formula_by_hand() -> None:
    delta, z = contrast(rows([30]), rows([10]), np.array([100]), np.array([200]), prior_items=20)
    prior = 20 * 40 / 300
    odds_1 = (30 + prior) / (120 - 30 - prior)
    odds_2 = (10 + prior) / (220 - 10 - prior)
    variance = 1 / (30 + prior) + 1 / (90 - prior) + 1 / (10 + prior) + 1 / (210 - prior)
    assert delta[0] == pytest.approx(log(odds_1 / odds_2))
    assert z[0] == pytest.approx(log(odds_1 / odds_2) / sqrt(variance))


def test_sides_exchanged_give_the_opposite() -> None:
    first, second = rows([5, 0, 9], [1, 2, 3]), rows([1, 4, 9], [0, 2, 8])
    items_1, items_2 = np.array([10, 5]), np.array([20, 9])
    delta, z = contrast(first, second, items_1, items_2)
    opposite, opposite_z = contrast(second, first, items_2, items_1)
    assert delta == pytest.approx(-opposite)
    assert z == pytest.approx(-opposite_z)


def test_the_mix_of_treatments_is_no_argument() -> None:
    """In each treatment both sides say it alike often; pooled, it would look like a mark of the
    overturned."""
    often_overturned, seldom_overturned = [90], [1]
    first = rows(often_overturned, seldom_overturned)
    second = rows([9], [10])
    items = np.array([100, 10]), np.array([10, 100])
    _, within = contrast(first, second, *items)
    _, pooled = contrast(
        first.sum(axis=0, keepdims=True),
        second.sum(axis=0, keepdims=True),
        *(each.sum(keepdims=True) for each in items),
    )
    assert abs(within[0]) < 0.2
    assert pooled[0] > 5


def test_more_evidence_is_a_stronger_sign() -> None:
    _, few = contrast(rows([3]), rows([1]), np.array([10]), np.array([10]))
    _, many = contrast(rows([300]), rows([100]), np.array([1_000]), np.array([1_000]))
    assert 0 < few[0] < 1.96 < many[0]


def test_strata_without_both_sides_say_nothing() -> None:
    delta, z = contrast(rows([5], [2]), rows([0], [0]), np.array([9, 9]), np.array([0, 0]))
    assert delta.tolist() == z.tolist() == [0.0]


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 9), st.integers(0, 9)),
        min_size=1,
        max_size=6,
    )
)
def test_any_counts_give_finite_numbers(strata: list[tuple[int, int, int, int]]) -> None:
    first, second = rows(*([a] for a, *_ in strata)), rows(*([b] for _, b, *_ in strata))
    items_1 = np.array([a + more for a, _, more, _ in strata])
    items_2 = np.array([b + more for _, b, _, more in strata])
    delta, z = contrast(first, second, items_1, items_2)
    assert np.isfinite(delta).all() and np.isfinite(z).all()
