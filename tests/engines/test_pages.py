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
from urllib.parse import urlencode

import pytest
from django.test import Client
from haystack import connections

from search.index import engine
from search.ingest.rows import sync_vocabulary
from search.models import DisputedItem
from tests.benchmarks import site
from tests.engines.members import CLUSTER, Rows

QUESTIONS = int(os.environ.get("PAGES", "150"))
ITEMS = 1_500
SORTS = ("", "", "relevance", "newest", "oldest")


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


def typed(chance: Random, texts: list[list[str]]) -> str:
    """What somebody may type: words, phrases, beginnings, nearness, scopes, alternatives, exclusions, or nothing."""
    text = chance.choice(texts)
    start = chance.randrange(max(1, len(text) - 4))
    near = text[start : start + 4]
    word = chance.choice(text)
    longer = next((each for each in near if len(each) > 4), "treatment")
    return chance.choice(
        [
            "",
            word,
            " ".join(chance.sample(text, min(len(text), chance.randint(2, 4)))),
            f'"{" ".join(near[: chance.randint(2, 3)])}"',
            f'"{near[0]} {near[-1]}"~{chance.randint(1, 8)}',
            f"{longer[:4]}*",
            f"{word} OR {chance.choice(chance.choice(texts))}",
            f"{word} -{chance.choice(chance.choice(texts))}",
            f"({word} OR {near[0]}) {near[-1]}",
            f"{chance.choice(['heading', 'rationale', 'summary'])}:{word}",
        ]
    )


def addresses(chance: Random, values: dict[str, list[str]], texts: list[list[str]], count: int) -> Iterator[str]:
    """So many searches: words, filters, dates, order and page."""
    for _ in range(count):
        asked: list[tuple[str, Any]] = [("q", typed(chance, texts))]
        for facet in chance.sample(sorted(values), chance.choice([0, 0, 1, 1, 2])):
            asked += [(facet, value) for value in chance.sample(values[facet], min(len(values[facet]), 2))]
        if chance.random() < 0.2:
            asked.append((chance.choice(["from", "to"]), chance.choice(["2014", "2015-06-01", "2016"])))
        if sort := chance.choice(SORTS):
            asked.append(("sort", sort))
        if chance.random() < 0.3:
            asked += [("page", chance.randint(1, 6)), ("per_page", chance.choice([10, 20, 50]))]
        yield f"/search.json?{urlencode(asked)}"


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
