"""The connection to a cluster: which machines, how long to wait, what to try again, and what to say when it is away."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from opensearchpy import Connection, OpenSearch
from opensearchpy.exceptions import ConnectionError as NoConnection
from opensearchpy.exceptions import ConnectionTimeout, NotFoundError, OpenSearchException, TransportError
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
_QUICK_SECONDS = 1.0
"""How long a question takes unless it is a heavy one, or a machine of the cluster has fallen silent."""
_SIGN_SECONDS = 0.5
_ASIDE_SECONDS = 15.0
"""For how long a machine that has fallen silent is not asked: longer would waste one that is back."""


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
        self._clients: tuple[int, OpenSearch, OpenSearch] | None = None
        self._looking = Lock()
        self._looked = 0.0
        self._living: tuple[float, str] = (0.0, "")

    @property
    def client(self) -> OpenSearch:
        """This process's client."""
        return self._made()[1]

    def _made(self) -> tuple[int, OpenSearch, OpenSearch]:
        """This process, its client, and one that does not wait for long."""
        with self._lock:
            if self._clients is None or self._clients[0] != os.getpid():
                # What is tried again is asked of another machine, once; what we write may be written twice.
                self._clients = (os.getpid(), self._client(self.place.timeout, 1), self._client(_QUICK_SECONDS, 0))
            return self._clients

    def _client(self, timeout: float, retries: int) -> OpenSearch:
        return OpenSearch(
            list(self.place.urls),
            timeout=Timeout(connect=min(_CONNECT_SECONDS, timeout), read=timeout),
            max_retries=retries,
            retry_on_timeout=bool(retries),
            pool_maxsize=32,
            ca_certs=self.place.ca or None,
            dead_timeout=_ASIDE_SECONDS,
            timeout_cutoff=0,  # as long each time
        )

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

    def read(self, question: Callable[[OpenSearch, Answer], Given], patience: float | None = None) -> Given:
        """The answer to a question, as :meth:`ask` gives it; it is handed the parameters that steer a search.

        A machine that has fallen silent without being gone keeps whoever asks it waiting, and so does one that waits
        for what the silent one holds. So a question has a short time at first. Then all machines are asked for a sign
        of life, and it is put again to those that gave one, and for a while to them alone.
        """

        def request(client: OpenSearch) -> Given:
            try:
                return question(self._made()[2], self._steering())
            except ConnectionTimeout:
                self._look_around()
                return question(client, self._steering())

        return self.ask(request, patience)

    def _steering(self) -> Answer:
        until, living = self._living
        return {"preference": f"_prefer_nodes:{living}"} if time.monotonic() < until else {}

    def _look_around(self) -> None:
        """Set aside those machines that give no sign of life, where others do."""
        with self._looking:
            if time.monotonic() - self._looked < _SIGN_SECONDS:
                return  # another thread has just done it
            _, *clients = self._made()
            pools = [client.transport.connection_pool for client in clients]
            machines = [machine for machine, _ in pools[-1].connection_opts]
            with ThreadPoolExecutor(len(machines)) as looks:
                found = looks.map(_sign_of_life, machines)
            signs = {machine.host: sign for machine, sign in zip(machines, found, strict=True)}
            silent = {host for host, sign in signs.items() if sign is None}
            if silent and len(silent) < len(signs):
                log.warning("Machines of the search cluster that are silent: %d of %d", len(silent), len(signs))
                for pool in pools:
                    for machine, _ in pool.connection_opts:
                        if machine.host in silent:
                            pool.mark_dead(machine)
                living = ",".join(filter(None, signs.values()))
                self._living = (time.monotonic() + _ASIDE_SECONDS if living else 0.0, living)
            self._looked = time.monotonic()

    def many(self, bodies: Sequence[Answer], index: str) -> list[Answer]:
        """Several searches in one request, each with its answer."""

        def question(client: OpenSearch, steering: Answer) -> list[Answer]:
            facts = {"index": index, "allow_partial_search_results": False, **steering}
            lines = [line for body in bodies for line in (facts, body)]
            answers: list[Answer] = client.msearch(body=lines)["responses"]
            for each in answers:
                if "error" in each:
                    kind = NotFoundError if each["status"] == 404 else TransportError
                    raise kind(each["status"], each["error"].get("type", ""), each)
            return answers

        return self.read(question)


def _sign_of_life(machine: Connection) -> str | None:
    """By which name the cluster knows a machine, as far as it tells; None where it says nothing in time."""
    asked = {"filter_path": "nodes.*.name"}
    try:
        _, _, told = machine.perform_request("GET", "/_nodes/_local", params=asked, timeout=_SIGN_SECONDS)
        return ",".join(json.loads(told)["nodes"])
    except NoConnection:
        return None
    except (TransportError, ValueError, KeyError, TypeError):
        return ""


class NotFound(Exception):
    """There is no such index or document."""
