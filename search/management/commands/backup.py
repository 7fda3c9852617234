"""`manage.py backup DIR`: a verified backup, made while people work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import DatabaseError, InterfaceError

from search.management.base import DataCommand, SteppingBack
from search.operating.backup import CannotDump, backup, keeps_media, thin
from search.vocabulary.counted import counted


class Command(SteppingBack, DataCommand):
    help = (
        "Back up the database, the originals, the key and the settings into a new folder within DIR, verify it, and "
        "thin out older ones (the last of seven days, five weeks and twelve months stay). The site may run on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="where backups lie, best on another disk")
        parser.add_argument("--keep-all", action="store_true", help="delete no older backup")

    def handle(self, *, folder: Path, keep_all: bool, **options: Any) -> None:
        try:
            made = backup(folder)
            gone = [] if keep_all else thin(folder)
        except CannotDump as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup cannot be written: {error}.") from error
        except (DatabaseError, InterfaceError) as error:
            raise CommandError(f"The database cannot be read: {str(error).strip()}.") from error
        self.stdout.write(f"{made.folder}: {counted(made.letters, 'letter')}, {counted(made.files, 'file')}, verified.")
        if not keeps_media():
            self.stdout.write("The originals lie in the store that S3_BUCKET names, and are left to its own copies.")
        if gone:
            self.stdout.write(f"{counted(len(gone), 'older backup')} deleted.")
        for name in made.missing:
            self.stderr.write(f"The original {name} is missing from the site, and so from the backup.")
        for name in made.damaged:
            self.stderr.write(f"The original {name} is not what was stored; an older backup may hold it.")
        if made.missing or made.damaged:
            raise SystemExit(1)
