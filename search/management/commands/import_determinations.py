"""Import letters from files, folders and ZIP archives."""

from __future__ import annotations

import json
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from django.core.management.base import CommandError, CommandParser
from django.db import OperationalError, ProgrammingError
from tqdm import tqdm

from search import insight
from search.ingest.ahead import reading_ahead
from search.ingest.archives import FileSource, GivenFile, count, sources, walk
from search.ingest.importing import ImportRun
from search.ingest.manifests import manifest_of
from search.ingest.names import printable
from search.ingest.taken import Taken
from search.management.base import DataCommand, SteppingBack
from search.models import FileOutcome
from search.models.imports import within_the_machine
from search.vocabulary.counted import counted

INTERRUPTED = 130
MOST_JOBS = 256
TOGETHER = 50
"""Files that are committed at a time: statements and commits of their own would cost more than reading them."""


class Command(SteppingBack, DataCommand):
    help = (
        "Import determination letters (PDF, text) from files, folders and ZIP archives. Safe to repeat. "
        "Exit status 1 if a file failed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a PDF, text file, folder or ZIP")
        parser.add_argument("--report", type=Path, metavar="FILE", help="write each file's outcome as a line of JSON")
        parser.add_argument("--jobs", type=int, default=1, metavar="N", help="read letters in N processes (default: 1)")
        parser.add_argument(
            "--index-later",
            action="store_true",
            help="do not tell the index: for a whole collection, after which rebuild_index builds it in less time",
        )
        parser.add_argument("--samples", action="store_true", help="mark the letters as invented samples")

    def handle(
        self, *, paths: list[Path], report: Path | None, samples: bool, jobs: int, index_later: bool, **options: Any
    ) -> None:
        if not 1 <= jobs <= MOST_JOBS:
            raise CommandError(f"--jobs must lie between 1 and {MOST_JOBS}.")
        with ExitStack() as stack:
            lines = stack.enter_context(_opened(report)) if report else None
            stopping = stack.enter_context(_interruptible())
            given = sources(paths)
            bar = stack.enter_context(_bar(given))
            run = _started(
                ", ".join(within_the_machine(printable(source.name)) for source in given), samples, index_later
            )
            run.manifest = manifest_of(given)
            counts: Counter[str] = Counter()
            letters = self._until(stopping, reading_ahead(self._letters(given, bar), jobs))
            for taken in run.take_all(letters, together=TOGETHER):
                counts[taken.outcome] += 1
                bar.update()
                if lines:
                    lines.write(json.dumps(taken.as_data(), ensure_ascii=False) + "\n")
                self._tell(taken, bar)
        self._summarise(counts, run, stopped=bool(stopping))
        insight.refresh_if_stale()
        if stopping:
            raise SystemExit(INTERRUPTED)
        if counts[FileOutcome.FAILED] or run.problems:
            raise SystemExit(1)

    def _letters(self, given: list[FileSource], bar: tqdm[Any]) -> Iterator[GivenFile]:
        for file in walk(given):
            if file.beside:
                bar.update()
                self._line(f"passed over   {file.name} (not a letter's kind of file)", bar)
            yield file

    def _until(self, stopping: list[int], files: Iterator[GivenFile]) -> Iterator[GivenFile]:
        for file in files:
            if stopping:
                return
            yield file

    def _tell(self, taken: Taken, bar: tqdm[Any]) -> None:
        if taken.reason:
            self._line(taken.line, bar)

    def _line(self, line: str, bar: tqdm[Any]) -> None:
        with bar.external_write_mode(file=sys.stderr):
            self.stdout.write(line)

    def _summarise(self, counts: Counter[str], run: ImportRun, *, stopped: bool) -> None:
        for problem in run.problems:
            self.stderr.write(problem)
        if stopped:
            self.stdout.write("Stopped. What is listed was imported; run the same command again for the rest.")
        elif counts.total() and counts[FileOutcome.DUPLICATE] == counts.total():
            self.stdout.write("Nothing new: every letter was here already.")
        parts = (
            f"{counts[FileOutcome.IMPORTED]:,} imported",
            f"{counts[FileOutcome.UPDATED]:,} updated",
            counted(counts[FileOutcome.DUPLICATE], "duplicate"),
            f"{counts[FileOutcome.NEEDS_REVIEW]:,} to review",
            f"{counts[FileOutcome.FAILED]:,} failed",
        )
        self.stdout.write(f"{', '.join(parts)}.")
        if run.batch.note and not run.problems:
            self.stdout.write(run.batch.note)
        if run.index_later:
            self.stdout.write("The index was not told. Run manage.py rebuild_index when all is imported.")


def _started(label: str, samples: bool, index_later: bool) -> ImportRun:
    try:
        return ImportRun.start(label, samples=samples, index_later=index_later)
    except (OperationalError, ProgrammingError) as error:
        raise CommandError(f"The database cannot be used: {error}. Run manage.py prepare first.") from error


@contextmanager
def _bar(given: list[FileSource]) -> Iterator[tqdm[Any]]:
    """A progress bar for someone who watches; otherwise one that stays silent."""
    watched = sys.stderr.isatty()
    with tqdm(total=count(given) if watched else None, unit=" letters", disable=not watched, file=sys.stderr) as bar:
        yield bar


@contextmanager
def _opened(report: Path) -> Iterator[TextIO]:
    try:
        file = report.open("w", encoding="utf-8", errors="backslashreplace", buffering=1)
    except OSError as error:
        raise CommandError(f"The report {report} cannot be written: {error.strerror}.") from error
    with file:
        yield file


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Ctrl-C finishes the letter at hand: the list is no longer empty. A second one ends at once."""
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    try:
        before = signal.signal(signal.SIGINT, stop)
    except ValueError:
        # Only the main thread may listen; elsewhere nobody presses Ctrl-C.
        yield stopping
        return
    try:
        yield stopping
    finally:
        signal.signal(signal.SIGINT, before)
