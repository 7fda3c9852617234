"""The different values of an array. ``np.unique`` hashes them, which takes many times as long as to sort them."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.integer[Any])


def starts(row: NDArray[np.integer[Any]]) -> NDArray[np.int64]:
    """Where each value of a sorted row begins."""
    edges = np.ones(len(row), dtype=bool)
    np.not_equal(row[1:], row[:-1], out=edges[1:])
    return np.flatnonzero(edges)


def distinct(values: NDArray[Number]) -> NDArray[Number]:
    """Each value once, ascending."""
    row: NDArray[Number] = np.sort(values)
    return row[starts(row)]
