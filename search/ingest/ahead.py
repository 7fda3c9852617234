"""Reading ahead: several processes read the next files while this one writes what was read.

What is read needs no database, and what is written needs only one writer; so reading grows with the machine's cores and
the outcome of every file is still decided in order, by one process.
"""

from __future__ import annotations

import logging
import signal
from collections import deque
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context

from search.ingest.archives import GivenFile
from search.ingest.reading import LetterReading, read_letters

log = logging.getLogger(__name__)

_FILES_A_JOB = 8
"""So many files for each process are in memory at a time: enough that none waits for the writer."""


def reading_ahead(files: Iterable[GivenFile], jobs: int) -> Generator[GivenFile, None, None]:
    """The same files in the same order; those on their way to being asked for are being read by ``jobs`` processes."""
    if jobs <= 1:
        yield from files
        return
    # Begun anew and not forked: a fork would share this process's connections to the database.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin)
    waiting: deque[GivenFile] = deque()
    try:
        for given in files:
            waiting.append(_begun(pool, given))
            if len(waiting) > jobs * _FILES_A_JOB:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()
    finally:
        for given in waiting:  # nobody will ask for these; the others may still be asked for
            if given.ahead is not None:
                given.ahead.cancel()
        pool.shutdown(wait=False)


def read_given(given: GivenFile) -> Sequence[LetterReading]:
    """The letters of a file, read ahead or now. Raises as :func:`search.ingest.reading.read_letters` does."""
    if given.ahead is not None:
        try:
            found: Sequence[LetterReading] = given.ahead.result()
            return found
        except BrokenProcessPool:
            log.warning("A process that read ahead has died; what it was reading is read again")
    return read_letters(given.data, given.name)


def _begun(pool: ProcessPoolExecutor, given: GivenFile) -> GivenFile:
    if given.beside or given.problem:
        return given
    try:
        reading: Future[Sequence[LetterReading]] = pool.submit(read_letters, given.data, given.name)
    except BrokenProcessPool:
        return given
    return replace(given, ahead=reading)


def _begin() -> None:
    """Ctrl-C reaches every process of a terminal; the one that writes decides what becomes of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
