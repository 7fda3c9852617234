"""One engine after another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from search.index.engine import Engine
from search.index.opensearch.engine import ClusterEngine
from tests.engines.members import CLUSTER, MEMBERS, Member, Rows
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


@pytest.fixture
def made(tmp_path: Path, rows: Rows) -> Iterator[ClusterEngine]:
    """A cluster's engine, built over the rows of the test that asks for it."""
    with CLUSTER.make(tmp_path, rows, ("decision",)) as found:
        assert isinstance(found, ClusterEngine)
        found.rebuild()
        yield found
