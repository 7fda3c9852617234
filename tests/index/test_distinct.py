"""The different values of arrays, as numpy itself gives them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.index.columns.distinct import distinct, starts


@given(st.lists(st.integers(0, 12)), st.sampled_from(["uint8", "uint32", "int64", "uint64"]))
def test_each_value_comes_once_in_order_and_kind(values: list[int], kind: str) -> None:
    row = np.array(values, dtype=kind)
    found = distinct(row)
    assert found.tolist() == sorted(set(values)) and found.dtype == row.dtype
    assert row.tolist() == values  # which is left as it was


@pytest.mark.parametrize(("row", "begin"), [([], []), ([5], [0]), ([1, 1, 2, 7, 7, 7], [0, 2, 3])])
def test_where_each_value_of_a_sorted_row_begins(row: list[int], begin: list[int]) -> None:
    assert starts(np.array(row, dtype=np.int64)).tolist() == begin
