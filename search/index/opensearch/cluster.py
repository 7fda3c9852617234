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
from opensearchpy.exceptions import NotFoundError, OpenSearchException, TransportError
from urllib3.util import Timeout

from search.index.engine import IndexUnavailable
from search.index.opensearch.errors import MEANT_ANOTHER, is_ours, passes, sentence

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
_CONNECT_SECONDS = 2.0
"""How long a machine that is there takes to say so, at most: one that is gone may never say anything."""


@dataclass(frozen=True, slots=True)
class ClusterPlace:
    """Which cluster, and what of it is ours. ``name`` begins the name of all our indexes there."""

    urls: tuple[str, ...]
    name: str = "imr"
    shards: int = 1
    replicas: int = 1
    timeout: float = 10.0
    ca: str = ""


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
                    list(self.place.urls),
                    timeout=Timeout(connect=_CONNECT_SECONDS, read=self.place.timeout),
                    max_retries=1,
                    retry_on_timeout=True,  # by another machine, once; what we write may be written twice
                    pool_maxsize=32,
                    ca_certs=self.place.ca or None,
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
                if not is_ours(error):
                    raise IndexUnavailable(MEANT_ANOTHER) from error
                raise NotFound(str(error)) from error
            except OpenSearchException as error:
                if not passes(error) or time.monotonic() + pause > until:
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
