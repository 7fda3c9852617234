"""What the supervisor knows of its processes, for the web processes to tell at ``/healthz``.

One small file in the data folder, of one size from the first writing on and written in place, so that a full disk
cannot refuse it. Its supervisor holds a lock on it, which ends with the process however that ends; numbers of processes
are given again, and in containers they are all the same.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path

_SIZE = 4_096


class Status:
    """The file at ``path``: written by one supervisor, read by anybody."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: int | None = None

    def hold(self) -> bool:
        """Be the one supervisor of this folder from now on; False where another is. On a disk that takes nothing there
        is nothing to hold."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return True
        if not _lock(handle, fcntl.LOCK_EX):
            os.close(handle)
            return False
        self._held = handle
        os.register_at_fork(after_in_child=self.release)  # a child that outlives us is no supervisor
        return True

    def release(self) -> None:
        """Be it no more."""
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def write(self, sentences: Mapping[str, str]) -> None:
        """Say what is wrong with each process; an empty sentence where nothing is. Raises OSError."""
        data = json.dumps({"processes": dict(sentences)}).encode()
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(handle, data.ljust(_SIZE), 0)
        finally:
            os.close(handle)

    def read(self) -> dict[str, str]:
        """Process → what is wrong with it. Empty where no supervisor lives, as where others start the processes."""
        try:
            handle = os.open(self.path, os.O_RDONLY)
            try:
                if _lock(handle, fcntl.LOCK_SH):
                    return {}
                found = json.loads(os.read(handle, _SIZE))
            finally:
                os.close(handle)
            return {str(name): str(sentence) for name, sentence in found["processes"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}


def _lock(handle: int, kind: int) -> bool:
    """Whether it can be had at once, or nearly: who only looks has it for a moment."""
    for _ in range(5 if kind == fcntl.LOCK_EX else 1):
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05 if kind == fcntl.LOCK_EX else 0)
        else:
            return True
    return False
