"""Originals and uploads in a folder of this machine, on the disk before anything is confirmed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


def put_on_disk(path: Path) -> None:
    """Wait until what a file, or the names in a folder, hold outlives a power cut. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class FolderStorage(FileSystemStorage):
    """Django's storage in a folder. What was saved outlives a power cut, as the row does that names it."""

    def _save(self, name: str, content: Any) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        for place in (Path(saved), *Path(saved).parents):  # a folder's name may be as new as the file's
            put_on_disk(Path(self.path(place.as_posix())))
        return saved
