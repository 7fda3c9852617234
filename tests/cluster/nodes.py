"""Node processes on the loopback interface, each of which can be killed and started again by itself."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import time
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tests.cluster.layout import CannotRun, java_home

ORDINARY_USER = "nobody"
"""Whom nodes run as where we are root, as whom they refuse to."""
_PATIENCE = 240.0
_LOG4J = """rootLogger.level=warn
rootLogger.appenderRef.console.ref=console
appender.console.type=Console
appender.console.name=console
appender.console.layout.type=PatternLayout
appender.console.layout.pattern=%d %p %c{1} %m%n
"""


class Cluster:
    """Nodes ``1`` to ``count`` of one cluster; node ``n`` answers at ``port + n``. What they keep lies in ``folder``.

    Processes are told by files, so another process may stop what this one has started.
    """

    def __init__(self, home: Path, folder: Path, count: int = 3, port: int = 9210, heap: str = "384m") -> None:
        self.home, self.folder, self.count, self.port, self.heap = home, folder, count, port, heap
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def urls(self) -> list[str]:
        """Where the nodes answer."""
        return [f"http://127.0.0.1:{self.port + number}" for number in self.numbers]

    @property
    def numbers(self) -> range:
        """The nodes' numbers."""
        return range(1, self.count + 1)

    def start(self) -> None:
        """Start all nodes and wait until they have formed a cluster."""
        for number in self.numbers:
            self.start_node(number)
        self.wait(f"wait_for_nodes={self.count}")

    def start_node(self, number: int) -> None:
        """Start one node; :meth:`wait` for it."""
        java = java_home()
        folder = self.folder / f"node{number}"
        for name in ("config", "data", "logs", "tmp"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "config" / "opensearch.yml").write_text(json.dumps(self._settings(number, folder)), encoding="utf-8")
        (folder / "config" / "log4j2.properties").write_text(_LOG4J, encoding="utf-8")
        as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam(ORDINARY_USER)
            for path in (self.folder, folder, *folder.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)
            as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        with (folder / "console.log").open("ab") as log:
            process = subprocess.Popen(
                self._command(java, folder),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                env={"HOME": str(folder), "JAVA_HOME": str(java), "PATH": os.environ["PATH"]},
                start_new_session=True,
                **as_user,
            )
        self._processes[number] = process
        self._pid_file(number).write_text(str(process.pid), encoding="utf-8")

    def _settings(self, number: int, folder: Path) -> dict[str, Any]:
        return {
            "cluster.name": "imr-tests",
            "node.name": f"node{number}",
            "path.data": str(folder / "data"),
            "path.logs": str(folder / "logs"),
            "network.host": "127.0.0.1",
            "http.port": self.port + number,
            "transport.port": self.port + 100 + number,
            "discovery.seed_hosts": [f"127.0.0.1:{self.port + 100 + each}" for each in self.numbers],
            "cluster.initial_cluster_manager_nodes": [f"node{each}" for each in self.numbers],
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }

    def _command(self, java: Path, folder: Path) -> list[str]:
        return [
            str(java / "bin" / "java"),
            f"-Xms{self.heap}",
            f"-Xmx{self.heap}",
            "-XX:+UseG1GC",
            f"-Djava.io.tmpdir={folder / 'tmp'}",
            f"-Djna.tmpdir={folder / 'tmp'}",
            "--enable-native-access=ALL-UNNAMED",
            "-Dlog4j2.disable.jmx=true",
            "-Dopensearch.networkaddress.cache.ttl=60",
            f"-Dopensearch.path.home={self.home}",
            f"-Dopensearch.path.conf={folder / 'config'}",
            "-Dopensearch.distribution.type=tar",
            "-Dopensearch.bundled_jdk=false",
            "-cp",
            f"{self.home}/lib/*",
            "org.opensearch.bootstrap.OpenSearch",
        ]

    def kill(self, number: int) -> None:
        """End one node at once, as a lost machine ends."""
        self._signal(number, signal.SIGKILL)

    def freeze(self, number: int) -> None:
        """Let one node fall silent without being gone."""
        self._signal(number, signal.SIGSTOP)

    def thaw(self, number: int) -> None:
        """Let a silent node go on."""
        self._signal(number, signal.SIGCONT)

    def stop(self) -> None:
        """End all nodes and remove what they kept."""
        for number in self.numbers:
            self._signal(number, signal.SIGTERM)
        until = time.monotonic() + 20
        for number in self.numbers:
            while self.is_alive(number) and time.monotonic() < until:
                time.sleep(0.1)
            self._signal(number, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def is_alive(self, number: int) -> bool:
        """Whether the node's process runs."""
        if number in self._processes:
            return self._processes[number].poll() is None
        pid = self._pid(number)
        if pid is None:
            return False
        try:
            return b"opensearch.path.home" in Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return False

    def wait(self, condition: str, patience: float = _PATIENCE) -> dict[str, Any]:
        """The cluster's health once it meets ``condition`` (parameters of ``_cluster/health``).

        Raises :class:`CannotRun` with the end of a node's log where it does not in time.
        """
        until = time.monotonic() + patience
        while time.monotonic() < until:
            for url in self.urls:
                try:
                    with urllib.request.urlopen(f"{url}/_cluster/health?{condition}&timeout=5s", timeout=10) as answer:
                        found: dict[str, Any] = json.load(answer)
                        return found
                except (OSError, HTTPException, ValueError):
                    continue
            if not any(map(self.is_alive, self.numbers)):
                break
            time.sleep(0.3)
        log = self.folder / "node1" / "console.log"
        said = log.read_text(errors="replace")[-3_000:] if log.exists() else ""
        raise CannotRun(f"The cluster did not come up ({condition}).\n{said}")

    def _pid_file(self, number: int) -> Path:
        return self.folder / f"node{number}.pid"

    def _pid(self, number: int) -> int | None:
        try:
            return int(self._pid_file(number).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def _signal(self, number: int, which: signal.Signals) -> None:
        pid = self._pid(number)
        if pid is not None and self.is_alive(number):
            os.kill(pid, which)
