"""Faults at random on PostgreSQL, which is restarted, locked and cut off; ``FAULTS=100`` adds so many of all kinds."""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest

from search.samples import SAMPLES
from tests.cluster import postgres
from tests.operating.clerk import MAKE_CLERK
from tests.operating.clock import Clock
from tests.operating.faults import ANYWHERE, Fault, Trial, endure
from tests.operating.site import Site
from tests.operating.test_faults import FAULTS, SEED


@pytest.fixture
def server() -> Iterator[tuple[Path, str]]:
    """A server of this test's own, which keeps what it has confirmed: its folder and its address."""
    folder = Path(tempfile.mkdtemp(prefix="imr-postgres-"))
    address = postgres.start(folder)
    with psycopg.connect(address, autocommit=True) as database:
        database.execute("ALTER SYSTEM SET synchronous_commit = on")
        database.execute("SELECT pg_reload_conf()")
    yield folder, address
    postgres.stop(folder)


def faults_of(folder: Path, address: str) -> tuple[Fault, ...]:
    def restart_the_database(trial: Trial) -> None:
        postgres.halt(folder)
        time.sleep(trial.chance.uniform(0.2, 2.0))
        postgres.start(folder, int(address.rpartition(":")[2].partition("/")[0]))

    def hold_the_database(trial: Trial) -> None:
        with psycopg.connect(address) as database:
            database.execute("LOCK TABLE search_determination, search_disputeditem IN ACCESS EXCLUSIVE MODE")
            time.sleep(trial.chance.uniform(0.5, 3.0))

    def cut_off_everybody(trial: Trial) -> None:
        with psycopg.connect(address, autocommit=True) as database:
            database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid()")

    return restart_the_database, hold_the_database, cut_off_everybody


@pytest.mark.slow
def test_faults_at_random_while_letters_come_in(server: tuple[Path, str], tmp_path: Path) -> None:
    folder, address = server
    clock = Clock(tmp_path)
    settings = {"DATABASE_URL": address, "SAMPLES": "false", "PAGE_MEMORY_MB": "0", **clock.settings}
    with Site(tmp_path / "data", **settings) as site:
        site.manage("prepare")
        site.manage("shell", "-v0", "-c", MAKE_CLERK)
        site.manage("import_determinations", *map(str, sorted(SAMPLES.glob("*.txt"))[:4]))
        trial = Trial(site.start(), clock, random.Random(SEED), partial(_ask, address))
        own = faults_of(folder, address)
        endure(trial, own, len(own))
        if "FAULTS" in os.environ:
            endure(trial, (*own, *ANYWHERE), FAULTS)


def _ask(address: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address) as database:
        return database.execute(statement.encode()).fetchall()
