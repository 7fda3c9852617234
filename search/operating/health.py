"""Whether the site can serve, and what is wrong where it cannot: cheap enough to be asked every second."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from search.index import IndexUnavailable, engine
from search.index.standing import follows, standing
from search.models import Determination, DisputedItem
from search.models.counting import beside, count_of
from search.operating.read_only import SAID, is_read_only
from search.operating.schema_state import NEWER, is_gone, is_unreadable, schema_problem
from search.operating.shared_key import key_problem
from search.operating.status import Status

LATE_SECONDS = 600
FOLLOWING_LATE_SECONDS = 5
"""The same for an index that follows by itself: one that has been away is asked nothing until it has caught up."""
AWAY = "The database does not answer."
GONE = "The database is gone or empty: manage.py restore puts a backup in its place."
UNREADABLE = "The database cannot be read: manage.py restore puts a backup in its place."


def processes() -> Status:
    """What the supervisor of this data folder knows."""
    return Status(Path(settings.DATA_DIR) / "processes.json")


def database_problem() -> str:
    """What is wrong with the database, in a sentence; empty where nothing is. Two small queries."""
    try:
        if problem := schema_problem():
            return problem
        Determination.objects.order_by().values_list("pk", flat=True).first()
    except (DatabaseError, InterfaceError) as error:
        return _why(error)
    return ""


def _why(error: Exception) -> str:
    if is_gone(error):
        return GONE
    return UNREADABLE if is_unreadable(error) else AWAY


def _counts() -> dict[str, int]:
    """How much anybody may read."""
    return {
        "letters": count_of("letters", Determination.objects.visible()),
        "items": count_of("items", DisputedItem.objects.visible()),
    }


def count_ahead() -> None:
    """Count beside, before a page or a probe has to wait for it."""
    beside(_counts)


def ready() -> tuple[bool, dict[str, object]]:
    """Whether a page can be served now: the database answers, and the index."""
    problems = [problem for problem in (database_problem(), _index_problem()) if problem not in ("", NEWER)]
    return not problems, {"ok": not problems, "reasons": problems}


def _index_problem() -> str:
    """Why the index cannot be asked, in a sentence; empty when it can."""
    try:
        health, stands = engine().health(), standing()
        if not health.ok and not engine().needs_rebuild():
            return health.detail
    except (DatabaseError, InterfaceError):
        return ""  # which is said of the database
    except IndexUnavailable as error:
        return str(error)
    if not stands.can_answer:
        return stands.sentence
    most = FOLLOWING_LATE_SECONDS if follows() else LATE_SECONDS
    if stands.late_seconds > most:
        return f"The index has not been told of changes for {int(stands.late_seconds):,} seconds. {stands.sentence}"
    return ""


def healthy() -> tuple[bool, dict[str, object]]:
    """All that is known: the database and the index with what they hold, and the processes."""
    health = engine().health()
    database: dict[str, object] = {"ok": False, "engine": connection.vendor}
    try:
        problem = database_problem()
        if problem in ("", NEWER):
            problem = problem or key_problem()
            database |= {"ok": not problem, **_counts()}
    except (DatabaseError, InterfaceError) as error:
        problem = _why(error)
    if problem:
        database["reason"] = problem
    index: dict[str, object] = {"ok": health.ok, "items": health.items}
    if wrong := _index_problem() or ("" if health.ok else health.detail):
        index |= {"ok": False, "reason": wrong}
    said: dict[str, object] = {"ok": bool(database["ok"] and index["ok"]), "database": database, "index": index}
    if is_read_only(Path(settings.DATA_DIR)):
        said |= {"ok": False, "disk": {"ok": False, "reason": SAID}}
    for name, sentence in processes().read().items():
        said[name] = {"ok": False, "reason": sentence} if sentence else {"ok": True}
        said["ok"] = bool(said["ok"]) and not sentence
    return bool(said["ok"]), said
