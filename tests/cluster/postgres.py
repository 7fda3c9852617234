"""A real PostgreSQL on the loopback interface: ``python -m tests.cluster.postgres start`` prints its DATABASE_URL."""

from __future__ import annotations

import argparse
import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.cluster.layout import CannotRun
from tests.cluster.nodes import ORDINARY_USER

_DEBIAN = Path("/usr/lib/postgresql")
_SETTINGS = """
listen_addresses = '127.0.0.1'
fsync = off
full_page_writes = off
synchronous_commit = off
shared_buffers = 128MB
max_connections = 60
"""


def programs() -> Path:
    """The folder of the newest server's programs."""
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    config = shutil.which("pg_config")
    if config:
        folder = Path(subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
        if (folder / "initdb").exists():
            return folder
    raise CannotRun("PostgreSQL's server is needed: install the package postgresql.")


def start(folder: Path, port: int = 0) -> str:
    """Make and start a server whose data lie in ``folder``, on ``port`` or any that is free; its address."""
    bin_ = programs()
    port = port or _free_port()
    data = folder / "data"
    if not data.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            user = pwd.getpwnam(ORDINARY_USER)
            os.chown(folder, user.pw_uid, user.pw_gid)
        _run([str(bin_ / "initdb"), "-D", str(data), "-U", "imr", "--auth=trust", "-E", "UTF8", "--no-sync"], folder)
        with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write(_SETTINGS + f"unix_socket_directories = '{folder}'\n")
    command = [str(bin_ / "pg_ctl"), "-D", str(data), "-o", f"-p {port}", "-l", str(folder / "log"), "-w", "start"]
    _run(command, folder)
    return f"postgres://imr@127.0.0.1:{port}/postgres"


def halt(folder: Path) -> None:
    """Stop the server as a power cut would, if it still runs; its data stay."""
    if (folder / "data" / "postmaster.pid").exists():
        # A server that was killed leaves its file behind, and then there is nothing to stop.
        with contextlib.suppress(CannotRun):
            _run([str(programs() / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "-w", "stop"], folder)


def stop(folder: Path) -> None:
    """Stop the server if it still runs, and remove its data."""
    halt(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _run(command: list[str], folder: Path) -> None:
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:  # as whom the server refuses to run
        user = pwd.getpwnam(ORDINARY_USER)
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with (folder / "console.log").open("ab") as log:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, **as_user)
    if done.returncode:
        raise CannotRun(f"{command[0]} failed:\n{(folder / 'console.log').read_text(errors='replace')[-2_000:]}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.cluster.postgres", description=__doc__)
    parser.add_argument("what", choices=("start", "stop"))
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / f"imr-postgres-{os.getuid()}")
    parser.add_argument("--port", type=int, default=0, help="where it listens (default: any port that is free)")
    given = parser.parse_args()
    if given.what == "stop":
        stop(given.folder)
        return 0
    try:
        print(start(given.folder, given.port))
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
