"""A disk that takes nothing at all, as machines leave one on which something went wrong: it can still be read from."""

from __future__ import annotations

import os
from pathlib import Path

SAID = "The disk is read-only: what is there can be read, and nothing can be stored until it is mounted again."


def is_read_only(path: Path) -> bool:
    """Whether ``path`` lies on such a disk; not where this user alone may not write, nor where nothing lies."""
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:
        return False
