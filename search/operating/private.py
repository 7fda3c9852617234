"""What the site wrote is for its owner alone, also where an earlier version or a copy left it readable to others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_OTHERS = 0o077


def make_private(folder: Path, beside: Path | None = None) -> int:
    """Take others' rights from everything in ``folder`` but ``beside``; the number of files and folders changed."""
    changed = 0
    for path in _within(folder, beside):
        mode = path.stat().st_mode
        if mode & _OTHERS:
            path.chmod(mode & 0o7777 & ~_OTHERS)
            changed += 1
    return changed


def _within(folder: Path, beside: Path | None) -> Iterator[Path]:
    for path in folder.iterdir():
        if path == beside or path.is_symlink():
            continue
        yield path
        if path.is_dir():
            yield from _within(path, beside)
