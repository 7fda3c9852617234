"""The server that tests run on: it can be stopped whatever became of it."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from pathlib import Path

import psycopg

from tests.cluster import postgres


def test_a_server_that_was_killed_is_stopped_without_complaint() -> None:
    folder = Path(tempfile.mkdtemp(prefix="imr-postgres-"))
    address = postgres.start(folder)
    with psycopg.connect(address) as database:
        assert database.execute("SELECT 1").fetchone() == (1,)
    process = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(process, signal.SIGKILL)
    while Path(f"/proc/{process}").exists():
        time.sleep(0.05)
    postgres.stop(folder)
    assert not folder.exists()
    postgres.stop(folder)
