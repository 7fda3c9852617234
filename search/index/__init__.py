"""The index: what is found, and what it costs. Others ask ``engine()`` and know no more than the protocol."""

from __future__ import annotations

from search.index.engine import Added, Engine, IndexHealth, IndexUnavailable

__all__ = ["Added", "Engine", "IndexHealth", "IndexUnavailable", "engine"]


def engine() -> Engine:
    """The engine that the settings' default Haystack connection names."""
    # Haystack reads the settings when it is imported; only a running site has them.
    from haystack import connections

    found: Engine = connections["default"].get_backend().engine
    return found
