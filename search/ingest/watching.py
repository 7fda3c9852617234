"""A folder in which letters land: what is new in it is imported, each file once.

What was taken is remembered beside the database by name, size and time, so that a watch that is started again goes on
where it ended. A file that is changed is another one. What was broken off is taken again, and known by its words. What
failed for no fault of its own, since the disk was full, is tried again after a while. A list (manifest.csv) that comes
later than its letters is laid beside them then.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from search.ingest.archives import LIST, FileSource, count, tried_below, walk
from search.ingest.importing import ImportRun
from search.ingest.manifests import manifest_of
from search.ingest.names import printable
from search.ingest.taken import Taken

SETTLED = 5.0
"""Seconds for which nobody has written to a file that is whole."""
AGAIN = 600.0
"""Seconds after which a file is tried again that could not be stored."""


class Watch:
    """One folder, looked at again and again. ``now``: seconds since 1970."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.time) -> None:
        self.folder = folder.resolve()
        self._now = now
        name = hashlib.sha256(str(self.folder).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self._memory = Path(settings.DATA_DIR) / "watched" / f"{name}.json"
        self._not_before: dict[Path, float] = {}

    def take_new(self) -> Iterator[Taken]:
        """Import what is new and whole as a batch; nothing at all where nothing is."""
        known = self._known()
        lists = {path: stamp for path in self.folder.rglob(LIST) if (stamp := self._stamp(path))}
        here = {path: stamp for path in tried_below(self.folder) if (stamp := self._stamp(path))}
        changed = {path for path, stamp in {**lists, **here}.items() if known.get(self._name(path)) != stamp}
        listed = [path.parent for path in changed & lists.keys()]
        fresh = [
            path for path in here if self._is_due(path) and (path in changed or any(map(path.is_relative_to, listed)))
        ]
        if not fresh:
            return
        given = [FileSource(path, str(path)) for path in fresh]
        run = ImportRun.start(f"{self.folder.name}: {len(given)} new", total=count(given))
        run.manifest = manifest_of([*given, *(FileSource(path, str(path)) for path in lists)])
        again = set()
        for taken in run.take_all(walk(given)):
            if taken.passing:
                again.add(taken.file)
            yield taken
        # An archive is tried again as a whole: what was taken of it is known.
        left = {each for each in fresh if any(name.startswith(printable(str(each))) for name in again)}
        self._not_before = {path: at for path, at in self._not_before.items() if path in here and path not in fresh}
        self._not_before |= dict.fromkeys(left, self._now() + AGAIN)
        # What was taken away meanwhile is forgotten: under the same name another may come.
        done = {path: stamp for path, stamp in {**lists, **here}.items() if path not in self._not_before}
        self._remember({self._name(path): stamp for path, stamp in done.items()})

    def _is_due(self, path: Path) -> bool:
        return self._now() >= self._not_before.get(path, 0.0)

    def _stamp(self, path: Path) -> str:
        """By what a file is known again; empty where it is gone or still being written."""
        try:
            about = path.stat()
        except OSError:
            return ""
        written = 0 <= self._now() - about.st_mtime < SETTLED
        return "" if written else f"{about.st_size} {about.st_mtime_ns}"

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self.folder)).encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    def _known(self) -> dict[str, str]:
        try:
            known: dict[str, str] = json.loads(self._memory.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return known

    def _remember(self, stamps: dict[str, str]) -> None:
        self._memory.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._memory.with_suffix(".new")
        fresh.write_text(json.dumps(stamps), encoding="utf-8")
        fresh.replace(self._memory)
