"""What a cluster's errors mean: whether they pass by, and what to say of them to whoever runs the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import (
    ConnectionTimeout,
    NotFoundError,
    OpenSearchException,
    SerializationError,
    SSLError,
    TransportError,
)

Answer = Mapping[str, Any]

PASSING = (429, 502, 503, 504)
"""Statuses that say: later, or ask another."""
MEANT_ANOTHER = "What answers at the addresses in SEARCH_URL is no search cluster."
_LOST = frozenset(
    {
        "node_disconnected_exception",
        "node_not_connected_exception",
        "connect_transport_exception",
        "node_closed_exception",
        "send_request_transport_exception",
        "receive_timeout_transport_exception",
    }
)
"""What a machine says, with 500, of another that was lost between two phases of a search."""
_WHOLE_SEARCH = "search_phase_execution_exception"
OLDER = "The index in the search cluster was made by another version of this site."
_BUSY = "The search cluster has more to do than it can take."
_PARTS_AWAY = "Parts of the index are on machines of the search cluster that are away."
_BY_TYPE = {
    "strict_dynamic_mapping_exception": OLDER,
    "mapper_parsing_exception": OLDER,
    "es_rejected_execution_exception": _BUSY,
    "rejected_execution_exception": _BUSY,
    "opensearch_rejected_execution_exception": _BUSY,
    "circuit_breaking_exception": "The search cluster is short of memory.",
    "no_shard_available_action_exception": _PARTS_AWAY,
    "unavailable_shards_exception": _PARTS_AWAY,
    "cluster_manager_not_discovered_exception": "Most machines of the search cluster are away.",
    "invalid_alias_name_exception": (
        "The name in SEARCH_INDEX belongs to an index in the search cluster that this site did not make: give another."
    ),
}
_BLOCKS = {
    "flood-stage": "The disks of the search cluster are nearly full: it takes no changes until there is room.",
    "read-only": "The search cluster takes no changes: somebody has set its index to be read only.",
    "no master": "Most machines of the search cluster are away.",
    "no cluster-manager": "Most machines of the search cluster are away.",
    "not recovered": "The search cluster is starting.",
}
_BY_STATUS = {
    401: "The search cluster does not accept the user and password in SEARCH_URL.",
    403: "The user in SEARCH_URL may not do this in the search cluster.",
}


def passes(error: OpenSearchException) -> bool:
    """Whether the same request may succeed in a moment."""
    if isinstance(error, NoConnection):
        return not isinstance(error, SSLError)
    if not isinstance(error, TransportError):
        return False
    if error.status_code in PASSING:
        return True
    named = [str(cause.get("type")) for cause in causes(error.info)]
    # Where a machine falls while it fetches, the search as a whole is said to have failed, and nothing more.
    return any(kind in _LOST for kind in named) or (error.status_code == 500 and set(named) <= {_WHOLE_SEARCH})


def is_ours(error: NotFoundError) -> bool:
    """Whether it is a cluster that says so, and not some other server that knows no such address."""
    told = error.info
    return isinstance(told, dict) and (
        "found" in told or "result" in told or isinstance(told.get("error"), (dict, str))
    )


def causes(told: object) -> Iterator[Answer]:
    """What is named in an answer, the deepest first: root causes, each shard's, and what these were caused by."""
    reason = told.get("error") if isinstance(told, dict) else None
    if isinstance(reason, dict):
        yield from _within(reason)


def _within(reason: Answer) -> Iterator[Answer]:
    shards = [shard.get("reason") for shard in reason.get("failed_shards") or ()]
    for each in (*(reason.get("root_cause") or ()), *shards, reason.get("caused_by")):
        if isinstance(each, dict):
            yield from _within(each)
    yield reason


def sentence(error: Exception) -> str:
    """What went wrong, for staff; no address of a machine, which may hold a password."""
    if isinstance(error, SSLError):
        return (
            "The certificate of the search cluster is not one that this machine trusts, or is of another name: "
            "SEARCH_CA may name a file of its authority."
        )
    if isinstance(error, ConnectionTimeout):
        return "The search cluster does not answer in time."
    if isinstance(error, NoConnection):
        return "The search cluster does not answer."
    if isinstance(error, SerializationError):
        return MEANT_ANOTHER
    if isinstance(error, TransportError):
        return refusal(error.status_code, list(causes(error.info)), str(error.error))
    return f"The search cluster could not be asked: {type(error).__name__}."


def refusal(status: int | str, named: list[Answer], otherwise: str = "") -> str:
    """What a refusal means, from its ``status`` and what is ``named`` in it."""
    for cause in named:
        reason = str(cause.get("reason", ""))
        if cause.get("type") == "cluster_block_exception":
            for words, said in _BLOCKS.items():
                if words in reason:
                    return said
        if (kind := str(cause.get("type"))) in _BY_TYPE:
            return _BY_TYPE[kind]
    if status in _BY_STATUS:
        return _BY_STATUS[int(status)]
    if status == 503 and any(cause.get("type") == _WHOLE_SEARCH for cause in named):
        return _PARTS_AWAY
    said = next((str(cause["reason"]) for cause in named if cause.get("reason")), otherwise)
    if said.lstrip().startswith("<"):  # a page of another server
        return MEANT_ANOTHER
    return f"The search cluster refused with {status}: {said[:300]}"
