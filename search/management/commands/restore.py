"""`manage.py restore DIR`: a backup put in place, into a clean data folder or over one that is moved aside first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError, CommandParser

from search.management.base import DataCommand
from search.operating.backup import CannotDump, restore


class Command(DataCommand):
    help = (
        "Put a backup in place (DIR itself, or the last one within it), then prepare the site. What was there is moved "
        "aside within the data folder. Stop the site first."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="a backup, or the folder in which backups lie")

    def handle(self, *, folder: Path, **options: Any) -> None:
        try:
            chosen, aside = restore(folder)
        except CannotDump as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup cannot be put in place: {error}.") from error
        self.stdout.write(f"{chosen.name} is in place.")
        if aside is not None:
            self.stdout.write(f"What was there before lies in {aside}.")
        call_command("prepare", stdout=self.stdout, stderr=self.stderr)
