"""The supervisor's eye on the index: one that is missing, apart from its database or late is brought in step.

The eye is a process of its own. A file that is cut short under its map ends whoever reads it (SIGBUS), and that must
not be who keeps the site up; so the supervisor itself opens neither the database nor the index.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from time import monotonic, sleep
from types import FrameType

from django.db import DatabaseError, InterfaceError, close_old_connections, connections

from search.index import IndexUnavailable, engine
from search.index.standing import Step, mend, standing
from search.operating.supervising import GRACE, STEADY, reason_of

log = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
PATIENCE_SECONDS = 60.0
"""How long a change may be on its way: an import tells the index of many letters at once."""
EXPUNGE_SECONDS = 3_600.0
"""How long the words of a letter that was withdrawn, replaced or masked may stay in the index's files."""
_MOST_PAUSE = 60.0
_MOST_AWAY = 15.0
_TICK = 0.2


@dataclass(slots=True)
class IndexWatch:
    """Keeps a process up that looks, for the supervisor to tend once a tick."""

    process: BaseProcess | None = None
    began: float = 0.0
    due: float = 0.0
    pause: float = EVERY_SECONDS

    def tend(self) -> None:
        """Start it where it does not run, with growing pauses."""
        now = monotonic()
        if self.process is not None and self.process.exitcode is not None:
            self._pause(reason_of(self.process.exitcode), now)
        elif self.process is None and now >= self.due:
            # Forked, since starting anew takes longer than building a small index.
            process = multiprocessing.get_context("fork").Process(target=_watch, args=(os.getpid(),), name="watching")
            try:
                process.start()
            except OSError as error:  # no memory, or too many processes
                self._pause(str(error), now)
            else:
                self.process, self.began = process, now

    def _pause(self, why: str, now: float) -> None:
        well = self.process is not None and now - self.began >= STEADY
        self.process = None
        self.pause = EVERY_SECONDS if well else min(2 * self.pause, _MOST_PAUSE)
        self.due = now + self.pause
        log.error("Who looks after the index stopped (%s) and is started again in %g s.", why, self.pause)

    def end(self) -> None:
        """Stop it, and what it is at."""
        if self.process is not None and self.process.is_alive():
            self.process.terminate()
            self.process.join(GRACE)
            self.process.kill()
            self.process.join()


def _watch(supervisor: int) -> None:
    """Look until told to stop, or until the supervisor is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the supervisor, which ends us in order
    mending = Mending()

    def ended(number: int, frame: FrameType | None) -> None:
        mending.end()
        os._exit(0)  # what is raised instead can be lost: while a module is imported, or an object taken away

    signal.signal(signal.SIGTERM, ended)
    try:
        while os.getppid() == supervisor:
            mending.tend()
            sleep(_TICK)
    finally:
        mending.end()


@dataclass(slots=True)
class Mending:
    """Looks every few seconds; the work is done by a process of its own, one at a time, with growing pauses."""

    process: BaseProcess | None = None
    due: float = 0.0
    pause: float = EVERY_SECONDS
    away: str = ""
    expunge_due: float = field(default_factory=lambda: monotonic() + EXPUNGE_SECONDS)

    def tend(self) -> None:
        """One look. Never raises for a database or an index that cannot be asked: others say so of the database."""
        if monotonic() < self.due:
            return
        self.due = monotonic() + EVERY_SECONDS
        if self.process is not None:
            self._wait_for(self.process)
        elif sentence := self._wanted():
            log.warning("%s It is mended now.", sentence)
            self._begin(_mend)
        elif monotonic() >= self.expunge_due:
            self.expunge_due = monotonic() + EXPUNGE_SECONDS
            self._begin(_expunge)

    def _begin(self, work: Callable[[], None]) -> None:
        connections.close_all()  # none of ours goes along
        self.process = multiprocessing.get_context("fork").Process(target=work, name="mending")
        self.process.start()

    def _wanted(self) -> str:
        """Why there is something to mend; a cluster that is away is not asked every second, for each look takes one."""
        try:
            sentence = wanted()
        except IndexUnavailable as error:
            self.pause = min(self.pause * 2, _MOST_AWAY)
            self.due = monotonic() + self.pause
            if str(error) != self.away:
                log.warning("Whether the index has to be mended cannot be seen now: %s", error)
            self.away = str(error)
            return ""
        if self.away:
            log.warning("The index can be asked again.")
            self.pause, self.away = EVERY_SECONDS, ""
        return sentence

    def _wait_for(self, process: BaseProcess) -> None:
        status = process.exitcode
        if status is None:
            return
        self.process = None
        self.pause = EVERY_SECONDS if status == 0 else min(self.pause * 2, _MOST_PAUSE)
        self.due = monotonic() + self.pause
        if status:
            log.error("The index could not be mended; it is tried again in %d seconds.", self.pause)

    def end(self) -> None:
        """Stop what runs: a half-built index is never taken for a whole one."""
        if self.process is not None and self.process.is_alive():
            self.process.kill()
            self.process.join()


def _expunge() -> None:
    _end_when_told()
    try:
        engine().expunge()
    except IndexUnavailable as error:
        log.warning("What was taken out of the index stays on its disk for another hour: %s", error)


def _end_when_told() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _mend() -> None:
    _end_when_told()
    try:
        found = mend()
    except (IndexUnavailable, DatabaseError, InterfaceError, OSError) as error:
        log.error("%s", error)
        sys.exit(1)
    connections.close_all()
    log.info(found.sentence)


def wanted() -> str:
    """Why the index has to be mended; empty where it is well enough. Raises IndexUnavailable."""
    close_old_connections()
    try:
        found = standing()
    except (DatabaseError, InterfaceError, OSError):
        return ""
    if found.step is Step.NEWER:
        return ""
    if damage := engine().damage():
        return damage
    # One that holds nothing is made as well: the first letters would wait for it.
    asks = found.late_seconds > PATIENCE_SECONDS or found.step is Step.EMPTY or not found.can_answer
    return found.sentence if asks else ""
