"""A machine of the cluster is lost: searches go on, what was written is there, and indexing comes to the right end."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread, Timer

import pytest

from search.index import IndexUnavailable
from search.index.document import Document
from search.index.opensearch.cluster import ClusterPlace
from search.index.opensearch.engine import ClusterEngine
from search.query.question import Question
from search.query.tree import And, Word
from tests.cluster.layout import VERSION
from tests.cluster.nodes import Cluster
from tests.engines.members import CLUSTER_NAMED, Rows
from tests.engines.test_asking import DAY, written

ITEMS = 400
HOME = Path(tempfile.gettempdir()) / "imr-opensearch" / f"home-{VERSION}"


def row(number: int, word: str = "pain") -> Document:
    return written(number, word, f"word{number % 17}", decided=DAY + number % 5, decision=("upheld",))


@pytest.fixture(scope="module")
def nodes() -> Iterator[Cluster]:
    """Three nodes of this file's own, to be killed."""
    if not os.environ.get(CLUSTER_NAMED):
        said = f"{CLUSTER_NAMED} names no search cluster: python -m tests.cluster start lays one out"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    cluster = Cluster(HOME, HOME.parent / "nodes-faults", port=9410, heap="256m")
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()


@pytest.fixture
def rows() -> Rows:
    return Rows(*(row(number) for number in range(1, ITEMS + 1)))


@pytest.fixture
def engine(nodes: Cluster, rows: Rows) -> Iterator[ClusterEngine]:
    """An engine on an index of three parts with a copy of each, all of them at hand."""
    made = ClusterEngine(ClusterPlace(tuple(nodes.urls), "faults", shards=3, replicas=1), rows, ("decision",))
    made.rebuild()
    nodes.wait("wait_for_nodes=3&wait_for_status=green")
    yield made
    for number in nodes.numbers:
        if not nodes.is_alive(number):
            nodes.start_node(number)
    nodes.wait("wait_for_nodes=3&wait_for_status=green")
    made.life.remove()


@contextmanager
def many_searches(engine: ClusterEngine) -> Iterator[None]:
    """Three readers search while something happens, and all find all of it."""
    question = Question(And((Word("pain"), Word("word3"))), facets=("decision",), limit=100)
    before = engine.find(question)
    stop = Event()
    asked: list[int] = []
    failed: list[str] = []

    def search() -> None:
        while not stop.is_set():
            try:
                asked.append(engine.find(question).total)
            except IndexUnavailable as error:
                failed.append(str(error))

    threads = [Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    yield
    stop.set()
    for thread in threads:
        thread.join()
    assert not failed, failed[0]
    assert set(asked) == {before.total}, "never a part of the answer for the whole"
    assert engine.find(question) == before


@pytest.mark.slow
def test_searches_go_on_when_a_machine_is_lost(nodes: Cluster, engine: ClusterEngine) -> None:
    with many_searches(engine):
        nodes.kill(2)
        time.sleep(8)


@pytest.mark.slow
def test_searches_go_on_while_a_machine_is_silent(nodes: Cluster, rows: Rows, engine: ClusterEngine) -> None:
    # A minute for an answer: who waits for the silent one is seen to.
    place = ClusterPlace(tuple(nodes.urls), "faults", timeout=60)
    patient = ClusterEngine(place, rows, ("decision",))
    with many_searches(patient):
        for number in nodes.numbers:
            nodes.freeze(number)
            begun = time.monotonic()
            try:
                for _ in range(10):
                    assert patient.generation() and not patient.needs_rebuild(), "what a page asks besides"
                    assert patient.find(Question(Word("pain"))).total == ITEMS
            finally:
                nodes.thaw(number)
            assert time.monotonic() - begun < 45


@pytest.mark.slow
def test_what_is_written_while_a_machine_is_lost_is_there(nodes: Cluster, engine: ClusterEngine, rows: Rows) -> None:
    killing = Timer(0.3, nodes.kill, [3])
    killing.start()
    for number in range(1, 61):
        engine.refresh(rows.drop(number) if number % 4 == 0 else rows.put(row(number, "brace")))
    killing.join()
    assert not nodes.is_alive(3)
    changed = {number for number in range(1, 61) if number % 4}
    assert set(engine.find(Question(Word("brace"), limit=1_000)).ids) == changed
    assert engine.find(Question()).total == ITEMS - 15


@pytest.mark.slow
def test_a_rebuild_in_which_a_machine_is_lost_ends_whole_or_leaves_the_old_index(
    nodes: Cluster, engine: ClusterEngine, rows: Rows
) -> None:
    rows.put(*(row(number, "brace") for number in range(1_001, 1_201)))
    usual = rows.all_documents

    def losing() -> Iterator[Document]:
        for place, document in enumerate(usual()):
            if place == 300:
                nodes.kill(1)
            yield document

    rows.all_documents = losing  # type: ignore[method-assign]
    try:
        built = engine.rebuild()
    except IndexUnavailable:
        assert engine.find(Question()).total == ITEMS, "the old index answers on"
        rows.all_documents = usual  # type: ignore[method-assign]
        built = engine.rebuild()
    assert built == ITEMS + 200
    assert engine.find(Question()).total == ITEMS + 200
    assert engine.find(Question(Word("brace"))).total == 200
