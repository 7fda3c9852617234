"""See the package."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

MADE = ".made"
"""What the name of the file ends with that says that there was a database here once."""


class LostDatabase(sqlite3.OperationalError):
    """The database that was here is gone, or empty."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A lost file is an error and is not replaced by an empty one; a kept connection to a file that was replaced is
    given up.

    Connections are kept, since to open one costs more than a query, and since SQLite removes its ``-shm`` file with the
    last one, which a full disk cannot give back.
    """

    _opened: tuple[int, int] | None = None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """See Django. Raises LostDatabase where the file was lost."""
        path = Path(conn_params["database"])
        if _in_memory(conn_params["database"]):
            return super().get_new_connection(conn_params)
        made = path.with_name(path.name + MADE)
        if not _size(path) and made.exists():
            raise LostDatabase(
                f"unable to open the database: {path} is gone or empty. Restore it with manage.py restore, or remove "
                f"{made.name} beside it to begin with an empty one"
            )
        connection = super().get_new_connection(conn_params)
        self._opened = _identity(path)
        return connection

    def is_usable(self) -> bool:
        """Whether the file is still the one that was opened."""
        name = str(self.settings_dict["NAME"])
        return _in_memory(name) or self._opened == _identity(Path(name))


def _in_memory(name: object) -> bool:
    return ":memory:" in str(name) or "mode=memory" in str(name)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
