"""The supervisor's eye on the index: one that is missing, apart from its database or late is brought in step."""

from __future__ import annotations

import logging
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections
from django.utils import timezone

from search.index.standing import standing

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
PATIENCE_SECONDS = 60.0
"""How long a change may be on its way: an import tells the index of many letters at once."""
_MOST_PAUSE = 60.0


@dataclass(slots=True)
class Mending:
    """Looks every few seconds; the work is done by a process of its own, one at a time, with growing pauses."""

    process: subprocess.Popen[bytes] | None = None
    due: float = 0.0
    pause: float = EVERY_SECONDS

    def tend(self) -> None:
        """One look. Never raises for a database or an index that cannot be asked: others say so."""
        if monotonic() < self.due:
            return
        self.due = monotonic() + EVERY_SECONDS
        if self.process is not None:
            self._wait_for(self.process)
        elif sentence := _wanted():
            log.warning("%s It is mended now.", sentence)
            command = [sys.executable, "manage.py", "check_index", "--mend"]
            self.process = subprocess.Popen(command, cwd=Path(settings.BASE_DIR))

    def _wait_for(self, process: subprocess.Popen[bytes]) -> None:
        status = process.poll()
        if status is None:
            return
        self.process = None
        self.pause = EVERY_SECONDS if status == 0 else min(self.pause * 2, _MOST_PAUSE)
        self.due = monotonic() + self.pause
        if status:
            log.error("The index could not be mended; it is tried again in %d seconds.", self.pause)

    def end(self) -> None:
        """Stop what runs: a half-built index is never taken for a whole one."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()


def _wanted() -> str:
    """Why the index has to be mended; empty where it is well enough."""
    close_old_connections()
    try:
        found = standing()
    except (DatabaseError, InterfaceError, OSError):
        return ""
    late = found.since is not None and (timezone.now() - found.since).total_seconds() > PATIENCE_SECONDS
    return found.sentence if late or not found.can_answer else ""
