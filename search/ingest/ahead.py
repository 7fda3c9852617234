"""Reading ahead: several processes read the next files while this one writes what was read.

What is read needs no database, and what is written needs only one writer; so reading grows with the machine's cores and
the outcome of every file is still decided in order, by one process.
"""

from __future__ import annotations

import logging
import os
import signal
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from multiprocessing import get_context, parent_process
from threading import Thread

from search.ingest.archives import GivenFile
from search.ingest.collecting import collect_seldom
from search.ingest.reading import LetterReading, read_letters

log = logging.getLogger(__name__)

_LOT_FILES, _LOT_BYTES = 8, 2**18
"""Files that are given to a process at a time: handing over a small one alone would take as long as reading it."""
_LOTS_A_JOB = 32
"""So many lots for each process are in memory at a time: enough that none waits while the index is told of the letters
before (:data:`search.ingest.importing.LETTERS_A_REFRESH`)."""
_BYTES_AHEAD = 64 * 2**20
"""Large files wait in smaller numbers."""
_Read = Sequence[LetterReading] | Exception
"""What became of one file."""
_Lot = tuple[Sequence[GivenFile], Future[list[_Read]] | None]
"""Files, and the work that reads them, if any does."""


def reading_ahead(files: Iterable[GivenFile], jobs: int) -> Generator[GivenFile, None, None]:
    """The same files in the same order; those on their way to being asked for are being read by ``jobs`` processes."""
    if jobs <= 1:
        yield from files
        return
    # Begun anew and not forked: a fork would share this process's connections to the database.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin)
    waiting: deque[_Lot] = deque()
    held = 0
    try:
        for lot in _lots(files):
            waiting.append(_begun(pool, lot))
            held += _size(lot)
            while len(waiting) > jobs * _LOTS_A_JOB or (held > _BYTES_AHEAD and len(waiting) > jobs):
                given, _ = waiting.popleft()
                held -= _size(given)
                yield from given
        while waiting:
            yield from waiting.popleft()[0]
    finally:
        for _, work in waiting:  # nobody will ask for these; the others may still be asked for
            if work is not None:
                work.cancel()
        pool.shutdown(wait=False)


def _lots(files: Iterable[GivenFile]) -> Iterator[list[GivenFile]]:
    lot: list[GivenFile] = []
    for given in files:
        lot.append(given)
        if len(lot) == _LOT_FILES or _size(lot) >= _LOT_BYTES:
            yield lot
            lot = []
    if lot:
        yield lot


def _size(lot: Iterable[GivenFile]) -> int:
    return sum(len(given.data) for given in lot)


def _begun(pool: ProcessPoolExecutor, lot: Sequence[GivenFile]) -> _Lot:
    """The files of a lot, each with a promise of its own letters."""
    readable = [given for given in lot if not given.beside and not given.problem]
    try:
        work = pool.submit(_read_lot, [(given.data, given.name) for given in readable]) if readable else None
    except BrokenProcessPool:
        work = None
    if work is None:
        return lot, None
    promises: list[Future[Sequence[LetterReading]]] = [Future() for _ in readable]
    work.add_done_callback(partial(_hand_out, promises))
    promised = dict(zip(map(id, readable), promises, strict=True))
    return [replace(given, ahead=promised.get(id(given))) for given in lot], work


def _hand_out(promises: Sequence[Future[Sequence[LetterReading]]], work: Future[list[_Read]]) -> None:
    """Keep the promises of a lot, which is read, or broken off, or lost with the process that read it."""
    failed = CancelledError() if work.cancelled() else work.exception()
    for number, promise in enumerate(promises):
        read = failed or work.result()[number]
        if isinstance(read, BaseException):
            promise.set_exception(read)
        else:
            promise.set_result(read)


def _read_lot(files: Sequence[tuple[bytes, str]]) -> list[_Read]:
    """In a process that reads: the letters of each file, or what reading it raised."""
    read: list[_Read] = []
    for data, name in files:
        try:
            read.append(read_letters(data, name))
        except Exception as error:
            read.append(error)
    return read


def read_given(given: GivenFile) -> Sequence[LetterReading]:
    """The letters of a file, read ahead or now. Raises as :func:`search.ingest.reading.read_letters` does."""
    if given.ahead is not None:
        try:
            found: Sequence[LetterReading] = given.ahead.result()
            return found
        except BrokenProcessPool:
            log.warning("A process that read ahead has died; what it was reading is read again")
    return read_letters(given.data, given.name)


def _begin() -> None:
    """Ctrl-C reaches every process of a terminal; the one that writes decides what becomes of it. Nor does one that
    reads outlive it, which a kill would leave waiting for work for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    collect_seldom()
    Thread(target=_end_with_the_writer, daemon=True).start()


def _end_with_the_writer() -> None:
    writer = parent_process()
    if writer is not None:
        writer.join()
        os._exit(1)
