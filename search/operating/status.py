"""What the supervisor knows of its processes, for the web processes to tell at ``/healthz``.

One small file in the data folder, of one size from the first writing on and written in place, so that a full disk
cannot refuse it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

_SIZE = 4_096


class Status:
    """The file at ``path``: written by one supervisor, read by anybody."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, sentences: Mapping[str, str]) -> None:
        """Say what is wrong with each process; an empty sentence where nothing is. Raises OSError."""
        data = json.dumps({"supervisor": os.getpid(), "processes": dict(sentences)}).encode()
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(handle, data.ljust(_SIZE), 0)
        finally:
            os.close(handle)

    def read(self) -> dict[str, str]:
        """Process → what is wrong with it. Empty where no supervisor lives, as where others start the processes."""
        try:
            found = json.loads(self.path.read_bytes())
            if not _lives(int(found["supervisor"])):
                return {}
            return {str(name): str(sentence) for name, sentence in found["processes"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
