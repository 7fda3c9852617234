"""An index filled by several processes: each reads its parts of the database and sends them to the cluster.

To make of a row what is stored takes one process longer than it takes three machines to store it.
"""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context

from search.index.engine import IndexUnavailable
from search.index.opensearch.cluster import Cluster, ClusterPlace
from search.index.opensearch.life import AT_ONCE, Life

_PARTS_AHEAD = 2
"""Parts for each process that are waiting or being filled: enough that none is idle."""


def filled(place: ClusterPlace, facets: Collection[str], workers: int, tick: int) -> Iterator[None]:
    """Write every visible item into the index that is being built at ``place``; yields after each part."""
    from search.index.documents import highest  # not where this is imported: see _begin

    # Begun anew and not forked: a fork would share this process's connections to the database.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)
    waiting: deque[Future[None]] = deque()
    try:
        for first in range(0, highest() + 1, AT_ONCE):
            waiting.append(pool.submit(_fill, place, tuple(facets), tick, first, first + AT_ONCE))
            if len(waiting) > workers * _PARTS_AHEAD:
                waiting.popleft().result()
            yield
        while waiting:
            waiting.popleft().result()
            yield
    except BrokenProcessPool as error:
        raise IndexUnavailable("A process that filled the search index has died. Try again.") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """Ctrl-C reaches every process of a terminal; the one that began this decides what becomes of it. What a process
    imports before its settings are read must know no models."""
    import django

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()


def _fill(place: ClusterPlace, facets: tuple[str, ...], tick: int, first: int, end: int) -> None:
    from search.index.documents import between

    _life(place, facets).fill(tick, list(between(first, end)))


@cache
def _life(place: ClusterPlace, facets: tuple[str, ...]) -> Life:
    from search.index import documents

    return Life(Cluster(place), documents, facets)
