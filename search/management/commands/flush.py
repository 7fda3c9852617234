"""`manage.py flush`: Django's own, which empties every table; the one way in which who did what is emptied too."""

from __future__ import annotations

from typing import Any

from django.core.management.commands.flush import Command as Flush
from django.db import connections

from search.models.guarding import TABLE, guard, unguard


class Command(Flush):
    """Empty every table, and guard again what may not be rewritten."""

    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        guarded = TABLE in connection.introspection.table_names()
        if guarded:
            unguard(connection)
        try:
            super().handle(**options)
        finally:
            if guarded:
                guard(connection)
