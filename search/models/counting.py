"""How many rows there are, where a database can only know by looking at every one of them.

Few are counted each time. Many are counted once a minute beside whoever asks, who is told of the last count; only the
first of a process is waited for.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Thread
from time import monotonic
from typing import Any

from django.db import DatabaseError, InterfaceError, connection, connections
from django.db.models import QuerySet

MANY = 20_000
HOLDS_SECONDS = 60.0
Place = tuple[str, str]
_held: dict[Place, tuple[int, float]] = {}
_counting: set[Place] = set()
_LOCK = Lock()


def count_of(name: str, rows: QuerySet[Any]) -> int:
    """How many ``rows`` there are, by the name of what they are; names are few, since each is kept."""
    place = (str(connection.settings_dict["NAME"]), name)
    found, since = _held.get(place, (0, 0.0))
    if found < MANY:
        return _counted(place, rows)
    if monotonic() - since > HOLDS_SECONDS:
        with _LOCK:
            ours = place not in _counting
            _counting.add(place)
        if ours:
            beside(lambda: _counted(place, rows))
    return found


def beside(work: Callable[[], object]) -> None:
    """Do ``work``, which reads the database, while the caller goes on."""

    def run() -> None:
        try:
            work()
        except (DatabaseError, InterfaceError):
            pass  # whoever asks next is told of the last count, and has it counted again
        finally:
            connections.close_all()

    Thread(target=run, name="counting", daemon=True).start()


def _counted(place: Place, rows: QuerySet[Any]) -> int:
    try:
        found = rows.count()
    finally:
        _counting.discard(place)
    _held[place] = (found, monotonic())
    return found
