"""What a cluster refuses for want of a machine is asked again; what it refuses for another reason is not."""

from __future__ import annotations

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
