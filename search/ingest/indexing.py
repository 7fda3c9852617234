"""Telling the index, always after the commit. The database is right whatever happens here."""

from __future__ import annotations

import ctypes
import logging
from collections.abc import Iterable, Sequence

from django.db import connection

from search import index
from search.models.news import number_news
from search.vocabulary.counted import counted

log = logging.getLogger(__name__)


def refresh(item_ids: Iterable[int]) -> str:
    """Bring the index up to date with these items; a sentence for people where that failed, else nothing.

    Whatever an engine raises (a full disk, a lost server, a damaged segment) is logged with its trace and told.
    """
    ids: Sequence[int] = sorted(set(item_ids))
    if not ids:
        return ""
    try:
        index.engine().refresh(ids)
        number_news(ids)
    except Exception as error:
        log.exception("The index could not be told of %d items", len(ids))
        return (
            f"The letters are stored, but the index could not be told of "
            f"{counted(len(ids), 'disputed item')} ({error}). "
            "It is told again by itself within a few minutes; manage.py check_index --mend does it at once."
        )
    return ""


def expunge() -> None:
    """Take what items held that were dropped or replaced off the index's disk, now rather than within the hour, when
    every machine does so by itself (:mod:`search.operating.mending`). Raises nothing."""
    try:
        index.engine().expunge()
    except Exception:
        log.exception("What was taken out of the index stays on its disk until it is next looked after.")


def give_back_pages() -> None:
    """Give back the pages of the database that this connection has kept in memory, so that a long import holds as much
    at its end as at its beginning. SQLite keeps them up to a bound that a large database reaches slowly; the machine
    has them in its own memory all the same. So is given back what a merge of the index had, which the C library keeps.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA shrink_memory")
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # only the GNU library has it
        trim(0)
