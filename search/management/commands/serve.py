"""`manage.py serve`: the web server and the background worker together, until one stops or Ctrl-C stops both."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from imrsite import environment as env

GRACE = 20.0
"""Seconds that a process has to finish what it is doing."""


class Command(BaseCommand):
    help = "Serve with gunicorn and run the background worker; Ctrl-C stops both."

    def handle(self, *args: Any, **options: Any) -> None:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "imrsite.settings"}
        python, root = sys.executable, settings.BASE_DIR
        check_free(env.text("HOST", "127.0.0.1"), env.number("PORT", 8000, least=1, most=65535))
        # Sessions of their own: Ctrl-C reaches only us, and we stop them in order.
        processes = [
            subprocess.Popen(command, cwd=root, env=environment, start_new_session=True)
            for command in (
                [python, "-m", "gunicorn", "-c", "imrsite/gunicorn.py", "imrsite.wsgi"],
                [python, "manage.py", "db_worker", "--interval", "0.5"],
            )
        ]

        def stop(number: int, frame: FrameType | None) -> None:
            raise KeyboardInterrupt

        signal.signal(signal.SIGTERM, stop)
        # A shell's background job starts with SIGINT ignored, and Python then leaves it so.
        signal.signal(signal.SIGINT, stop)
        failed = False
        try:
            while all(process.poll() is None for process in processes):
                time.sleep(0.2)
            failed = True
        except KeyboardInterrupt:
            self.stdout.write("Stopping …")
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            end_all(processes)
        if failed:
            raise CommandError("The web server or the worker stopped by itself; the lines above say why.")


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


def end_all(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask each process to stop, and kill what has not stopped when the grace is over."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + GRACE
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
