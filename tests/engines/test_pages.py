"""Whole pages: what a reader is answered is the same whichever engine is behind the site.

``PAGES=2000`` asks as many random questions.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from django.test import Client
from haystack import connections

from search.index import engine
from search.ingest.rows import sync_vocabulary
from search.models import DisputedItem
from tests.benchmarks import site
from tests.benchmarks.searching import addresses
from tests.engines.members import CLUSTER, Rows

QUESTIONS = int(os.environ.get("PAGES", "150"))
ITEMS = 1_500


@contextmanager
def on_the_cluster(folder: Path) -> Iterator[None]:
    """The site's default connection leads to the cluster."""
    with CLUSTER.make(folder, Rows(), ()) as made:
        place = made._cluster.place  # type: ignore[attr-defined]
        connection = connections.connections_info["default"]
        kept = dict(connection)
        connection.clear()
        connection.update(
            ENGINE="search.index.opensearch.haystack.OpenSearchEngine",
            URL=list(place.urls),
            INDEX_NAME=place.name,
            SHARDS=place.shards,
        )
        connections.reload("default")
        try:
            yield
        finally:
            connection.clear()
            connection.update(kept)
            connections.reload("default")


def answered(client: Client, asked: list[str]) -> list[tuple[int, Any]]:
    found = [(client.get(address)) for address in asked]
    return [(answer.status_code, answer.json()) for answer in found]


@pytest.mark.slow
def test_pages_are_the_same_whichever_engine_answers(db: None, index: Path, client: Client, tmp_path: Path) -> None:
    sync_vocabulary()
    site.store(ITEMS)
    assert engine().rebuild() == ITEMS
    facets = client.get("/search.json").json()["facets"]
    values = {name: [each["value"] for each in listed] for name, listed in facets.items() if listed}
    texts = [
        text.split() for text in DisputedItem.objects.values_list("rationale", flat=True)[:300] if len(text.split()) > 6
    ]
    asked = list(addresses(Random(7), values, texts, QUESTIONS))
    embedded = answered(client, asked)
    assert sum(said["total"] > 0 for _, said in embedded) > QUESTIONS / 3, "most questions should find something"
    with on_the_cluster(tmp_path):
        assert engine().rebuild() == ITEMS
        clustered = answered(client, asked)
    differing: Counter[str] = Counter()
    shown = []
    for address, one, two in zip(asked, embedded, clustered, strict=True):
        if one != two:
            keys = [key for key in one[1] if one[1][key] != two[1].get(key)]
            differing.update(keys or ["status"])
            shown.append(f"{address}: {keys}")
    assert not differing, f"{len(shown)} of {QUESTIONS} differ, in {dict(differing)}:\n" + "\n".join(shown[:10])
