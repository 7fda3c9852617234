"""`manage.py serve`: the web server and the background worker, each started again when it ends by itself."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.management.base import CHECKED
from search.operating.health import processes
from search.operating.mending import IndexWatch
from search.operating.supervising import Program, Supervisor


class Command(BaseCommand):
    help = "Serve with gunicorn and run the background worker, each started again when it ends; Ctrl-C stops both."
    requires_system_checks = CHECKED

    def handle(self, *args: Any, **options: Any) -> None:
        check_free(settings.HOST, settings.PORT)
        watch = IndexWatch()
        status = processes()
        supervisor = Supervisor(_programs(), Path(settings.BASE_DIR), status, beside=watch.tend)
        supervisor.environment["DJANGO_SETTINGS_MODULE"] = "imrsite.settings"
        signal.signal(signal.SIGTERM, supervisor.stop)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as nohup has it
            signal.signal(signal.SIGHUP, supervisor.stop)
        # A shell's background job starts with SIGINT ignored, and Python then leaves it so.
        signal.signal(signal.SIGINT, supervisor.stop)
        if not status.hold():
            raise CommandError(f"Another serve runs on {settings.DATA_DIR}. Stop it first, or name another DATA_DIR.")
        try:
            with suppress(KeyboardInterrupt):
                supervisor.run()
            self.stdout.write("Stopped.")
        finally:
            watch.end()


def _programs() -> tuple[Program, ...]:
    python = sys.executable
    web = [python, "-m", "gunicorn", "-c", "imrsite/gunicorn.py", "imrsite.wsgi"]
    worker = [python, "manage.py", "db_worker", "--interval", "0.5"]
    return (
        Program("web", "The web server", web, most_pause=5.0),
        Program("worker", "The background worker", worker, most_pause=10.0),
    )


def check_free(host: str, port: int) -> None:
    """Say in a sentence what gunicorn would say in ten lines: that another program listens there, or nobody can."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        advice = "choose another with PORT=…" if error.errno == errno.EADDRINUSE else "look at HOST and PORT"
        raise CommandError(
            f"Cannot listen on {host}:{port}: {(error.strerror or str(error)).lower()}; {advice}."
        ) from error
