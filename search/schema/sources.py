"""Where the values of a facet stand in the rows of the database, said without a database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Keys = tuple[str, ...]


def as_it_stands(value: Any) -> Keys:
    """The column's value as the one key; none where the column is empty."""
    return (str(value),) if value not in (None, "") else ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column, reached from the disputed item by ``path`` (``determination__decision_date``).

    ``keys`` turns its value into keys of the facet; None and "" come to it too.
    """

    path: str
    keys: Callable[[Any], Keys] = as_it_stands


@dataclass(frozen=True, slots=True)
class Related:
    """The rows of ``table`` (a model's name) whose column ``owner`` holds the item's key, or its letter's.

    ``values`` name the columns that hold keys; a row may be filed under several. ``where`` limits the rows.
    ``order`` names the column that holds their order, where it matters.
    """

    table: str
    owner: str
    values: tuple[str, ...]
    of_letter: bool = False
    where: Mapping[str, str] = field(default_factory=dict)
    order: str = ""


Source = Column | Related
