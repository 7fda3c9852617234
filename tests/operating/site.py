"""A real site in a folder of its own: `manage.py serve` and its processes, to be hurt and looked at from outside."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; ``status`` 0 where there was none."""

    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> dict[str, Any]:
        """The body as JSON; empty where it is none."""
        try:
            found: dict[str, Any] = json.loads(self.body)
        except ValueError:
            return {}
        return found


def eventually(look: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether ``look`` comes true in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if look():
            return True
        time.sleep(0.1)
    return look()


class Site:
    """One data folder and, while started, what serves it. ``settings`` go into the environment of every process."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        dropped = {
            "DJANGO_SETTINGS_MODULE",
            "DATABASE_URL",
            "PYTEST_CURRENT_TEST",
            "LOG_DIR",
            "SITE_URL",
            "PAGE_MEMORY_MB",
        }
        usual = {name: value for name, value in os.environ.items() if name not in dropped}
        own = {"DATA_DIR": str(folder), "PORT": str(self.port), "WEB_WORKERS": "1", "PYTHONUNBUFFERED": "1"}
        self.environment = {**usual, **own, **settings}
        self.output = folder.parent / f"{folder.name}.output"
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one of the project's commands on this folder."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300)
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self, command: tuple[str, ...] = ("manage.py", "serve")) -> Site:
        """Start serving and wait for the first answer."""
        self.begin(command)
        assert eventually(lambda: self.get("/livez").status == 200), self.said()
        return self

    def begin(self, command: tuple[str, ...] = ("manage.py", "serve")) -> None:
        """Start serving."""
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=self.environment, stdout=output, stderr=output
            )

    def stop(self) -> None:
        """End it, as systemd would."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(PATIENCE)

    def __enter__(self) -> Site:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def said(self) -> str:
        """What its processes printed."""
        return self.output.read_text(errors="replace") if self.output.exists() else ""

    def get(self, address: str, seconds: float = 20.0, **headers: str) -> Answer:
        """One request over a connection of its own."""
        return self.ask("GET", address, None, seconds, **headers)

    def ask(self, method: str, address: str, body: bytes | None, seconds: float, **headers: str) -> Answer:
        """One request over a connection of its own; underscores in names of headers stand for hyphens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, address, body, headers=named)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            return Answer(answer.status, text, {name.lower(): value for name, value in answer.getheaders()})
        except (OSError, http.client.HTTPException) as error:
            return Answer(0, str(error))
        finally:
            connection.close()

    def children(self, holding: str = "") -> list[int]:
        """The processes that the serving one started whose command line holds ``holding``."""
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(each) for each in listed if holding in _line(int(each))]


def _line(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
