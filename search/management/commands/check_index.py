"""`manage.py check_index`: whether the index belongs to the database as it is; cheap, unless it is to be mended."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from search.index import IndexUnavailable, engine, standing
from search.management.base import DataCommand
from search.operating.schema_state import schema_problem


class Command(DataCommand):
    help = (
        "Say whether the index is whole and shows the database as it is. Exit status 1 if it does not. --mend catches "
        "up, or builds it anew beside the one that answers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="bring it in step")

    def handle(self, *, mend: bool, **options: Any) -> None:
        if mend and (problem := schema_problem()):  # those who serve it still know the index as it is
            raise CommandError(problem)
        try:
            found = standing.mend() if mend else standing.standing()
        except IndexUnavailable as error:
            raise CommandError(str(error)) from error
        if not found.can_answer:
            raise CommandError(found.sentence)
        health = engine().health()
        if not health.ok and health.items:
            raise CommandError(health.detail)
        self.stdout.write(f"{found.sentence} {health.items:,} items.")
