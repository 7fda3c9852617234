"""Where the table of wording lies, and when it is made again.

A small collection's table follows the database by itself. A large one takes a while to make, so the end of a large
import makes it, and ``manage.py refresh_insight`` by hand or by a timer; until then newer items are not yet
compared, and pages say of how many items they speak. Where originals lie in a store that several machines share,
so does the table: one machine makes it, the others take it over.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, Thread
from time import monotonic

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db.models import Count, Max

from search.index.columns.arrayfile import Damaged
from search.insight import table as tables
from search.insight.table import EMPTY, RationaleWording, Signature, Table
from search.models import Decision, DisputedItem, LoggedChange, TreatmentType

SMALL = 1_000
"""Up to so many items the table is made while somebody waits: a few seconds, once a change."""

SHARED = "insight/wording.arrays"
LOOK_SECONDS = 60.0
"""How often a process looks for a table that another machine has made."""
log = logging.getLogger(__name__)

_looked = [float("-inf")]
_held: list[tuple[Signature | None, Table]] = []
_LOADING = Lock()
_FOLLOWED: dict[str, str] = {}
"""The stamp of the table that is known to stand for the database, and the mark of its log then."""


def place() -> Path:
    """Where the table lies."""
    return Path(settings.DATA_DIR) / "insight" / "wording.arrays"


def signature() -> Signature | None:
    """What changes when another table takes its place; None where there is none yet."""
    return tables.signature(place())


def state() -> str:
    """A stamp that changes with the visible items. Looks at all of them."""
    facts = DisputedItem.objects.visible().aggregate(
        items=Count("pk"), last=Max("pk"), modified=Max("determination__modified")
    )
    return f"{facts['items']} {facts['last']} {facts['modified']}"


def wording_table() -> Table:
    """The table that holds; a small collection's is brought up to date first."""
    table = _loaded()
    mark = LoggedChange.objects.mark() if settings.PAGE_MEMORY_MB else ""
    if mark and _FOLLOWED.get(table.stamp) == mark:
        return table
    if len(table.items) > SMALL or DisputedItem.objects.visible().order_by()[SMALL : SMALL + 1].exists():
        return table
    stamp = state()
    if table.stamp != stamp:
        try:
            with _writing(wait=False) as free:
                table = _made(stamp) if free else table
        except OSError as error:  # a disk that takes nothing is no reason to show nothing
            log.warning("The table of wording cannot be written (%s); the one before is shown.", error)
            stamp = table.stamp
    if table.stamp == stamp:
        _FOLLOWED.clear()
        _FOLLOWED[stamp] = mark
    return table


def table_at_hand() -> Table:
    """The table that holds, however old, for pages that must not wait; empty where there is none."""
    return _loaded()


def refresh_if_stale() -> None:
    """After a change: bring a small collection's table up to date, and make a large one's anew when a twentieth
    of the items or more are not in it yet."""
    take_shared()
    known = len(wording_table().items)
    if DisputedItem.objects.visible().count() - known > max(SMALL, known // 20):
        refresh()


def refresh() -> int:
    """Make the table anew for the whole collection, waiting for whoever is at it; the number of items in
    it."""
    with _writing(wait=True):
        items = len(_made(state()).items)
    _share()
    return items


def _is_shared() -> bool:
    return not isinstance(default_storage, FileSystemStorage)


def _share() -> None:
    """Let the other machines take the table over. A store that is away leaves each to make its own."""
    if not _is_shared():
        return
    try:
        with place().open("rb") as file:
            default_storage.save(SHARED, File(file))
        _dated()
    except OSError as error:
        log.warning("The table of wording is not shared: %s", error)


def take_shared() -> bool:
    """Take over the table that another machine has made, where it is newer than ours; whether there was one."""
    if not _is_shared():
        return False
    fetched = place().with_name("fetched.arrays")
    try:
        made = default_storage.get_modified_time(SHARED).timestamp()
        if place().exists() and place().stat().st_mtime >= made:
            return False
        with _writing(wait=False) as free:
            if not free:
                return False
            with default_storage.open(SHARED) as stored, fetched.open("wb") as file:
                shutil.copyfileobj(stored, file)
            tables.load(fetched)  # raises what a broken one is
            fetched.replace(place())
            _dated()
    except FileNotFoundError:
        return False
    except (OSError, Damaged) as error:
        log.warning("The shared table of wording cannot be taken over: %s", error)
        fetched.unlink(missing_ok=True)
        return False
    return True


def _dated() -> None:
    """Ours is as old as the shared one: clocks of machines differ."""
    made = default_storage.get_modified_time(SHARED).timestamp()
    os.utime(place(), (made, made))


def _made(stamp: str) -> Table:
    strata = {
        key: number for number, key in enumerate(TreatmentType.objects.order_by("key").values_list("key", flat=True))
    }

    def read() -> Iterator[RationaleWording]:
        rows = DisputedItem.objects.visible().order_by("pk").values_list("pk", "rationale", "treatment_id", "decision")
        for item, rationale, treatment, decision in rows.iterator(chunk_size=2_000):
            yield RationaleWording(item, rationale, strata.get(treatment, len(strata)), decision == Decision.OVERTURNED)

    tables.save(tables.make(read, stamp), place())
    return _loaded()


def _loaded() -> Table:
    if monotonic() - _looked[0] > LOOK_SECONDS:
        _looked[0] = monotonic()
        if _is_shared():  # beside the request, which goes on with what there is
            Thread(target=take_shared, name="shared table", daemon=True).start()
    now = signature()
    with _LOADING:
        if not _held or _held[0][0] != now:
            # One that takes its place meanwhile is loaded now, and once more the next time.
            try:
                _held[:] = [(now, tables.load(place()))]
            except Damaged as error:
                log.error("The table of wording cannot be read (%s); manage.py refresh_insight makes it anew.", error)
                _held[:] = [(now, EMPTY)]
        return _held[0][1]


@contextmanager
def _writing(*, wait: bool) -> Iterator[bool]:
    """Hold the writers' lock, which ends with its process; False if another holds it and one does not
    wait."""
    place().parent.mkdir(parents=True, exist_ok=True)
    with place().with_name("LOCK").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def nearly_same(item: int) -> list[int]:
    """The other items that give nearly the same rationale, by primary key."""
    found: list[int] = wording_table().nearly_same(item).tolist()
    return found
