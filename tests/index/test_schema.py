"""What an index was made with is told by its fingerprint: another one has it built anew."""

from __future__ import annotations

from types import ModuleType

import pytest

from search.index.columns import store
from search.index.opensearch import stored


@pytest.mark.parametrize("engine", [store, stored], ids=["embedded", "cluster"])
def test_items_that_are_named_by_other_rules_make_another_index(
    engine: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = engine.schema_digest(("decision",))
    assert engine.schema_digest(("decision",)) == before != engine.schema_digest(("decision", "year"))
    monkeypatch.setattr(engine, "NAMES_VERSION", engine.NAMES_VERSION + 1)
    assert engine.schema_digest(("decision",)) != before
