"""`manage.py prepare`: make the site ready to serve, whatever state it is in. Safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from search import insight
from search.index import engine
from search.models import Determination
from search.samples import SAMPLES
from search.vocabulary.counted import counted


class Command(BaseCommand):
    help = (
        "Migrate the database, bring the vocabularies up to date, collect static files, import the sample letters "
        "into an empty database, and build the index where it is missing or of an older version."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("sync_vocabulary", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if engine().needs_rebuild():
            self.stdout.write("Building the index …")
            call_command("rebuild_index", interactive=False, verbosity=0)
        if not Determination.objects.exists():
            self.stdout.write("The collection is empty: importing the sample letters …")
            call_command("import_determinations", str(SAMPLES), samples=True)
        insight.refresh_if_stale()
        health = engine().health()
        letters = Determination.objects.count()
        said = f"{counted(letters, 'letter')}, {counted(health.items, 'item')} indexed"
        self.stdout.write(f"Ready: {said}.")
        if not health.ok:
            self.stderr.write(f"Searches will not be answered: {health.detail}")
