"""What befalls a site while people read it and send letters, and what must hold after each fault."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from search.samples import SAMPLES
from tests.operating.clerk import Browser
from tests.operating.clock import Clock
from tests.operating.site import Site, eventually
from tests.operating.test_full_disk import refuse_writes

IN_TIME = float(os.environ.get("FAULTS_SECONDS", "15"))
"""Within which the site answers again, in seconds."""
TO_IMPORT = 4 * IN_TIME
"""Within which a letter that was sent in has been imported, whatever befell the worker, in seconds."""
DAY = 86_400.0
SEARCH = "/search.json?q=treatment&per_page=100"
PUBLISHED = (
    "SELECT i.heading, i.rationale FROM search_disputeditem i "
    "JOIN search_determination d ON d.id = i.determination_id WHERE d.visibility = 'published'"
)
UNDER_WAY = "SELECT id FROM search_importbatch WHERE finished IS NULL"


@dataclass
class Trial:
    """A site under faults. ``ask``: the rows that a statement finds in its database."""

    site: Site
    clock: Clock
    chance: random.Random
    ask: Callable[[str], Iterable[tuple[object, ...]]]
    letters: list[Path] = field(default_factory=lambda: sorted(SAMPLES.glob("*.txt"))[4:])
    clerk: Browser = field(default_factory=Browser)

    def held(self) -> int:
        """How many published items of the word “treatment” the database holds, counted without the index."""
        items = (" ".join(map(str, row)) for row in self.ask(PUBLISHED))
        return sum(bool(re.search(r"\btreatments?\b", item, re.IGNORECASE)) for item in items)

    def is_at_rest(self) -> bool:
        """Whether every letter that was sent in has its outcome."""
        return not list(self.ask(UNDER_WAY))


Fault = Callable[[Trial], None]


def kill_everything(trial: Trial) -> None:
    assert trial.site.process is not None
    trial.site.process.kill()
    trial.site.process.wait()
    assert eventually(lambda: trial.site.get("/livez").status == 0, 30), "something still listens"
    trial.site.start()


def kill_web(trial: Trial) -> None:
    for process in trial.site.children("gunicorn"):
        os.killpg(process, signal.SIGKILL)


def kill_a_web_process(trial: Trial) -> None:
    for master in trial.site.children("gunicorn"):
        listed = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        for process in listed[:1]:
            with suppress(ProcessLookupError):
                os.kill(int(process), signal.SIGKILL)


def kill_worker(trial: Trial) -> None:
    for process in trial.site.children("db_worker"):
        os.kill(process, signal.SIGKILL)


def lose_the_index(trial: Trial) -> None:
    shutil.rmtree(trial.site.folder / "index", ignore_errors=True)


def fill_the_disk(trial: Trial) -> None:
    refuse_writes(trial.site, 0)
    time.sleep(trial.chance.uniform(0.2, 2.0))
    refuse_writes(trial.site, -1)


def move_the_clock(trial: Trial) -> None:
    trial.clock.move(trial.chance.choice((-400 * DAY, -DAY, -3_600.0, -60.0, 60.0, 3_600.0, DAY, 400 * DAY)))


def send_slowly(trial: Trial) -> None:
    senders = [socket.create_connection(("127.0.0.1", trial.site.port), timeout=5) for _ in range(24)]
    for sender in senders:
        sender.sendall(b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000\r\n\r\nx")
    assert trial.site.get(SEARCH, seconds=IN_TIME).status in (200, 503)
    for sender in senders:
        sender.close()


ANYWHERE: tuple[Fault, ...] = (
    kill_web,
    kill_a_web_process,
    kill_worker,
    lose_the_index,
    move_the_clock,
    fill_the_disk,
    send_slowly,
    kill_everything,
)


class Reader(Thread):
    """Reads the whole time. ``totals`` are what it was told, in order, where it was told anything."""

    def __init__(self, site: Site) -> None:
        super().__init__(daemon=True)
        self._site, self._ending = site, Event()
        self.totals: list[int] = []
        self.statuses: set[int] = set()

    def run(self) -> None:
        while not self._ending.wait(0.1):
            answer = self._site.get(SEARCH, seconds=2 * IN_TIME)
            self.statuses.add(answer.status)
            if answer.status == 200:
                self.totals.append(int(answer.data["total"]))

    def __enter__(self) -> Reader:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ending.set()
        self.join()


def endure(trial: Trial, kinds: Sequence[Fault], number: int) -> None:
    """So many faults, a letter after each: the site answers in time, keeps what it confirmed, and no total is wrong."""
    site = trial.site
    known = _found(site)
    assert known
    for place in range(number):
        kind = kinds[place % len(kinds)] if len(kinds) <= number else trial.chance.choice(kinds)
        said = f"fault {place}: {kind.__name__}"
        before = trial.held()
        with Reader(site) as reader:
            kind(trial)
            began = time.monotonic()
            assert eventually(lambda: site.get(SEARCH).status == 200, IN_TIME), f"{said}\n{site.said()}"
            print(f"{said}: answered after {time.monotonic() - began:.1f} s")
            _bring_in(trial, trial.letters[place % len(trial.letters)], by_hand=place % 2 == 0)
            assert eventually(trial.is_at_rest, TO_IMPORT), f"{said}: a letter was not imported\n{site.said()}"
            after = trial.held()
            assert eventually(lambda after=after: site.get(SEARCH).data.get("total") == after, IN_TIME), (  # type: ignore[misc]
                f"{said}: {site.get(SEARCH).data.get('total')}, not {after}\n{site.said()}"
            )
        urls = _found(site)
        assert known <= urls, said
        assert set(reader.totals) <= {before, after}, f"{said}: {before} to {after}, told {reader.totals}"
        assert reader.statuses <= {0, 200, 503}, f"{said}: {reader.statuses}\n{site.said()}"
        known = urls


def _found(site: Site) -> set[str]:
    return {each["url"] for each in site.get(SEARCH).data["results"]}


def _bring_in(trial: Trial, letter: Path, by_hand: bool) -> None:
    """A letter, which is confirmed when this returns: from the machine, or sent in by somebody."""
    if by_hand:
        trial.site.manage("import_determinations", str(letter))
        return
    if trial.clerk.ask(trial.site, "GET", "/admin/")[0] != 200:  # the clock may have ended it
        trial.clerk.cookies.clear()
        trial.clerk.sign_in(trial.site)
    trial.clerk.send(trial.site, {letter.name: letter.read_bytes()})
