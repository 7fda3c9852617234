"""What a cluster refuses for want of a machine is asked again; what it refuses for another reason is not."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from opensearchpy import OpenSearch
from opensearchpy.exceptions import TransportError

from search.index import IndexUnavailable
from search.index.opensearch.cluster import Cluster, ClusterPlace

LOST = {
    "type": "node_disconnected_exception",
    "reason": "[node2][127.0.0.1:9300][indices:data/read/search[phase/fetch/id]] disconnected",
}
WRONG = {"type": "illegal_argument_exception", "reason": "no such field"}


def whole_search(**named: object) -> dict[str, object]:
    """As OpenSearch says that a search failed, with what it ``named`` of the cause."""
    return {"root_cause": [], "type": "search_phase_execution_exception", "reason": "", "phase": "fetch", **named}


def refusal(status: int, reason: dict[str, object]) -> TransportError:
    return TransportError(status, str(reason["type"]), {"error": reason, "status": status})


def asked(refused: TransportError) -> list[int]:
    """How often the cluster is asked that refuses once."""
    times: list[int] = []

    def request(client: OpenSearch) -> list[int]:
        times.append(1)
        if len(times) == 1:
            raise refused
        return times

    return Cluster(ClusterPlace(("http://127.0.0.1:9",))).ask(request)


@pytest.mark.parametrize(
    "reason",
    [
        whole_search(root_cause=[LOST]),
        whole_search(root_cause=[LOST | {"type": "node_not_connected_exception"}]),
        whole_search(failed_shards=[{"shard": 0, "index": "imr", "reason": LOST}]),
        whole_search(failed_shards=[{"shard": 0, "index": "imr", "reason": {"type": "exception", "caused_by": LOST}}]),
        whole_search(caused_by={"type": "execution_exception", "reason": "", "caused_by": LOST}),
        whole_search(failed_shards=[]),
    ],
    ids=["root", "not connected", "a shard", "behind a shard's", "behind another", "nothing named"],
)
def test_a_machine_that_is_lost_between_two_phases_of_a_search(reason: dict[str, object]) -> None:
    assert len(asked(refusal(500, reason))) == 2


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (500, WRONG),
        (500, whole_search(root_cause=[WRONG])),
        (500, whole_search(caused_by=WRONG)),
        (400, whole_search()),
    ],
)
def test_what_is_wrong_with_a_request_is_said_at_once(status: int, reason: dict[str, object]) -> None:
    with pytest.raises(IndexUnavailable, match=f"refused with {status}"):
        asked(refusal(status, reason))


class Speaks(BaseHTTPRequestHandler):
    """A machine of a cluster that finds nothing, and remembers which parts it was told to prefer."""

    told: list[str]

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        where = urlsplit(self.path)
        if where.path == "/_nodes/_local":
            said: dict[str, object] = {"nodes": {"abc": {"name": "node1"}}}
        else:
            self.told += parse_qs(where.query).get("preference", [""])
            said = {"hits": {"total": {"value": 7}, "hits": []}}
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer

    def log_message(self, *said: Any) -> None:
        """Nothing of it."""


@contextmanager
def speaking() -> Iterator[tuple[str, list[str]]]:
    """The address of a machine that answers, and what it was told to prefer, question by question."""
    told: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Told", (Speaks,), {"told": told}))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", told
    finally:
        server.shutdown()
        server.server_close()


def searched(client: OpenSearch, steering: dict[str, Any]) -> int:
    found = client.search(index="imr", body={}, params=steering)
    return int(found["hits"]["total"]["value"])


def test_a_machine_that_has_fallen_silent_is_asked_once_and_then_set_aside() -> None:
    with speaking() as (url, told), socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        # A minute for an answer: whoever waited for the silent one again would be seen to.
        cluster = Cluster(ClusterPlace((url, f"http://127.0.0.1:{silent.getsockname()[1]}"), timeout=60))
        assert [cluster.read(searched) for _ in range(8)] == [7] * 8
        assert told[-1] == "_prefer_nodes:abc", "what the silent one holds is looked for where it is held too"
        silent.setblocking(False)
        came = 0
        with pytest.raises(BlockingIOError):
            while True:
                silent.accept()[0].close()
                came += 1
        assert 1 <= came <= 2, "a question, and whether there is a sign of life"


def test_a_heavy_question_is_given_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.index.opensearch.cluster._QUICK_SECONDS", 0.000_001)
    with speaking() as (url, told), speaking() as (other, told_there):
        assert Cluster(ClusterPlace((url, other))).read(searched) == 7
        assert {*told, *told_there} == {""}, "nobody is silent, so nobody is set aside"


def test_where_all_are_silent_the_cluster_is_said_to_be_away(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_QUICK_SECONDS", "_SIGN_SECONDS", "PATIENCE"):
        monkeypatch.setattr(f"search.index.opensearch.cluster.{name}", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        urls = tuple(f"http://127.0.0.1:{each.getsockname()[1]}" for each in (one, two))
        with pytest.raises(IndexUnavailable, match="does not answer"):
            Cluster(ClusterPlace(urls, timeout=0.05)).read(searched)
