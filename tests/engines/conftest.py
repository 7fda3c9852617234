"""One engine after another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from search.index.engine import Engine
from tests.engines.members import MEMBERS, Member, Rows
from tests.index.collections import FACETS


class Case(NamedTuple):
    """An engine that has not been built, and the rows that it reads."""

    engine: Engine
    rows: Rows

    def build(self, *documents: object) -> Engine:
        """The engine, built over these documents."""
        self.rows.put(*documents)  # type: ignore[arg-type]
        self.engine.rebuild()
        return self.engine


@pytest.fixture(params=MEMBERS, ids=lambda member: member.name)
def member(request: pytest.FixtureRequest) -> Member:
    """Each engine's way to be made."""
    made: Member = request.param
    return made


@pytest.fixture
def case(member: Member, tmp_path: Path) -> Iterator[Case]:
    """Each engine, with rows of its own."""
    rows = Rows()
    with member.make(tmp_path, rows, FACETS) as engine:
        yield Case(engine, rows)
