"""Two machines on one database: each with a data folder of its own, none that knows of the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.objects import Objects, objects
from tests.ingest.letters import Letter
from tests.operating.clerk import MAKE_CLERK, Browser
from tests.operating.clock import Clock
from tests.operating.site import Site, eventually

FOUND_SECONDS = 2.0
WEB_ALONE = ("-m", "gunicorn", "-c", "imrsite/gunicorn.py", "imrsite.wsgi")


@pytest.fixture
def store() -> Iterator[Objects]:
    with objects() as running:
        yield running


@pytest.fixture
def machines(fresh: dict[str, str], store: Objects, tmp_path: Path) -> Iterator[tuple[Site, Site]]:
    """One that serves alone and one with a worker and with a clock five minutes behind, both prepared."""
    clock = Clock(tmp_path)
    clock.move(-300)
    shared = {"DATABASE_URL": fresh["DATABASE_URL"], "SECRET_KEY": "one key for all machines " * 2, "SAMPLES": "false"}
    shared |= store.settings
    both = Site(tmp_path / "one" / "data", **shared), Site(tmp_path / "two" / "data", **shared, **clock.settings)
    for each in both:
        each.folder.parent.mkdir()
        each.manage("prepare")
    both[0].manage("shell", "-v0", "-c", MAKE_CLERK)
    try:
        yield both[0], both[1]
    finally:
        for each in both:
            each.stop()


def letters(first: int, count: int) -> dict[str, bytes]:
    return {
        f"{number}.txt": Letter(case=f"CM16-77{number:05}", summary=f"Worker {number}, {number} days later.").bytes()
        for number in range(first, first + count)
    }


def total(site: Site) -> int:
    return int(site.get("/search.json?q=massage").data.get("total", -1))


@pytest.mark.slow
def test_what_comes_in_on_one_machine_is_there_on_the_other(machines: tuple[Site, Site], tmp_path: Path) -> None:
    one, two = machines
    one.start(WEB_ALONE)
    two.start()
    assert one.get("/readyz").status == two.get("/readyz").status == 200
    browser = Browser()
    browser.sign_in(one)
    browser.send(one, letters(1, 1))  # at once, by the machine that it was sent to
    assert total(one) == 1
    assert eventually(lambda: total(two) == 1, FOUND_SECONDS), two.said()
    assert browser.ask(two, "GET", "/admin/")[0] == 200, "signed in on both"
    for site in machines:
        status, text = browser.ask(site, "GET", "/admin/search/determination/1/original/")
        assert (status, text.encode()) == (200, letters(1, 1)["1.txt"])
    browser.send(one, letters(2, 25))  # too many to wait for: only the other machine has a worker
    assert eventually(lambda: total(two) == 26), two.said()
    assert eventually(lambda: total(one) == 26, FOUND_SECONDS), one.said()
    batch = browser.ask(one, "GET", "/admin/search/importbatch/2/change/")[1]
    assert "Imported: 25" in batch


@pytest.mark.slow
def test_a_machine_that_was_away_is_not_ready_until_it_has_caught_up(
    machines: tuple[Site, Site], tmp_path: Path
) -> None:
    one, two = machines
    one.start(WEB_ALONE)
    browser = Browser()
    browser.sign_in(one)
    browser.send(one, letters(1, 3))
    long_ago = "from search.models import LoggedChange as L; from datetime import *; from django.db.models import F; "
    one.manage("shell", "-v0", "-c", long_ago + "L.objects.update(noted=F('noted') - timedelta(hours=1))")
    said = "from search.operating.health import ready; print(ready())"
    before = two.manage("shell", "-v0", "-c", said).stdout
    assert "(False" in before and "has not been told of changes" in before
    two.start(WEB_ALONE)
    assert eventually(lambda: two.get("/readyz").status == 200), two.get("/readyz").body
    assert total(two) == 3
