"""Originals and uploads in a folder of this machine, on the disk before anything is confirmed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from search.index.columns.arrayfile import sync


class FolderStorage(FileSystemStorage):
    """Django's storage in a folder. What was saved outlives a power cut, as the row does that names it."""

    def _save(self, name: str, content: Any) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        for place in (Path(saved), *Path(saved).parents):  # a folder's name may be as new as the file's
            sync(Path(self.path(place.as_posix())))
        return saved
