"""Faults at random, seeded: after each the site answers in time, nothing that was confirmed is lost, no total is wrong.

A few by default; ``FAULTS=100 FAULTS_SEED=7 pytest tests/operating/test_faults.py`` for as many as wanted.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from search.samples import SAMPLES
from tests.operating.site import Site, eventually
from tests.operating.test_full_disk import refuse_writes

FAULTS = int(os.environ.get("FAULTS", "5"))
SEED = int(os.environ.get("FAULTS_SEED", "16"))
IN_TIME = 15.0
JSON = "/search.json?q=treatment"


def kill_web(site: Site, chance: random.Random) -> None:
    for process in site.children("gunicorn"):
        os.killpg(process, signal.SIGKILL)


def kill_a_web_process(site: Site, chance: random.Random) -> None:
    for master in site.children("gunicorn"):
        listed = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        for process in listed[:1]:
            os.kill(int(process), signal.SIGKILL)


def kill_worker(site: Site, chance: random.Random) -> None:
    for process in site.children("db_worker"):
        os.kill(process, signal.SIGKILL)


def hold_the_database(site: Site, chance: random.Random) -> None:
    with closing(sqlite3.connect(site.folder / "imr.sqlite3", isolation_level=None, timeout=30)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(chance.uniform(0.5, 3.0))
        other.execute("ROLLBACK")


def take_the_database_away(site: Site, chance: random.Random) -> None:
    place, aside = site.folder / "imr.sqlite3", site.folder / "aside"
    place.rename(aside)
    time.sleep(chance.uniform(0.2, 2.0))
    assert not place.exists(), "something was put in the place of a lost database"
    aside.rename(place)


def lose_the_index(site: Site, chance: random.Random) -> None:
    shutil.rmtree(site.folder / "index", ignore_errors=True)


def fill_the_disk(site: Site, chance: random.Random) -> None:
    refuse_writes(site, 0)
    time.sleep(chance.uniform(0.2, 2.0))
    refuse_writes(site, -1)


def send_slowly(site: Site, chance: random.Random) -> None:
    senders = [socket.create_connection(("127.0.0.1", site.port), timeout=5) for _ in range(24)]
    for sender in senders:
        sender.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\nx")
    assert site.get(JSON, seconds=IN_TIME).status in (200, 503)
    for sender in senders:
        sender.close()


KINDS = (
    kill_web,
    kill_a_web_process,
    kill_worker,
    hold_the_database,
    take_the_database_away,
    lose_the_index,
    fill_the_disk,
    send_slowly,
)


def test_faults_at_random_while_letters_come_in(make_site: Callable[..., Site]) -> None:
    chance = random.Random(SEED)
    site = make_site(PAGE_MEMORY_MB="0").start()
    letters = sorted(SAMPLES.glob("*.txt"))[4:]
    known = {each["url"] for each in site.get(JSON + "&per_page=100").data["results"]}
    assert known
    for number in range(FAULTS):
        kind = KINDS[number % len(KINDS)] if len(KINDS) <= FAULTS else chance.choice(KINDS)
        kind(site, chance)
        said = f"fault {number} of seed {SEED}: {kind.__name__}"
        assert eventually(lambda: site.get(JSON).status == 200, IN_TIME), f"{said}\n{site.said()}"
        site.manage("import_determinations", str(letters[number % len(letters)]))
        found = site.get(JSON + "&per_page=100").data
        urls = {each["url"] for each in found["results"]}
        assert known <= urls, said
        assert found["total"] == _held(site.folder), said
        known = urls


def _held(folder: Path) -> int:
    """What the database holds of the query's one word, counted without the index."""
    with closing(sqlite3.connect(f"file:{folder / 'imr.sqlite3'}?mode=ro", uri=True)) as database:
        rows = database.execute(
            "SELECT i.heading, i.rationale FROM search_disputeditem i "
            "JOIN search_determination d ON d.id = i.determination_id WHERE d.visibility = 'published'"
        ).fetchall()
    return sum(bool(re.search(r"\btreatments?\b", " ".join(row), re.IGNORECASE)) for row in rows)
