"""Faults at random, seeded: after each the site answers in time, nothing that was confirmed is lost, no total is wrong.

A few by default; ``FAULTS=100 FAULTS_SEED=7 pytest -s tests/operating/test_faults.py`` for as many as wanted, with
``FAULTS_SECONDS=60`` on a machine that does much else.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.operating.clerk import MAKE_CLERK
from tests.operating.clock import Clock
from tests.operating.faults import ANYWHERE, Trial, endure
from tests.operating.site import Site

FAULTS = int(os.environ.get("FAULTS", "5"))
SEED = int(os.environ.get("FAULTS_SEED", "16"))


def hold_the_database(trial: Trial) -> None:
    with closing(sqlite3.connect(trial.site.folder / "imr.sqlite3", isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(trial.chance.uniform(0.5, 3.0))
        other.execute("ROLLBACK")


def take_the_database_away(trial: Trial) -> None:
    place, aside = trial.site.folder / "imr.sqlite3", trial.site.folder / "aside"
    place.rename(aside)
    time.sleep(trial.chance.uniform(0.2, 2.0))
    assert not place.exists(), "something was put in the place of a lost database"
    aside.rename(place)


@pytest.mark.slow
def test_faults_at_random_while_letters_come_in(make_site: Callable[..., Site], tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    site = make_site(PAGE_MEMORY_MB="0", **clock.settings)
    site.manage("shell", "-v0", "-c", MAKE_CLERK)
    trial = Trial(site.start(), clock, random.Random(SEED), partial(_ask, site.folder))
    endure(trial, (*ANYWHERE, hold_the_database, take_the_database_away), FAULTS)


def _ask(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{folder / 'imr.sqlite3'}?mode=ro", uri=True)) as database:
        return database.execute(statement).fetchall()
