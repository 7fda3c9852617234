"""Read letters without storing them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from search.ingest.archives import Limits, sources, walk
from search.ingest.names import printable
from search.ingest.reading import read_letters
from search.ingest.report import as_data, unread
from search.letters import NotRead, UnreadableFile


class Command(BaseCommand):
    help = "Print what each letter says as one JSON object a line. Uses no database; exit status 1 if a file failed."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a PDF, text file, folder or ZIP")
        parser.add_argument("--explain", action="store_true", help="add which rule named each thing")

    def handle(self, *, files: list[Path], explain: bool, **options: Any) -> None:
        failed = False
        for given in walk(sources(files), Limits.of_site()):
            if given.beside:
                continue
            try:
                if given.problem:
                    raise UnreadableFile(given.problem)
                readings = read_letters(given.data, given.name)
            except (UnreadableFile, NotRead) as error:
                failed = True
                self._print(unread(given.name, f"{printable(given.name)} {error.reason}."))
                continue
            for reading in readings:
                if reading.refusal:
                    failed = True
                    self._print(unread(given.name, f"{printable(given.name)} {reading.refusal}."))
                else:
                    self._print(as_data(given.name, reading, explain=explain))
        if failed:
            raise SystemExit(1)

    def _print(self, data: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False))
