"""What a cluster refuses for want of a machine is asked again; what it refuses for another reason is not."""

from __future__ import annotations

import pytest
from opensearchpy import OpenSearch
from opensearchpy.exceptions import TransportError

from search.index import IndexUnavailable
from search.index.opensearch.cluster import Cluster, ClusterPlace


def refusal(status: int, kind: str) -> TransportError:
    """As OpenSearch answers where one machine has failed another."""
    cause = {"type": kind, "reason": "[node2][127.0.0.1:9300][indices:data/read/search[phase/fetch/id]] disconnected"}
    return TransportError(status, kind, {"error": {"root_cause": [cause], "type": kind}, "status": status})


def asked(refused: TransportError) -> list[int]:
    """How often the cluster is asked that refuses once."""
    times: list[int] = []

    def request(client: OpenSearch) -> list[int]:
        times.append(1)
        if len(times) == 1:
            raise refused
        return times

    return Cluster(ClusterPlace(("http://127.0.0.1:9",))).ask(request)


@pytest.mark.parametrize("kind", ["node_disconnected_exception", "node_not_connected_exception"])
def test_a_machine_that_is_lost_between_two_phases_of_a_search(kind: str) -> None:
    assert len(asked(refusal(500, kind))) == 2


def test_what_is_wrong_with_a_request_is_said_at_once() -> None:
    with pytest.raises(IndexUnavailable, match="refused with 500"):
        asked(refusal(500, "illegal_argument_exception"))
