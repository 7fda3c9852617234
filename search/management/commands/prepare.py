"""`manage.py prepare`: make the site ready to serve, whatever state it is in. Safe to repeat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, connection

from search import insight
from search.index import IndexUnavailable, engine
from search.index.standing import Step, mend, standing
from search.models import Determination, ImportBatch, LoggedChange
from search.models.locks import alone
from search.operating.private import make_private
from search.operating.read_only import SAID, is_read_only
from search.operating.schema_state import schema_problem
from search.operating.sqlite.base import MADE
from search.samples import SAMPLES
from search.vocabulary.counted import counted


class Command(BaseCommand):
    help = (
        "Migrate the database, bring the vocabularies up to date, collect static files, import the sample letters "
        "into an empty database, and build the index where it is missing or of an older version."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if is_read_only(Path(settings.DATA_DIR)):
            self.stderr.write(SAID)
            return
        make_private(Path(settings.DATA_DIR))
        try:
            with alone("migrate"):
                call_command("migrate", interactive=False, verbosity=0)
        except (DatabaseError, InterfaceError) as error:
            raise CommandError(f"The database cannot be used: {str(error).strip()}.") from error
        _remember_database()
        if problem := schema_problem():
            self.stderr.write(problem)
        call_command("sync_vocabulary", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        LoggedChange.objects.thin()
        try:
            self._bring_index_in_step()
            if settings.SAMPLES and _never_filled():
                self.stdout.write("The collection is empty: importing the sample letters …")
                call_command("import_determinations", str(SAMPLES), samples=True)
            insight.refresh_if_stale()
        except IndexUnavailable as error:  # a cluster that is away keeps no letter from being read
            self.stderr.write(f"What needs the index is left for when it can be asked. {error}")
        health = engine().health()
        letters = Determination.objects.count()
        said = f"{counted(letters, 'letter')}, {counted(health.items, 'item')} indexed"
        self.stdout.write(f"Ready: {said}.")
        if not health.ok:
            self.stderr.write(f"Searches will not be answered: {health.detail}")

    def _bring_index_in_step(self) -> None:
        found = standing()
        if found.step is Step.NEWER:
            self.stderr.write(found.sentence)
        elif engine().needs_rebuild() or not found.can_answer:
            self.stdout.write("Building the index …")
            try:
                call_command("rebuild_index", interactive=False, verbosity=0)
            except CommandError as error:
                raise IndexUnavailable(str(error)) from error
        else:
            mend()


def _never_filled() -> bool:
    """Whether no letter ever came: where some did and are gone, invented ones must not take their place."""
    return not (Determination.objects.exists() or ImportBatch.objects.exists() or engine().health().items)


def _remember_database() -> None:
    """From now on a missing SQLite file is a lost one."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and "memory" not in name:
        Path(name + MADE).touch()
