"""`manage.py db_worker`: the background worker, which also takes up what a killed worker or server left."""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import Any

from django.db import Error, connections
from django_tasks_db.management.commands.db_worker import Command as Worker

from search.index import IndexUnavailable
from search.ingest import own_names
from search.ingest.uploads import take_up
from search.management.base import CHECKED, SteppingBack

log = logging.getLogger(__name__)
EVERY_SECONDS = 3.0


class Command(SteppingBack, Worker):
    """The library's worker; a thread beside it looks for interrupted batches, and for corrections to carry through."""

    requires_system_checks = CHECKED

    def handle(self, **options: Any) -> None:
        """Work until told to stop; with ``--batch`` until nothing is left."""
        taking_up, stopping = TakingUp(), Event()
        taking_up.look()
        if not options["batch"]:
            Thread(target=taking_up.look_on, args=(stopping,), name="taking up", daemon=True).start()
        try:
            super().handle(**options)
        finally:
            stopping.set()


class TakingUp:
    """Looks for what was left unfinished. What keeps it from seeing that is said once, since it looks every few
    seconds."""

    def __init__(self) -> None:
        self._said = ""

    def look_on(self, stopping: Event) -> None:
        """Look again and again."""
        while not stopping.wait(EVERY_SECONDS):
            self.look()
            connections.close_all()

    def look(self) -> None:
        """One look. Never raises for a database, an index or a disk: the next one may find what this could not."""
        said = ""
        try:
            take_up()
            own_names.take_up()
        except (Error, IndexUnavailable, OSError) as error:
            said = str(error)
            if said != self._said:
                log.error("What was left unfinished could not be looked for: %s", error)
        self._said = said
