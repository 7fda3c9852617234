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

log = logging.getLogger(__name__)
EVERY_SECONDS = 3.0
_said = [""]


class Command(Worker):
    """The library's worker; a thread beside it looks for interrupted batches, and for corrections to carry through."""

    def handle(self, **options: Any) -> None:
        """Work until told to stop; with ``--batch`` until nothing is left."""
        _look()
        stopping = Event()
        looking = Thread(target=_look_on, args=(stopping,), name="taking up", daemon=True)
        if not options["batch"]:
            looking.start()
        try:
            super().handle(**options)
        finally:
            stopping.set()


def _look_on(stopping: Event) -> None:
    while not stopping.wait(EVERY_SECONDS):
        _look()
        connections.close_all()


def _look() -> None:
    try:
        take_up()
        own_names.take_up()
    except (Error, IndexUnavailable, OSError) as error:
        # The next look may find what this one could not. Said once: it looks again every few seconds.
        if str(error) != _said[0]:
            log.error("What was left unfinished could not be looked for: %s", error)
        _said[0] = str(error)
    else:
        _said[0] = ""
