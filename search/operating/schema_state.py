"""Whether the database has the tables that this version of the site knows, and not those of an older or newer one."""

from __future__ import annotations

import logging
from functools import cache

from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from search.operating.sqlite.base import LostDatabase

log = logging.getLogger(__name__)

OLDER = "The database is empty or of an older version than the site: manage.py prepare brings it up to date."
NEWER = "The database is of a newer version than the site: install that version again, or restore an older backup."
_NO_TABLE, _NO_COLUMN = "42P01", "42703"  # PostgreSQL's


@cache
def _known() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def is_gone(error: BaseException | None) -> bool:
    """Whether ``error`` says that the database which was here is not."""
    return error is not None and isinstance(error.__cause__, LostDatabase)


def is_unreadable(error: BaseException | None) -> bool:
    """Whether ``error`` says that the file is no database any more."""
    return isinstance(error, DatabaseError) and ("not a database" in str(error) or "malformed" in str(error))


def lacks_something(error: BaseException | None) -> bool:
    """Whether ``error`` says that a table or a column is not there."""
    if isinstance(error, OperationalError):
        return "no such table" in str(error) or "no such column" in str(error) or "has no column" in str(error)
    return isinstance(error, ProgrammingError) and getattr(error.__cause__, "sqlstate", "") in (_NO_TABLE, _NO_COLUMN)


def schema_problem() -> str:
    """How the tables differ from what the site knows, in a sentence; empty where they do not. One small query. Raises
    database errors."""
    try:
        done = set(MigrationRecorder(connection).migration_qs.values_list("app", "name"))
    except (OperationalError, ProgrammingError) as error:
        if lacks_something(error):
            return OLDER
        raise
    if _known() - done:
        return OLDER
    ours = {app for app, _ in _known()}
    return NEWER if any(app in ours for app, _ in done - _known()) else ""


def say_if_apart() -> None:
    """One line for the log, where a server starts on tables of another version."""
    try:
        problem = schema_problem()
    except (DatabaseError, InterfaceError):
        return  # which is said when it is asked for something
    if problem:
        log.error(problem)
