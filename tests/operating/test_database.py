"""The database away, locked, lost or replaced: pages say so, and nothing takes its place in silence."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable

import pytest

from tests.operating.site import ROOT, Site, eventually

SEARCH = "/search/?q=treatment"


def test_probes_need_no_certificate_and_no_name(make_site: Callable[..., Site]) -> None:
    site = make_site(HTTPS="true", ALLOWED_HOSTS="imr.example.org").start()
    for probe in ("/livez", "/readyz", "/healthz"):
        answer = site.get(probe)
        assert (answer.status, answer.data.get("ok")) == (200, True), probe
        assert "no-store" in answer.headers["cache-control"]
    assert site.get("/help/", host="imr.example.org").status == 301
    assert site.get("/help/").status == 400


def test_a_lost_database_is_said_and_heals_when_it_is_back(make_site: Callable[..., Site]) -> None:
    site = make_site(PAGE_MEMORY_MB="0").start()
    database, aside = site.folder / "imr.sqlite3", site.folder / "aside"
    total = site.get("/search.json?q=treatment").data["total"]
    assert total
    database.rename(aside)
    page, data = site.get(SEARCH), site.get("/search.json?q=treatment")
    assert (page.status, data.status) == (503, 503)
    assert "</html>" in page.body and "database" in page.body and "Traceback" not in page.body
    assert int(page.headers["retry-after"]) and "database" in data.data["error"]
    assert site.get("/livez").status == 200
    assert site.get("/readyz").status == site.get("/healthz").status == 503
    assert not database.exists()
    prepared = site.manage("prepare", check=False)
    assert prepared.returncode == 1 and "gone or empty" in prepared.stderr and "Traceback" not in prepared.stderr
    aside.rename(database)
    assert eventually(lambda: site.get("/search.json?q=treatment").data.get("total") == total, 15)
    assert eventually(lambda: site.get("/readyz").status == 200, 15)


def test_a_replaced_database_is_the_one_that_is_read(make_site: Callable[..., Site]) -> None:
    site = make_site(PAGE_MEMORY_MB="0").start()
    database = site.folder / "imr.sqlite3"
    assert site.get("/search.json?q=treatment").data["results"]
    copy = site.folder / "copy"
    with sqlite3.connect(database) as source, sqlite3.connect(copy) as target:
        source.backup(target)
        target.execute("UPDATE search_determination SET visibility = 'withdrawn'")
    source.close()
    target.close()
    copy.replace(database)
    assert eventually(lambda: site.get("/search.json?q=treatment").data["results"] == [], 5)


def test_a_database_that_another_holds_for_itself_is_said_in_bounded_time(make_site: Callable[..., Site]) -> None:
    site = make_site(DATABASE_WAIT="1")
    with sqlite3.connect(site.folder / "imr.sqlite3") as plain:
        plain.execute("PRAGMA journal_mode=DELETE")
    plain.close()
    other = sqlite3.connect(site.folder / "imr.sqlite3", isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    site.start()
    page = site.get(SEARCH, seconds=15)
    assert page.status == 503 and "</html>" in page.body and page.headers["retry-after"]
    assert site.get("/search.json", seconds=15).data["retry_after"]
    other.close()
    assert eventually(lambda: site.get(SEARCH).status == 200, 15)


@pytest.mark.parametrize(("given", "waits"), [({}, "5"), ({"DATABASE_WAIT": "7"}, "7")])
def test_pages_wait_less_long_for_a_lock_than_imports_do(
    make_site: Callable[..., Site], given: dict[str, str], waits: str
) -> None:
    show = "import runpy; runpy.run_path('imrsite/gunicorn.py'); from imrsite import settings; "
    show += "print(settings.DATABASE_WAIT, settings.SQLITE['OPTIONS']['timeout'])"
    environment = make_site(**given).environment
    done = subprocess.run([sys.executable, "-c", show], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout.split() == [waits, waits], done.stderr


def test_a_damaged_database_is_said(make_site: Callable[..., Site]) -> None:
    site = make_site()
    (site.folder / "imr.sqlite3").write_bytes(os.urandom(8_192))
    prepared = site.manage("prepare", check=False)
    assert prepared.returncode == 1 and "not a database" in prepared.stderr and "Traceback" not in prepared.stderr
    site.start()
    page = site.get(SEARCH)
    assert page.status == 503 and "cannot be read" in page.body
    assert site.get("/healthz").status == 503


def test_no_sample_takes_the_place_of_letters_that_were_deleted(make_site: Callable[..., Site]) -> None:
    site = make_site()
    site.environment["SAMPLES"] = "true"
    delete = "from search.models import Determination; Determination.objects.all().delete()"
    site.manage("shell", "-c", delete)
    site.manage("rebuild_index", "--noinput")
    assert "importing the sample letters" not in site.manage("prepare").stdout


def test_what_the_site_writes_is_its_owners_alone(make_site: Callable[..., Site]) -> None:
    site = make_site()
    (site.folder / "imr.sqlite3").chmod(0o666)
    os.umask(0)
    try:
        site.manage("prepare")
        site.start()
        assert site.get(SEARCH).status == 200
    finally:
        os.umask(0o077)
    open_to_others = [
        str(path.relative_to(site.folder)) for path in site.folder.rglob("*") if path.stat().st_mode & 0o077
    ]
    assert open_to_others == []
