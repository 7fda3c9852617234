"""What happens to a cluster: what others have done to our indexes, and what a busy or a wrong server says.

Whatever it is, whoever runs the site is told in a sentence, and the next look mends it.
"""

from __future__ import annotations

import json
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnection

from search.index import IndexUnavailable
from search.index.opensearch import life
from search.index.opensearch.cluster import ClusterPlace
from search.index.opensearch.engine import ClusterEngine
from search.query.question import Question
from search.query.tree import Word
from tests.engines.members import Rows
from tests.engines.test_asking import DAY, written

COUNT = 20
BLOCK = {"type": "cluster_block_exception", "reason": "index [imr-1] blocked by: [TOO_MANY_REQUESTS/12/disk usage "}
BLOCK["reason"] += "exceeded flood-stage watermark, index has read-only-allow-delete block];"
BUSY = {"type": "rejected_execution_exception", "reason": "rejected execution of coordinating operation"}
OLDER = {"type": "strict_dynamic_mapping_exception", "reason": "mapping set to strict, dynamic introduction of [x]"}


@pytest.fixture
def rows() -> Rows:
    return Rows(*(written(n, "pain", decided=DAY + n % 7, decision=("upheld",)) for n in range(1, COUNT + 1)))


@pytest.fixture
def client(made: ClusterEngine) -> OpenSearch:
    """Somebody else's hands on the cluster."""
    return made._cluster.client


def test_a_second_index_behind_the_name_is_noticed_and_stays_whose_it_is(
    made: ClusterEngine, client: OpenSearch, rows: Rows
) -> None:
    live, other = made.life.live, f"other-{made.life.live}"
    client.indices.create(index=other, body={"settings": {"number_of_shards": 1, "number_of_replicas": 0}})
    try:
        client.indices.update_aliases(body={"actions": [{"add": {"index": other, "alias": live}}]})
        assert made.needs_rebuild() and not made.health().ok
        assert made.rebuild() == COUNT
        assert not made.needs_rebuild() and made.health().ok
        assert made.find(Question(Word("pain"))).total == COUNT
        assert client.indices.exists(index=other), "only the name was taken from it"
    finally:
        client.indices.delete(index=other)


def test_what_a_rebuild_of_another_version_has_left_stops_no_change(
    made: ClusterEngine, client: OpenSearch, rows: Rows
) -> None:
    building = f"{made.life.live}-building"
    left = {"mappings": {"dynamic": "strict", "properties": {"words": {"type": "keyword"}}}, "aliases": {building: {}}}
    client.indices.create(index=f"{made.life.live}-left", body=left)
    made.refresh(rows.put(written(99, "brace")))
    assert made.find(Question(Word("brace"))).ids == (99,)
    assert not client.indices.exists(index=f"{made.life.live}-left")


def test_a_cluster_that_was_emptied_is_filled_again(made: ClusterEngine, client: OpenSearch) -> None:
    client.indices.delete(index=f"{made.life.live}-*")
    assert made.needs_rebuild() and made.find(Question()).total == 0
    assert made.rebuild() == COUNT
    assert made.find(Question(Word("pain"))).total == COUNT


def test_an_index_of_others_with_our_name_is_left_alone(made: ClusterEngine, client: OpenSearch, rows: Rows) -> None:
    name = f"taken-{made.life.live}"
    client.indices.create(index=name, body={"settings": {"number_of_shards": 1, "number_of_replicas": 0}})
    unlucky = ClusterEngine(ClusterPlace(made._cluster.place.urls, name), rows, ("decision",))
    try:
        with pytest.raises(IndexUnavailable, match="SEARCH_INDEX belongs to an index"):
            unlucky.rebuild()
        assert client.indices.exists(index=name)
    finally:
        client.indices.delete(index=f"{name}*")


def test_an_index_that_takes_no_changes_is_told_of_them_when_it_does(
    made: ClusterEngine, client: OpenSearch, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(life, "_WRITE_PATIENCE", 0.2)
    blocks = {"knee": ("read_only_allow_delete", "nearly full"), "neck": ("read_only", "read only")}
    for word, (block, said) in blocks.items():
        client.indices.put_settings(index=made.life.live, body={f"index.blocks.{block}": True})
        with pytest.raises(IndexUnavailable, match=said):
            made.refresh(rows.put(written(50, word)))
        assert made.find(Question(Word("pain"))).total == COUNT, "what is there is found meanwhile"
        client.indices.put_settings(index=made.life.live, body={f"index.blocks.{block}": None})
        made.refresh([50])
        assert made.find(Question(Word(word))).ids == (50,)


def test_a_swap_whose_answer_is_lost_was_done(
    made: ClusterEngine, client: OpenSearch, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine does it and falls before it says so; asked again, the next finds nothing to do it with."""
    indices = type(client.indices)
    usual = indices.update_aliases
    lost: list[Any] = []

    def losing(self: Any, **given: Any) -> Any:
        done = usual(self, **given)
        if not lost:
            lost.append(done)
            raise NoConnection("N/A", "reset", ConnectionResetError())
        return done

    monkeypatch.setattr(indices, "update_aliases", losing)
    rows.put(written(77, "brace"))
    assert made.rebuild() == COUNT + 1
    assert lost and made.find(Question(Word("brace"))).ids == (77,)


class Answers(BaseHTTPRequestHandler):
    """Says what it is given, whatever it is asked."""

    said: ClassVar[list[tuple[int, str, str]]] = []

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, kind, body = self.said.pop(0) if len(self.said) > 1 else self.said[0]
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    do_GET = do_POST = do_PUT = do_DELETE = _answer

    def log_message(self, *said: Any) -> None:
        """Nothing of it."""


@contextmanager
def answering(*said: tuple[int, str, str], signed: Path | None = None) -> Iterator[ClusterPlace]:
    """A server that says this, the last of it for ever; over TLS with what is ``signed``, a key and its certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Told", (Answers,), {"said": list(said)}))
    if signed:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(signed)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield ClusterPlace((f"http{'s' if signed else ''}://127.0.0.1:{server.server_port}",))
    finally:
        server.shutdown()
        server.server_close()


def data(status: int, told: object) -> tuple[int, str, str]:
    return status, "application/json", json.dumps(told)


PAGE = (200, "text/html", "<html>Welcome</html>")
MISSING = (404, "text/html", "<html>Not found</html>")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (PAGE, "no search cluster"),
        (MISSING, "no search cluster"),
        ((405, "text/html", "<html>Not allowed</html>"), "no search cluster"),
        (data(404, {"detail": "Not found"}), "no search cluster"),
        ((401, "text/plain", "Unauthorized"), "does not accept the user and password"),
        (data(403, {"error": {"type": "security_exception", "reason": "no permissions"}}), "may not do this"),
        (data(429, {"error": BLOCK}), "nearly full"),
        (data(429, {"error": BUSY}), "more to do"),
        (
            data(503, {"error": {"type": "search_phase_execution_exception", "reason": "all shards failed"}}),
            "Parts of the index",
        ),
    ],
)
def test_whatever_answers_in_place_of_a_healthy_cluster_is_told_in_a_sentence(
    answer: tuple[int, str, str], sentence: str, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.index.opensearch.cluster.PATIENCE", 0.0)
    monkeypatch.setattr(life, "_LOOK_PATIENCE", 0.0)
    with answering(answer) as place:
        engine = ClusterEngine(place, rows, ("decision",))
        assert sentence in engine.health().detail
        for ask in (engine.rebuild, engine.needs_rebuild, engine.mark, lambda: engine.find(Question(Word("pain")))):
            with pytest.raises(IndexUnavailable, match=sentence):
                ask()


def test_a_certificate_that_nobody_vouches_for_is_told_and_one_may_be_vouched_for(rows: Rows, tmp_path: Path) -> None:
    signed = tmp_path / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(signed), "-out", str(tmp_path / "only.pem")]
    subprocess.run(command, check=True, capture_output=True)
    with signed.open("a") as both:
        both.write((tmp_path / "only.pem").read_text())
    with answering(PAGE, signed=signed) as place:
        assert "SEARCH_CA" in ClusterEngine(place, rows, ("decision",)).health().detail
        trusting = replace(place, ca=str(tmp_path / "only.pem"))
        assert "no search cluster" in ClusterEngine(trusting, rows, ("decision",)).health().detail


def test_what_a_busy_cluster_has_no_room_for_is_sent_again(rows: Rows) -> None:
    line: life.Line = ({"index": {}}, {"id": 1})

    def each(status: int, error: dict[str, str] | None = None) -> dict[str, Any]:
        return {"index": {"status": status, **({"error": error} if error else {})}}

    half = {"errors": True, "items": [each(201), each(429, BUSY), each(409, {"type": "version_conflict"})]}
    assert life._refused([(*line, {"n": n}) for n in (1, 2, 3)], half, for_good=False) == [(*line, {"n": 2})]
    assert life._refused([line], {"errors": False, "items": [each(201)]}, for_good=False) == []
    with pytest.raises(IndexUnavailable, match="more to do"):
        life._refused([line], {"errors": True, "items": [each(429, BUSY)]}, for_good=True)
    with pytest.raises(IndexUnavailable, match="another version"):
        life._refused([line], {"errors": True, "items": [each(400, OLDER)]}, for_good=False)
