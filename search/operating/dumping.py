"""The database as one file, and back: SQLite's own copy while people work, or PostgreSQL's tools."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, connections

from search.index.columns.arrayfile import sync
from search.operating.sqlite.base import MADE


class CannotDump(Exception):
    """The database cannot be copied or put back; the message is a sentence."""


def name_of_dump() -> str:
    """How the file is called in a backup."""
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"


def dump(target: Path) -> None:
    """Write the database as it is at one moment, and look whether the copy is whole."""
    if connection.vendor == "sqlite":
        _copy(Path(connection.settings_dict["NAME"]), target)
        _check(target)
        return
    _run(["pg_dump", "--format=custom", "--no-owner", f"--file={target}"])
    _run(["pg_restore", "--list", str(target)])


def load(source: Path, aside: Path) -> None:
    """Put the database of a backup in place; what was there goes to the folder ``aside``."""
    connections.close_all()
    if connection.vendor == "sqlite":
        _check(source)
        place = Path(connection.settings_dict["NAME"])
        for ending in ("", "-wal", "-shm", MADE):
            here = place.with_name(place.name + ending)
            if here.exists():
                here.replace(aside / here.name)
        draft = place.with_name(f"{place.name}.restoring")
        _copy(source, draft)
        draft.replace(place)
        return
    _run(["pg_dump", "--format=custom", "--no-owner", f"--file={aside / 'database.dump'}"])
    with tempfile.NamedTemporaryFile("w", suffix=".list") as listed:
        listed.write(_without_extensions(_run(["pg_restore", "--list", str(source)])))
        listed.flush()
        what = ["--clean", "--if-exists", "--no-owner", "--single-transaction", f"--use-list={listed.name}"]
        _run(["pg_restore", *what, *_database(), str(source)])


def _without_extensions(listed: str) -> str:
    """What a backup holds but for its extensions, which are there when this returns: the server's owner may have made
    them, and then an ordinary role can neither drop nor comment them."""
    for name in re.findall(r"^\d+; \d+ \d+ EXTENSION - (\w+)", listed, flags=re.MULTILINE):
        try:
            with connection.cursor() as cursor:
                cursor.execute(f'CREATE EXTENSION IF NOT EXISTS "{name}"')
        except DatabaseError as error:
            raise CannotDump(f"The database lacks the extension {name}: {str(error).strip()}") from error
    connections.close_all()
    return "\n".join(line for line in listed.splitlines() if " EXTENSION " not in line)


def letters_in(path: Path) -> list[str] | None:
    """The names of the originals that a SQLite copy points at; None where the copy cannot be asked."""
    if path.suffix != ".sqlite3":
        return None
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        rows = copy.execute("SELECT original FROM search_determination WHERE original IS NOT NULL AND original != ''")
        return [str(name) for (name,) in rows]


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise CannotDump(f"There is no database at {source}.")
    try:
        with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
            here.backup(there)
            there.execute("PRAGMA journal_mode=DELETE")  # one file, which nothing beside it completes
    except sqlite3.Error as error:
        raise CannotDump(f"The database {source} cannot be copied: {error}.") from error
    sync(target)


def _check(path: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            # Checking goes over constraints too, one of which uses what Django adds to its connections.
            copy.create_function("REGEXP", 2, lambda pattern, text: bool(re.search(pattern, text)), deterministic=True)
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise CannotDump(f"{path.name} is no whole database: {error}.") from error
    if found != "ok":
        raise CannotDump(f"{path.name} is no whole database: {found}.")


def _database() -> list[str]:
    return [f"--dbname={connection.settings_dict['NAME']}"]


def _run(command: list[str]) -> str:
    facts: dict[str, Any] = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    given = {name: str(facts[key]) for name, key in names.items() if facts.get(key)}
    try:
        done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise CannotDump(f"{command[0]} is not installed here; it comes with PostgreSQL's client tools.") from error
    if done.returncode:
        raise CannotDump(f"{command[0]} failed: {done.stderr.strip() or done.returncode}")
    return done.stdout
