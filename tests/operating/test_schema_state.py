"""A database whose tables are not those that the site knows is named as that, with what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

from tests.operating.site import Site, eventually

SEARCH = "/search.json?q=treatment"


def test_a_database_of_an_older_version_says_what_to_run_and_heals(make_site: Callable[..., Site]) -> None:
    site = make_site()
    site.manage("migrate", "search", "0010", "--verbosity", "0")
    site.start(("-m", "gunicorn", "-c", "imrsite/gunicorn.py", "imrsite.wsgi"))
    ready = site.get("/readyz")
    assert ready.status == 503 and "manage.py prepare" in ready.data["reasons"][0]
    assert "manage.py prepare" in site.get("/healthz").data["database"]["reason"]
    for address in (SEARCH, "/"):
        answer = site.get(address)
        assert answer.status == 503 and "manage.py prepare" in answer.body and "retry-after" in answer.headers
    assert "older version than the site" in site.said() and "Traceback" not in site.said()
    site.manage("prepare")
    assert eventually(lambda: site.get("/readyz").status == 200 and site.get(SEARCH).status == 200, 15)


def test_a_database_of_a_newer_version_is_told_to_the_owner_and_read_on(make_site: Callable[..., Site]) -> None:
    site = make_site()
    with closing(sqlite3.connect(site.folder / "imr.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('search', '9999_later', '2099-01-01')"
        )
    site.start()
    assert site.get("/readyz").status == site.get(SEARCH).status == 200
    said = site.get("/healthz")
    assert said.status == 503 and "newer version" in said.data["database"]["reason"]
    assert "newer version" in site.manage("prepare").stderr


def test_a_lost_and_a_damaged_database_are_told_apart(make_site: Callable[..., Site]) -> None:
    for damage, health, page in ((b"", "gone or empty", "missing"), (b"no database" * 9_000, "cannot be read", "read")):
        site = make_site(PAGE_MEMORY_MB="0")
        for ending in ("-wal", "-shm"):
            (site.folder / f"imr.sqlite3{ending}").unlink(missing_ok=True)
        (site.folder / "imr.sqlite3").write_bytes(damage)
        with site.start(("-m", "gunicorn", "-c", "imrsite/gunicorn.py", "imrsite.wsgi")):
            [reason] = site.get("/readyz").data["reasons"]
            assert health in reason and "manage.py restore" in reason
            assert site.get("/healthz").data["database"]["reason"] == reason
            answer = site.get("/search/?q=treatment")
            assert answer.status == 503 and page in answer.body and "has to restore it" in answer.body
            assert "Traceback" not in site.said()
