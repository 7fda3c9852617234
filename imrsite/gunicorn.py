"""Gunicorn's configuration: `gunicorn -c imrsite/gunicorn.py imrsite.wsgi`."""

import gc
import os
from logging.config import dictConfig
from typing import Any

# A reader does not wait as long as an import does for whoever holds the database. Before the settings read it.
os.environ.setdefault("DATABASE_WAIT", "5")

from imrsite import settings
from search.operating import shared_counts

dictConfig(settings.LOGGING)
shared_counts.begin(settings.PORT)
bind = f"[{settings.HOST}]:{settings.PORT}" if settings.HOST.count(":") > 1 else f"{settings.HOST}:{settings.PORT}"
workers = settings.WEB_WORKERS
threads = settings.WEB_THREADS
# With the index, the log and the database fewer than the 1,024 files that a process may usually open.
worker_connections = 800
worker_class = "search.operating.worker.PatientWorker"
# Its workers' signs of life: a full disk must not keep one from starting.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn makes names of its own
timeout = 60
graceful_timeout = 10
# Loading once before the fork shares the vocabularies' and the index's memory between the workers.
preload_app = True
max_requests = 20_000
max_requests_jitter = 2_000
logger_class = "search.operating.server_log.ServerLog"
accesslog = "-" if settings.ACCESS_LOG else None
limit_request_line = 8190
# Our worker bounds the whole head, and says so in words.
limit_request_field_size = 65_536
# Its socket would lie in the home folder, outside DATA_DIR, where two sites would meet.
control_socket_disable = True
# Gunicorn would believe a neighbour's X-Forwarded-Proto; whether to is the setting BEHIND_PROXY's to say.
forwarded_allow_ips = ""


def pre_fork(server: object, worker: object) -> None:
    """What was loaded before the fork stays for good, and Python need not go through it again and again to see whether
    it can go: that took 50 ms each time, in which no page was made, and made pages of memory that were shared each
    worker's own."""
    gc.collect()
    gc.freeze()


def post_worker_init(worker: Any) -> None:
    """In each web process, once it has its own connections."""
    from search.operating.following import begin
    from search.operating.health import count_ahead
    from search.operating.schema_state import say_if_apart

    say_if_apart()
    count_ahead()
    worker.stop_following = begin()


def worker_exit(server: Any, worker: Any) -> None:
    """Another process of this machine goes on at once."""
    getattr(worker, "stop_following", lambda: None)()


def on_exit(server: object) -> None:
    """See gunicorn."""
    shared_counts.end()
