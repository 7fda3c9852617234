"""Gunicorn's threaded worker, in which only whole requests have a thread.

The worker's one loop takes requests in, however slowly they come; who drips a byte a second occupies a socket until a
deadline, and nobody's thread. Requests that may change something (forms, sign-ins, uploads) have threads of their own,
and so have those for whole results as files, which are long in the making and may be read slowly: readers never wait
behind them.
"""

from __future__ import annotations

import os
import selectors
import socket
import sys
import time
from collections import Counter
from concurrent import futures
from dataclasses import dataclass
from functools import partial
from threading import get_native_id, local
from typing import Any

from gunicorn.http import errors
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from search.operating.giving_way import NICENESS, readers
from search.operating.receiving import (
    BROKEN,
    FULL,
    LARGE,
    MALFORMED,
    MANY_FILES,
    MANY_HEADERS,
    NO_EXPECTATION,
    NO_ROOM,
    SLOW,
    Receiving,
    Refusal,
    Stage,
)

MOST_RECEIVING = 400
"""Requests on their way in at once; of more the oldest is dropped, and told nothing: there may be thousands."""
MOST_WRITES_WAITING = 64
MOST_FILES_WAITING = 16
MOST_LARGE = 4
_CHUNK = 256 * 2**10
_STALLED_SECONDS = 30
_CLOSING_SECONDS = 0.1
_TELLING_THREADS = 2
_OF_THE_APPLICATION = (errors.InvalidResponseHeader, errors.InvalidResponseHeaderName)
_REFUSALS: tuple[tuple[Any, Refusal], ...] = (
    (_OF_THE_APPLICATION, BROKEN),
    (errors.LimitRequestHeaders, MANY_HEADERS),
    (errors.ExpectationFailed, NO_EXPECTATION),
    (errors.ParseException, MALFORMED),
)


@dataclass(slots=True)
class Lane:
    """Requests that have threads of their own, behind those of readers. ``waiting``: how many are in it, those being
    answered included; of more than ``most`` one is refused, with ``full``."""

    pool: futures.Executor
    most: int
    full: Refusal
    waiting: int = 0


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """See the module."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.receiving: dict[TConn, Receiving] = {}
        self.large: Counter[bool] = Counter()
        """Large bodies on their way in, those that anybody may send apart from letters."""
        self.answering = local()
        half = max(1, self.cfg.threads // 2)
        self.writes = Lane(futures.ThreadPoolExecutor(half, "writes", _after_readers), MOST_WRITES_WAITING, FULL)
        # Not niced: they are Python throughout, and would hold its lock while others have the processor.
        self.files = Lane(futures.ThreadPoolExecutor(half, "files"), MOST_FILES_WAITING, MANY_FILES)
        self.tellers = futures.ThreadPoolExecutor(_TELLING_THREADS, "refusals")
        """They tell why a request is not taken, and may have to wait for whoever is told, which no reader must."""

    # In the loop

    def enqueue_req(self, conn: Any) -> None:
        """Take a request in; it gets a thread when it is whole."""
        taken = Receiving(time.monotonic(), self.cfg.limit_request_line)
        conn.sock.setblocking(False)
        conn.taken = taken
        if len(self.receiving) >= MOST_RECEIVING:
            self._drop(next(iter(self.receiving)))
        self.receiving[conn] = taken
        if conn.parser is not None:
            taken.feed(conn.parser.unreader.take_buffered(), time.monotonic())
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_bytes, conn, taken))
        # Mostly it is there already.
        self._on_bytes(conn, taken, conn.sock)

    def _on_bytes(self, conn: Any, taken: Receiving, sock: Any) -> None:
        try:
            data = conn.sock.recv(_CHUNK)
        except (BlockingIOError, InterruptedError):
            data = None
        except OSError:
            data = b""
        try:
            if data:
                taken.feed(data, time.monotonic())
        except OSError:
            self._give_up(conn, taken, NO_ROOM)
            return
        if taken.refused:
            self._give_up(conn, taken, taken.refused)
        elif taken.stage is Stage.WHOLE:
            self._forget(conn)
            self._give_thread(conn, taken)
        elif data == b"":
            self._drop(conn)
        elif taken.stage is Stage.ASKING:
            self._ask(conn, taken)

    def _forget(self, conn: Any) -> None:
        if self.receiving.pop(conn, None) is not None:
            self.poller.unregister(conn.sock)

    def _drop(self, conn: Any) -> None:
        self._forget(conn)
        conn.taken.body.close()
        self.nr_conns -= 1
        conn.close()

    def _give_thread(self, conn: Any, taken: Receiving) -> None:
        if not taken.writes and not taken.takes_long:
            self._submit(self.tpool, conn, self.finish_request, self._read, conn)
            return
        lane = self.writes if taken.writes else self.files
        if lane.waiting >= lane.most:
            self._give_up(conn, taken, lane.full)
            return
        lane.waiting += 1
        self._submit(lane.pool, conn, partial(self._answered, lane), self.handle, conn)

    def _submit(self, pool: futures.Executor, conn: Any, then: Any, work: Any, *arguments: Any) -> None:
        done = pool.submit(work, *arguments)
        done.add_done_callback(lambda future: self.method_queue.defer(then, conn, future))

    def _answered(self, lane: Lane, conn: Any, future: Any) -> None:
        lane.waiting -= 1
        self.finish_request(conn, future)

    def _ask(self, conn: Any, taken: Receiving) -> None:
        """So much only from those who may: a thread looks who it is, and the loop goes on when it knows."""
        self._forget(conn)
        if self.large[taken.unstored] >= MOST_LARGE:
            self._give_up(conn, taken, FULL)
            return
        self.large[taken.unstored] += 1
        conn.large = True
        self._submit(self.writes.pool, conn, self._asked, _may_send_much, taken, conn.sock)

    def _asked(self, conn: Any, future: Any) -> None:
        taken: Receiving = conn.taken
        if future.exception() is not None or not future.result():
            self._give_up(conn, taken, LARGE if future.exception() is None else FULL)
            return
        taken.allow()
        if taken.stage is Stage.WHOLE:
            self._give_thread(conn, taken)
            return
        conn.sock.setblocking(False)
        self.receiving[conn] = taken
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_bytes, conn, taken))

    def _give_up(self, conn: Any, taken: Receiving, refusal: Refusal) -> None:
        if refusal is SLOW and not taken.head:  # who has asked nothing is told nothing
            self._drop(conn)
            return
        self._forget(conn)
        taken.body.close()
        self._submit(self.tellers, conn, self.finish_request, _refuse, conn, refusal)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """See gunicorn."""
        if getattr(conn, "large", False):
            conn.large = False
            self.large[conn.taken.unstored] -= 1
        super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """See gunicorn. Here: give up what comes too slowly, and when stopping what has not come."""
        super().murder_pending()
        now = time.monotonic()
        for conn, taken in [*self.receiving.items()]:
            if now > taken.deadline() or (not self.alive and not taken.head):
                self._give_up(conn, taken, SLOW)

    # In a thread

    def _read(self, conn: Any) -> Any:
        with readers.one():
            return self.handle(conn)

    def handle(self, conn: Any) -> Any:
        """Answer a whole request."""
        taken: Receiving = conn.taken
        self.answering.head = taken.head
        conn.data_ready = True
        conn.sock.setblocking(True)
        # What is wrong about a request may make the server read on: not for ever. Nor does a reader who stalls.
        _limit(conn.sock)
        conn.init()
        taken.body.seek(0)
        conn.parser.unreader = _Replay(conn.sock, taken)
        result = super().handle(conn)
        if result and (rest := taken.body.read()):
            conn.parser.unreader.buf.seek(0, os.SEEK_END)
            conn.parser.unreader.buf.write(rest)  # the beginning of the next request
        elif not result:
            _close(conn.sock)  # here, not in the loop, since it may have to wait
        taken.body.close()
        return result

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """See gunicorn: what its parser refuses, and what went wrong outside of the site's own pages."""
        refusal = next((said for kind, said in _REFUSALS if isinstance(exc, kind)), BROKEN)
        if refusal is BROKEN:
            self.log.error("A request failed", exc_info=exc)
        _tell(client, refusal, getattr(self.answering, "head", b""))


class _Replay(SocketUnreader):  # type: ignore[misc]
    """What was taken in already, then what comes."""

    def __init__(self, sock: socket.socket, taken: Receiving) -> None:
        super().__init__(sock)
        self._taken = taken
        self.unread(taken.head)

    def chunk(self, size_hint: int | None = None) -> bytes:
        """See gunicorn."""
        if not self._taken.body.closed and (data := self._taken.body.read(min(size_hint or _CHUNK, _CHUNK))):
            return data
        more: bytes = super().chunk(size_hint)
        return more


def _after_readers() -> None:
    if sys.platform == "linux":  # only there a thread has a priority of its own
        # Who was begun with a greater one may not take a lesser.
        os.setpriority(os.PRIO_PROCESS, get_native_id(), max(os.getpriority(os.PRIO_PROCESS, 0), NICENESS))


def _limit(sock: socket.socket) -> None:
    seconds = _STALLED_SECONDS.to_bytes(8, sys.byteorder) + bytes(8)
    for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        sock.setsockopt(socket.SOL_SOCKET, option, seconds)


def _may_send_much(taken: Receiving, sock: socket.socket) -> bool:
    from search.operating.refusing import may_send_much

    allowed = taken.unstored or may_send_much(taken.head)
    if allowed and taken.expects:
        sock.setblocking(True)
        sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    return allowed


def _refuse(conn: Any, refusal: Refusal) -> bool:
    _tell(conn.sock, refusal, conn.taken.head)
    _close(conn.sock)
    return False


def _tell(sock: socket.socket, refusal: Refusal, head: bytes) -> None:
    from search.operating.refusing import answer

    try:
        sock.settimeout(_CLOSING_SECONDS * 10)
        sock.sendall(answer(refusal, head))
    except OSError:
        pass  # who does not listen is not told


def _close(sock: socket.socket) -> None:
    """Let the peer read what it was told before the connection ends, but do not wait long for it to go."""
    try:
        sock.shutdown(socket.SHUT_WR)
        until = time.monotonic() + _CLOSING_SECONDS
        while (left := until - time.monotonic()) > 0:
            sock.settimeout(left)
            if not sock.recv(_CHUNK):
                break
    except OSError:
        pass
    sock.close()
