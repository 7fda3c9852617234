"""Tantivy at its leanest: all text in one field, so that no field weighs more than another. Less work than ours."""

from __future__ import annotations

from tests.benchmarks.engines import tantivy


class Engine(tantivy.Engine):
    """As :class:`tests.benchmarks.engines.tantivy.Engine`, over one field."""

    fields = {"text": 1.0}

    def _names_of_texts(self) -> list[str]:
        return ["text"] * len(tantivy.Engine.fields)
