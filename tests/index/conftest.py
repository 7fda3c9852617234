"""What random documents need to meet every part of the engine."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.index.collections import MOST_EXPANSIONS


@pytest.fixture(scope="class")
def everything_is_large() -> Iterator[None]:
    """Few documents meet what else takes a million: several segments a rebuild, merges, prefixes that are cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: None)  # no machine loses its power here, and disks are slow
        patch.setattr("search.index.columns.build.BLOCK_WORDS", 60)
        patch.setattr("search.index.columns.postings.AT_ONCE", 20)
        patch.setattr("search.index.columns.tiers.FANOUT", 3)
        patch.setattr("search.index.columns.snapshot.MOST_EXPANSIONS", MOST_EXPANSIONS)
        patch.setattr("search.index.columns.store.WHOLE", 5)
        yield
