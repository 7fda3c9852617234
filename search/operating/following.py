"""The index of one machine among several: it follows the log of changes in the database.

Each web process has a thread for it, and one process of a machine holds the lock: when that ends, another goes on.
"""

from __future__ import annotations

import fcntl
import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import IO

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections

from search.index import IndexUnavailable
from search.index.standing import Step, catch_up, follows, standing

log = logging.getLogger(__name__)

EVERY_SECONDS = 0.5
_LONGEST_PAUSE = 30.0


class Following(Thread):
    """Looks whether something was noted, and takes it over. What has to be built anew is for others to mend."""

    def __init__(self, lock: Path) -> None:
        super().__init__(name="following", daemon=True)
        self._path = lock
        self._file: IO[bytes] | None = None
        self._ending = Event()

    def run(self) -> None:
        """Until :meth:`end`."""
        pause = EVERY_SECONDS
        while not self._ending.wait(pause):
            try:
                if self._is_ours():
                    look()
                pause = EVERY_SECONDS
            except (DatabaseError, InterfaceError, IndexUnavailable, OSError) as error:
                log.warning("The index cannot follow now: %s", error)
                connections.close_all()
                pause = min(2 * pause, _LONGEST_PAUSE)
        connections.close_all()

    def end(self) -> None:
        """Stop, and let another process of this machine go on."""
        self._ending.set()
        self.join()
        if self._file is not None:
            self._file.close()

    def _is_ours(self) -> bool:
        if self._file is not None:
            return True
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True


def look() -> bool:
    """Take over what the index is behind; whether there was anything. Raises IndexUnavailable, database errors."""
    if standing().step is not Step.BEHIND:
        return False
    catch_up()
    return True


def begin() -> Callable[[], None]:
    """Follow from now on in this process, where there is something to follow; how to stop it."""
    if not follows():
        return lambda: None
    following = Following(Path(settings.DATA_DIR) / "following.lock")
    following.start()
    return following.end
