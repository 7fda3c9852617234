"""Processes that are started again, each apart from the others, whenever they end by themselves."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from search.operating.status import Status

log = logging.getLogger(__name__)

GRACE = 20.0
"""Seconds that a process has to finish what it is doing."""
STEADY = 10.0
"""Seconds after which a process counts as well again."""
_TICK = 0.2
_FIRST_PAUSE = 0.5


@dataclass(slots=True)
class Program:
    """A process to keep up. ``most_pause``: seconds at most before it is started again."""

    name: str
    title: str
    command: Sequence[str]
    most_pause: float
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    due: float = 0.0
    ends: int = 0
    sentence: str = ""

    def tend(self, now: float, start: Callable[[Sequence[str]], subprocess.Popen[bytes]]) -> bool:
        """Look after it once; whether what is said of it has changed."""
        before = self.sentence
        if self.process is None:
            if now >= self.due:
                self.began = now
                try:
                    self.process = start(self.command)
                except (OSError, subprocess.SubprocessError, MemoryError) as error:
                    self._ended(str(error) or "no memory", now)
        elif (status := self.process.poll()) is not None:
            self._ended(reason_of(status), now)
        elif _is_halted(self.process.pid):
            self._halted(now)
        elif self.sentence and now - self.began >= STEADY:
            log.warning("%s has been well for %d seconds.", self.title, STEADY)
            self.ends, self.sentence = 0, ""
        return self.sentence != before

    def _halted(self, now: float) -> None:
        """Somebody may have done it on purpose: it is said, and left so."""
        self.began = now  # it has been well for so long when it goes on for so long
        halted = f"{self.title} is halted (SIGSTOP) and does nothing until it is sent SIGCONT."
        if self.sentence != halted:
            self.sentence = halted
            log.error(halted)

    def _ended(self, why: str, now: float) -> None:
        self.process = None
        self.ends = 1 if now - self.began >= STEADY else self.ends + 1
        pause = min(_FIRST_PAUSE * 2 ** (self.ends - 1), self.most_pause)
        self.due = now + pause
        often = "" if self.ends == 1 else f" {self.ends} times in a row"
        self.sentence = f"{self.title} stopped{often} ({why}) and is started again in {pause:g} s."
        log.error(self.sentence)


def _is_halted(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "T"
    except (OSError, IndexError):  # gone meanwhile, or no Linux
        return False


def reason_of(status: int) -> str:
    """Why a process ended, from the status that its parent is told."""
    if status >= 0:
        return f"exit status {status}"
    name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
    if -status == signal.SIGKILL:
        return "killed, perhaps by the machine for want of memory"
    return f"ended by {name}"


@dataclass(slots=True)
class Supervisor:
    """Keeps ``programs`` up in ``folder`` until it is told to stop. ``beside`` is called once a tick."""

    programs: Sequence[Program]
    folder: Path
    status: Status
    beside: Callable[[], None] = lambda: None
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    stopping: bool = False

    def stop(self, number: int, frame: FrameType | None) -> None:
        """Take a signal to stop. Where what is raised is lost, as it is while an object is taken away, the next tick
        sees it."""
        self.stopping = True
        raise KeyboardInterrupt

    def run(self) -> None:
        """Until told to stop, or KeyboardInterrupt; then everything is stopped in order."""
        self._tell()
        try:
            while not self.stopping:
                self._tick()
                time.sleep(_TICK)
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            end_all([program.process for program in self.programs if program.process is not None])
            with suppress(OSError):  # the disk may take nothing, and who reads it looks whether we live
                self.status.path.unlink(missing_ok=True)

    def _tick(self) -> None:
        changed = [program.tend(time.monotonic(), self._start) for program in self.programs]
        if any(changed):
            self._tell()
        self.beside()

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        # Sessions of their own: Ctrl-C reaches only us, and we stop them in order.
        return subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,
        )

    def _tell(self) -> None:
        try:
            self.status.write({program.name: program.sentence for program in self.programs})
        except OSError as error:
            log.warning("The state of the processes cannot be written down: %s.", error.strerror)


_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def _end_with_parent() -> None:
    """In the child: a supervisor that is killed leaves nothing behind that would hold the port."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def end_all(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    """Ask each process to stop, and kill what has not stopped when the grace is over."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
