"""See the package."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

from search.operating.read_only import is_read_only

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
    _fixed = False

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
        self._fixed = is_read_only(path)
        if self._fixed and not _size(path.with_name(f"{path.name}-wal")):
            # Nothing is to be gone over, and the file beside it that readers share cannot be made.
            conn_params = {**conn_params, "database": f"{path.absolute().as_uri()}?immutable=1", "uri": True}
        connection = super().get_new_connection(conn_params)
        self._opened = _identity(path)
        return connection

    def is_usable(self) -> bool:
        """Whether the file is still the one that was opened, on a disk that is still as it was."""
        name = str(self.settings_dict["NAME"])
        path = Path(name)
        return _in_memory(name) or (self._opened == _identity(path) and self._fixed == is_read_only(path))


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
