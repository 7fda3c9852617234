"""Read stored letters again with today's rules."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

from django.core.management.base import CommandError, CommandParser
from tqdm import tqdm

from search.ingest import ground_rows
from search.ingest.rereading import Reread, Rereading, every_letter
from search.management.base import DataCommand, SteppingBack
from search.vocabulary.counted import counted


class Command(SteppingBack, DataCommand):
    help = (
        "Read stored letters again with today's rules and show what changes. What a person corrected is left alone. "
        "Exit status 1 if a letter could not be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("letters", nargs="*", metavar="CASE", help="case numbers or fingerprints; all if none")
        parser.add_argument(
            "--grounds",
            action="store_true",
            help="read only the grounds of decisions, from the stored rationales that today's rules have not read yet; "
            "broken off, the next run goes on",
        )
        parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")

    def handle(self, *, letters: list[str], dry_run: bool, grounds: bool, **options: Any) -> None:
        if grounds:
            if letters:
                raise CommandError("--grounds reads all letters; name none.")
            self._read_grounds(dry_run)
            return
        rereading = Rereading(dry=dry_run)
        keys = list(every_letter(letters))
        fields: Counter[str] = Counter()
        read = changed = failed = 0
        with tqdm(keys, unit=" letters", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:
            for reread in rereading.read_all(bar):
                read += 1
                changed += bool(reread.changes)
                failed += bool(reread.problem)
                fields.update(change.field for change in reread.changes)
                with bar.external_write_mode(file=sys.stderr):
                    self._tell(reread)
        for problem in rereading.problems:
            self.stderr.write(problem)
        verb = "would change" if dry_run else "changed"
        self.stdout.write(f"{counted(read, 'letter')} read again, {changed:,} {verb}, {failed:,} could not be read.")
        for field, count in fields.most_common():
            self.stdout.write(f"  {field.replace('_', ' ')}: {count:,}")
        if failed or rereading.problems or (letters and not keys):
            raise SystemExit(1)

    def _read_grounds(self, dry: bool) -> None:
        read = changed = 0
        total = ground_rows.unread().count()
        with tqdm(total=total, unit=" items", disable=not sys.stderr.isatty(), file=sys.stderr) as bar:
            try:
                for lot in ground_rows.read_stored(dry=dry):
                    read, changed = read + lot.items, changed + lot.changed
                    bar.update(lot.items)
            except RuntimeError as error:
                raise CommandError(str(error)) from error
        verb = "would change" if dry else "changed"
        self.stdout.write(f"Grounds of {counted(read, 'item')} read, {changed:,} {verb}.")

    def _tell(self, reread: Reread) -> None:
        if reread.problem:
            self.stdout.write(f"{reread.letter}: {reread.problem}.")
        for change in reread.changes:
            self.stdout.write(f"{reread.letter}: {change}")
