"""What is counted for whoever watches the site, and how its state stands when they ask.

Requests, searches and sign-ins are counted by each web process and told together. Everything else is looked up when it
is asked for, from what the database and the index know at once; nothing here goes through rows.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from search.index import IndexUnavailable, engine
from search.index.standing import standing
from search.models import ImportBatch, LoggedChange
from search.operating.shared_counts import NAME

log = logging.getLogger(__name__)
CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_WAITING, _RUNNING = "READY", "RUNNING"

_counted = CollectorRegistry()
requests = Histogram(
    "imr_request_seconds",
    "Requests by page and status, and the seconds until the answer began.",
    ("view", "method", "status"),
    buckets=_SECONDS,
    registry=_counted,
)
searches = Histogram(
    "imr_search_seconds",
    "Searches by the form of the answer and by what was asked with, and the seconds until the answer began.",
    ("form", "kind"),
    buckets=_SECONDS,
    registry=_counted,
)
sign_ins = Counter("imr_sign_ins", "Sign-ins by their outcome.", ("outcome",), registry=_counted)


@contextmanager
def counting() -> Iterator[None]:
    """Around whatever is counted: where the counts' files are gone, it is not counted, and pages are served."""
    try:
        yield
    except OSError as error:
        _say_once(str(error))


@lru_cache(maxsize=1)
def _say_once(why: str) -> None:
    log.warning("Requests are not counted: %s", why)


def told() -> bytes:
    """Everything, as Prometheus reads it."""
    registry = CollectorRegistry()
    registry.register(_State())
    if not Path(os.environ.get(NAME) or "-").is_dir():
        return generate_latest(_counted) + generate_latest(registry)
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


class _State(Collector):
    """How things stand at the moment. What cannot be known is left out."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """See the library."""
        try:
            yield from _database()
            up = 1
        except (DatabaseError, InterfaceError):
            up = 0
        yield _gauge("imr_database_up", "Whether the database answers.", up)
        yield from _index(bool(up))
        yield from _sizes()


def _gauge(name: str, said: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, said, value=value)


def _database() -> Iterator[GaugeMetricFamily]:
    queue = GaugeMetricFamily("imr_tasks", "Background tasks that are not done.", labels=("state",))
    for label, status in (("waiting", _WAITING), ("running", _RUNNING)):
        queue.add_metric((label,), DBTaskResult.objects.filter(status=status).count())
    yield queue
    oldest = DBTaskResult.objects.filter(status=_WAITING).order_by("enqueued_at").first()
    waited = (timezone.now() - oldest.enqueued_at).total_seconds() if oldest else 0.0
    yield _gauge("imr_task_wait_seconds", "How long the task that waits longest has waited.", max(0.0, waited))
    unfinished = ImportBatch.objects.filter(finished=None).count()
    yield _gauge("imr_batches_unfinished", "Batches of letters that are not imported to the end.", unfinished)
    yield _gauge("imr_database_bytes", "The size of the database.", _database_bytes())


def _database_bytes() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    place = str(connection.settings_dict["NAME"])
    return sum(Path(place + ending).stat().st_size for ending in ("", "-wal") if Path(place + ending).exists())


def _index(with_database: bool) -> Iterator[GaugeMetricFamily]:
    health = engine().health()
    yield _gauge("imr_index_up", "Whether the index can be asked.", int(health.ok))
    yield _gauge("imr_index_items", "Items in the index.", health.items)
    if not with_database:
        return
    try:
        stands = standing()
        reached = engine().mark()
    except (IndexUnavailable, DatabaseError, InterfaceError, OSError):
        return
    in_step = GaugeMetricFamily("imr_index_standing", "How the index stands to the database.", labels=("step",))
    in_step.add_metric((stands.step.value,), 1)
    yield in_step
    yield _gauge("imr_index_generation", "The change of the database that the index has reached.", _number(reached))
    noted = _number(LoggedChange.objects.mark())
    yield _gauge("imr_database_generation", "The last change of the database.", noted)
    yield _gauge("imr_index_lag_changes", "Changes that the index has not taken over.", stands.behind)
    yield _gauge("imr_index_lag_seconds", "The age of the first of them.", stands.late_seconds)


def _number(mark: str) -> int:
    number = mark.partition(":")[0]
    return int(number) if number.isdecimal() else 0


def _sizes() -> Iterator[GaugeMetricFamily]:
    folder = settings.HAYSTACK_CONNECTIONS["default"].get("PATH")
    if folder and Path(folder).is_dir():
        size = sum(_bytes(file) for file in Path(folder).rglob("*"))
        yield _gauge("imr_index_bytes", "The size of the index on the disk.", size)
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return
    yield _gauge("imr_disk_free_bytes", "What is left on the disk of the data folder.", free)


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0  # it was let go of meanwhile
