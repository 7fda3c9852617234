"""What is the cluster's own: an address where nobody answers, what is written by others, Haystack's door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from haystack import connections
from haystack.query import SearchQuerySet

from search.index import IndexUnavailable, engine
from search.index.opensearch.cluster import ClusterPlace
from search.index.opensearch.engine import ClusterEngine
from search.operating.mending import Mending
from search.query.question import Question, Sort
from search.query.tree import Or, Word
from tests.engines.members import CLUSTER, Rows
from tests.engines.test_asking import DAY, written
from tests.index.rows import item, letter
from tests.postgres.test_page_plans import READERS

NOWHERE = ClusterPlace(("http://127.0.0.1:9",), name="nowhere")
MORE = (
    "/denial/",
    "/browse/treatment/",
    "/requirements/therapy/",
    "/search/all/treatment/?q=pain",
    "/search/?q=pain&view=insight",
    "/determinations/CM15-0000001/alike/1/",
    "/programs/",
    "/openapi.json",
    "/robots.txt",
)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a cluster that is not there."""
    monkeypatch.setattr("search.index.opensearch.cluster.PATIENCE", 0.0)
    monkeypatch.setattr("search.index.opensearch.life._LOOK_PATIENCE", 0.0)


@pytest.fixture
def rows() -> Rows:
    return Rows(*(written(n, "pain", decided=DAY + n % 7, decision=("upheld",)) for n in range(1, 101)))


@pytest.mark.usefixtures("impatient")
def test_a_cluster_that_is_away_is_said_to_be_so() -> None:
    away = ClusterEngine(NOWHERE, Rows(), ("decision",))
    for ask in (
        lambda: away.find(Question()),
        lambda: away.scan(Question()),
        lambda: away.added(Question(), 0, 1),
        lambda: away.holds("pain"),
        lambda: away.frequencies(["pain"]),
        away.terms,
        away.generation,
        away.needs_rebuild,
        away.rebuild,
        lambda: away.refresh([1]),
        lambda: away.refresh([]),
    ):
        with pytest.raises(IndexUnavailable, match="does not answer"):
            ask()
    health = away.health()
    assert not health.ok and "does not answer" in health.detail


@pytest.mark.django_db
@pytest.mark.usefixtures("impatient")
def test_while_the_cluster_is_away_searches_say_so_and_letters_open(client: Client) -> None:
    connection = connections.connections_info["default"]
    kept = dict(connection)
    connection.clear()
    connection.update(
        ENGINE="search.index.opensearch.haystack.OpenSearchEngine", URL=list(NOWHERE.urls), INDEX_NAME="nowhere"
    )
    connections.reload("default")
    try:
        row = item(letter("CM15-0000001"), rationale="Neck pain.")
        assert client.get(row.determination.get_absolute_url()).status_code == 200
        answer = client.get("/search/", {"q": "pain"})
        assert answer.status_code == 503
        assert client.get("/search.json", {"q": "pain"}).status_code == 503
        for page in (*READERS, *MORE):
            assert client.get(page).status_code in (200, 404, 503), page
        assert client.get("/livez").status_code == 200
        for probe in ("/readyz", "/healthz"):
            asked = client.get(probe)
            assert asked.status_code == 503 and "The search cluster does not answer." in asked.content.decode()
        assert client.get("/metrics").status_code == 200
        said = StringIO()
        call_command("prepare", stdout=said, stderr=said)
        assert "does not answer" in said.getvalue() and "Ready: 1 letter" in said.getvalue(), "a site can be started"
        watching = Mending()
        watching.tend()
        watching.tend()
        assert watching.process is None and "does not answer" in watching.away, "whoever keeps the site up goes on"
    finally:
        connection.clear()
        connection.update(kept)
        connections.reload("default")


def test_pages_beyond_the_window_are_walked_to(made: ClusterEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Question(Or((Word("pain"), Word("absent"))), limit=10)
    for sort in Sort:
        whole = made.find(replace(asked, sort=sort, limit=100))
        with monkeypatch.context() as patch:
            patch.setattr("search.index.opensearch.engine.WINDOW", 40)
            patch.setattr("search.index.opensearch.engine._SCANNED", {True: 7, False: 9})
            patch.setattr("search.index.opensearch.engine._STRIDE", 8)
            for offset in (15, 33, 60, 61, 77, 95):
                page = made.find(replace(asked, sort=sort, offset=offset, facets=("decision",)))
                assert (page.total, page.ids) == (100, whole.ids[offset : offset + 10])
                assert page.facets == {"decision": {"upheld": 100}}
            assert made.find(replace(asked, sort=sort, offset=500)).ids == ()


def test_a_change_of_several_parts_is_found_in_whichever_shard(
    made: ClusterEngine, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.index.opensearch.life.AT_ONCE", 2)
    made.refresh(rows.put(*(written(number, "brace") for number in range(200, 215))))
    assert set(made.find(Question(Word("brace"), limit=100)).ids) == set(range(200, 215))


def test_of_two_rebuilds_at_once_one_is_told_to_wait(made: ClusterEngine, rows: Rows, tmp_path: Path) -> None:
    others: list[str] = []

    class Meanwhile(Rows):
        def all_documents(self):  # type: ignore[no-untyped-def]
            yield from rows.all_documents()
            with pytest.raises(IndexUnavailable, match="another process"):
                made.rebuild()
            others.append("told")

    twin = ClusterEngine(made._cluster.place, Meanwhile(), ("decision",))
    assert twin.rebuild() == 100
    assert others == ["told"]
    assert made.rebuild() == 100


def test_what_a_rebuild_that_died_has_left_is_removed(made: ClusterEngine, rows: Rows) -> None:
    def broken() -> Iterator[object]:
        yield from list(rows.all_documents())[:10]
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        made.life.rebuild(broken())  # type: ignore[arg-type]
    assert made.find(Question()).total == 100
    assert made.rebuild() == 100
    names = made._cluster.ask(lambda client: client.indices.get(index=f"{made._cluster.place.name}-*"))
    assert len(names) == 2, "the index and the notes"


def test_an_index_of_another_version_is_answered_from_and_is_to_be_rebuilt(made: ClusterEngine, rows: Rows) -> None:
    later = ClusterEngine(made._cluster.place, rows, ("decision", "region"))
    assert later.needs_rebuild() and not later.health().ok and "another version" in later.health().detail
    assert later.find(Question(Word("pain"))).total == 100
    with pytest.raises(IndexUnavailable, match="another version"):
        later.refresh(rows.put(written(200, "brace")))
    assert not later.is_newer()
    later.rebuild()
    assert not later.needs_rebuild() and later.health().ok
    assert later.find(Question(Word("brace"))).ids == (200,)
    # A machine that has not been brought to the new version does not take the index back, nor write into it.
    assert made.needs_rebuild() and made.is_newer() and not later.is_newer()
    with pytest.raises(IndexUnavailable, match="another version"):
        made.refresh(rows.put(written(201, "brace")))
    made.rebuild()  # which a person asked for
    assert later.is_newer() and not made.is_newer()


@pytest.mark.django_db
def test_haystack_reaches_the_cluster(tmp_path: Path) -> None:
    with CLUSTER.make(tmp_path, Rows(), ()) as made:
        assert isinstance(made, ClusterEngine)
        place = made._cluster.place
        connection = connections.connections_info["default"]
        kept = dict(connection)
        connection.clear()
        connection.update(
            ENGINE="search.index.opensearch.haystack.OpenSearchEngine", URL=list(place.urls), INDEX_NAME=place.name
        )
        connections.reload("default")
        try:
            first = item(letter("CM15-0000001"), "Acupuncture", "Neck pain.", decision="overturned")
            second = item(letter("CM15-0000002"), "Massage", "Neck pain is gone.")
            assert engine().needs_rebuild()
            connections["default"].get_unified_index().get_index(type(first)).update()
            assert engine().health().ok and engine().health().items == 2
            found = SearchQuerySet().filter(content="neck pain").facet("decision")
            assert {hit.pk for hit in found} == {str(first.pk), str(second.pk)}
            assert dict(found.facet_counts()["fields"]["decision"]) == {"overturned": 1, "upheld": 1}
            assert [hit.pk for hit in SearchQuerySet().filter(heading="acupuncture")] == [str(first.pk)]
            connections["default"].get_unified_index().get_index(type(first)).clear()
            assert engine().find(Question()).total == 0
        finally:
            connection.clear()
            connection.update(kept)
            connections.reload("default")


def test_words_are_listed_in_parts(made: ClusterEngine, rows: Rows, monkeypatch: pytest.MonkeyPatch) -> None:
    others = [f"other{number}" for number in range(20)]
    made.refresh(rows.put(written(201, " ".join(others)), written(202, others[0])))
    expected = {"pain": 100, **dict.fromkeys(others, 1), others[0]: 2}
    assert made.terms() == expected
    monkeypatch.setattr("search.index.opensearch.engine._WORDS_A_PART", 4)
    assert made.terms() == expected
