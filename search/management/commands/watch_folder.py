"""Import what lands in a folder."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import OperationalError, close_old_connections

from search import insight
from search.ingest.watching import Watch
from search.management.base import DataCommand, SteppingBack
from search.models import FileOutcome

_LONGEST_PAUSE = 86_400


class Command(SteppingBack, DataCommand):
    help = "Import what lands in a folder, each file once. Runs until it is stopped, or looks once with --once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "folder", type=Path, metavar="DIR", help="where letters land; folders in it are looked into"
        )
        parser.add_argument("--once", action="store_true", help="look once and end; exit status 1 if a file failed")
        parser.add_argument("--every", type=int, default=10, metavar="SECONDS", help="between two looks (default: 10)")

    def handle(self, *, folder: Path, once: bool, every: int, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        if not 1 <= every <= _LONGEST_PAUSE:
            raise CommandError(f"--every must lie between 1 and {_LONGEST_PAUSE}.")
        watch = Watch(folder)
        if once:
            if self._look(watch)[FileOutcome.FAILED]:
                raise SystemExit(1)
            return
        self.stdout.write(f"Watching {folder}. Ctrl-C ends it.")
        try:
            while True:
                self._look_patiently(watch)
                time.sleep(every)
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _look_patiently(self, watch: Watch) -> None:
        close_old_connections()
        try:
            self._look(watch)
        except OperationalError as error:
            self.stderr.write(f"The database cannot be used: {error}. It is tried again.")

    def _look(self, watch: Watch) -> Counter[str]:
        counts: Counter[str] = Counter()
        for taken in watch.take_new():
            counts[taken.outcome] += 1
            self.stdout.write(taken.line)
        if counts:
            insight.refresh_if_stale()
        return counts
