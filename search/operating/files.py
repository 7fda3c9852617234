"""Originals and uploads in a folder of this machine, on the disk before anything is confirmed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from search.index.columns.arrayfile import sync


class FolderStorage(FileSystemStorage):
    """Django's storage in a folder. What was saved outlives a power cut, as the row does that names it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._settled: set[Path] = set()

    def _save(self, name: str, content: Any) -> str:
        saved: str = super()._save(name, content)  # type: ignore[misc]
        file = Path(self.path(saved))
        sync(file)
        sync(file.parent)
        # A folder's name may be as new as the file's; this process looks to each once.
        if file.parent not in self._settled:
            for place in Path(saved).parents[1:]:
                sync(Path(self.path(place.as_posix())))
            self._settled.add(file.parent)
        return saved
