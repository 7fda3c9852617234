"""The connection to a cluster: which machines, how long to wait, what to try again, and what to say when it is away."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import NotFoundError, OpenSearchException, TransportError

from search.index.engine import IndexUnavailable

log = logging.getLogger(__name__)
# Each request is a line otherwise, and each thread beyond the pool's size a warning.
for _name in ("opensearch", "opensearchpy.trace"):  # the latter writes down what it sends, letters among it
    logging.getLogger(_name).setLevel(logging.ERROR)
logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)

Answer = dict[str, Any]
Given = TypeVar("Given")

PATIENCE = 6.0
"""Seconds for which a request that failed for want of a machine is tried again: a lost primary is replaced in two."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 0.8
_PASSING = (429, 502, 503, 504)
"""Answers that say: later, or ask another."""
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


@dataclass(frozen=True, slots=True)
class ClusterPlace:
    """Which cluster, and what of it is ours. ``name`` begins the name of all our indexes there."""

    urls: tuple[str, ...]
    name: str = "imr"
    shards: int = 1
    replicas: int = 1
    timeout: float = 10.0


class Cluster:
    """A connection that waits out what passes by. Safe to share between threads, and made anew in a forked process."""

    def __init__(self, place: ClusterPlace) -> None:
        self.place = place
        self._lock = Lock()
        self._client: tuple[int, OpenSearch] | None = None

    @property
    def client(self) -> OpenSearch:
        """This process's client."""
        with self._lock:
            if self._client is None or self._client[0] != os.getpid():
                made = OpenSearch(
                    list(self.place.urls), timeout=self.place.timeout, max_retries=len(self.place.urls), pool_maxsize=32
                )
                self._client = (os.getpid(), made)
            return self._client[1]

    def ask(self, request: Callable[[OpenSearch], Given], patience: float | None = None) -> Given:
        """``request``'s answer; what fails for want of a machine is tried again, after longer and longer pauses.

        Raises :class:`NotFound` where there is no such index or document, IndexUnavailable for all else.
        """
        until, pause = time.monotonic() + (PATIENCE if patience is None else patience), _FIRST_PAUSE
        while True:
            try:
                return request(self.client)
            except NotFoundError as error:
                raise NotFound(str(error)) from error
            except OpenSearchException as error:
                if not _passes(error) or time.monotonic() + pause > until:
                    raise IndexUnavailable(sentence(error)) from error
                log.warning("The search cluster is asked again: %s", sentence(error))
            time.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    def many(self, bodies: Sequence[Answer], index: str) -> list[Answer]:
        """Several searches in one request, each with its answer."""
        lines: list[Answer] = []
        for body in bodies:
            lines += [{"index": index, "allow_partial_search_results": False}, body]

        def request(client: OpenSearch) -> list[Answer]:
            answers: list[Answer] = client.msearch(body=lines)["responses"]
            for each in answers:
                if "error" in each:
                    kind = NotFoundError if each["status"] == 404 else TransportError
                    raise kind(each["status"], each["error"].get("type", ""), each)
            return answers

        return self.ask(request)


class NotFound(Exception):
    """There is no such index or document."""


def _passes(error: OpenSearchException) -> bool:
    if isinstance(error, NoConnection):
        return True
    if not isinstance(error, TransportError):
        return False
    if error.status_code in _PASSING:
        return True
    named = [str(cause.get("type")) for cause in _causes(error)]
    # Where a machine falls while it fetches, the search as a whole is said to have failed, and nothing more.
    return any(kind in _LOST for kind in named) or (error.status_code == 500 and set(named) <= {_WHOLE_SEARCH})


def _causes(error: TransportError) -> list[Answer]:
    """What is named in an answer, the deepest first: root causes, each shard's, and what these were caused by."""
    reason = error.info.get("error", {}) if isinstance(error.info, dict) else {}
    return _within(reason) if isinstance(reason, dict) else []


def _within(reason: Answer) -> list[Answer]:
    shards = [shard.get("reason") for shard in reason.get("failed_shards") or ()]
    deeper = [*(reason.get("root_cause") or ()), *shards, reason.get("caused_by")]
    return [named for each in deeper if isinstance(each, dict) for named in _within(each)] + [reason]


def sentence(error: Exception) -> str:
    """What went wrong, for staff; no address of a machine, which may hold a password."""
    if isinstance(error, NoConnection):
        return "The search cluster does not answer."
    if isinstance(error, TransportError):
        said = next((str(cause["reason"]) for cause in _causes(error) if cause.get("reason")), str(error.error))
        return f"The search cluster refused with {error.status_code}: {said[:300]}"
    return f"The search cluster could not be asked: {type(error).__name__}."
