"""A backup brings back everything that a person can see; nothing that is not whole is ever put in place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from search.operating.backup import thin
from tests.operating.site import Site

PAGES = (
    "/",
    "/browse/",
    "/about/",
    "/search/?q=treatment",
    "/search.json?q=treatment",
    "/search.csv",
    "/search.atom?q=treatment",
    "/complete.json?q=tre",
    "/saved/",
    "/admin/search/determination/",
)
FILL = """
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from search.models import DisputedItem, SavedSearch
clerk = User.objects.create_superuser("clerk", "clerk@example.org", "a long pass phrase")
SavedSearch.objects.create(owner=clerk, name="My treatments", query="q=treatment")
item = DisputedItem.objects.first()
item.heading, item.corrected = "Corrected by a person", ["heading"]
item.save()
store = SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(clerk.pk), "django.contrib.auth.backends.ModelBackend"
store[HASH_SESSION_KEY] = clerk.get_session_auth_hash()
store.create()
print("SESSION", store.session_key)
"""


def everything(site: Site, session: str) -> dict[str, str]:
    """What anybody and a member of staff can see, and every row of the database."""
    site.start()
    try:
        seen = {}
        for address in PAGES:
            answer = site.get(address, cookie=f"sessionid={session}", host="imr.localhost")
            assert answer.status == 200, (address, answer.status)
            lines = answer.body.splitlines()
            seen[address] = "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)
        seen["letters"] = "".join(
            site.get(each["url"].replace("http://imr.localhost", ""), host="imr.localhost").body
            for each in json.loads(seen["/search.json?q=treatment"])["results"]
        )
    finally:
        site.stop()
    excluded = ["--exclude=sessions", "--exclude=contenttypes", "--exclude=auth.permission"]
    return {**seen, "rows": site.manage("dumpdata", *excluded).stdout}


@pytest.mark.slow
def test_a_backup_made_while_serving_brings_everything_back(make_site: Callable[..., Site], tmp_path: Path) -> None:
    site = make_site(ALLOWED_HOSTS="imr.localhost")
    session = site.manage("shell", "-c", FILL).stdout.partition("SESSION ")[2].strip()
    site.manage("rebuild_index", "--noinput")
    site.start()
    said = site.manage("backup", str(tmp_path / "backups")).stdout
    refused = site.manage("restore", str(tmp_path / "backups"), check=False)
    site.stop()
    assert "4 letters" in said and "verified" in said
    assert refused.returncode == 1 and "stop it first" in refused.stderr
    before = everything(site, session)
    assert "Corrected by a person" in before["rows"] and "My treatments" in before["/saved/"]

    # Into a clean folder, as on another machine.
    clean = Site(tmp_path / "clean", SAMPLES="true", ALLOWED_HOSTS="imr.localhost")
    clean.manage("restore", str(tmp_path / "backups"))
    assert everything(clean, session) == before
    originals = [
        {path.name: path.read_bytes() for path in (each.folder / "media").rglob("*") if path.is_file()}
        for each in (site, clean)
    ]
    assert originals[0] and originals[0] == originals[1]

    # In place, over what went wrong since.
    site.manage("shell", "-c", "from search.models import Determination; Determination.objects.all().delete()")
    shutil.rmtree(site.folder / "index")
    done = site.manage("restore", str(tmp_path / "backups")).stdout
    assert "lies in" in done
    assert everything(site, session) == before
    [aside] = site.folder.glob("before-restore-*")
    assert (aside / "imr.sqlite3").is_file() and (aside / "media").is_dir()


def test_what_is_not_whole_is_neither_made_nor_put_in_place(make_site: Callable[..., Site], tmp_path: Path) -> None:
    site, backups = make_site(), tmp_path / "backups"
    [original, *_] = (site.folder / "media").rglob("*.txt")
    site.manage("backup", str(backups))
    [first] = backups.iterdir()
    original.unlink()
    lacking = site.manage("backup", str(backups), check=False)
    assert lacking.returncode == 1 and original.name in lacking.stderr
    damaged = first / "media" / original.relative_to(site.folder / "media")
    damaged.unlink()
    damaged.write_text("something else")
    refused = site.manage("restore", str(first), check=False)
    assert refused.returncode == 1 and "not what was written" in refused.stderr and "Traceback" not in refused.stderr
    assert not list(site.folder.glob("before-restore-*"))
    nothing = site.manage("restore", str(tmp_path / "nowhere"), check=False)
    assert nothing.returncode == 1 and "no backup" in nothing.stderr
    (site.folder / "imr.sqlite3").write_bytes(b"x" * 10_000)
    broken = site.manage("backup", str(backups), check=False)
    assert broken.returncode == 1 and "Traceback" not in broken.stderr
    assert len([path for path in backups.iterdir() if path.suffix != ".unfinished"]) == 2


def test_an_original_that_was_cut_short_does_not_take_the_place_of_the_whole_one(
    make_site: Callable[..., Site], tmp_path: Path
) -> None:
    site, backups = make_site(), tmp_path / "backups"
    [first, second, *_] = sorted((site.folder / "media" / "originals").rglob("*.txt"))
    whole = first.read_bytes()
    site.manage("backup", str(backups))
    first.write_bytes(whole[:100])
    site.manage("backup", str(backups))
    last = sorted(backups.iterdir())[-1]
    assert (last / "media" / first.relative_to(site.folder / "media")).read_bytes() == whole
    # Where no backup holds the whole one, it is said.
    shutil.rmtree(backups)
    second.write_bytes(b"")
    said = site.manage("backup", str(backups), check=False)
    assert said.returncode == 1
    assert all(f"{each.name} is not what was stored" in said.stderr for each in (first, second))


def test_a_backup_of_another_year_is_not_taken_for_the_last(make_site: Callable[..., Site], tmp_path: Path) -> None:
    site, backups = make_site(), tmp_path / "backups"
    site.manage("backup", str(backups))
    [made] = backups.iterdir()
    later = made.rename(backups / "imr-21000101T000000.000000Z")
    refused = site.manage("restore", str(backups), check=False)
    assert refused.returncode == 1 and "is of later than now" in refused.stderr and "Traceback" not in refused.stderr
    assert f"{later.name} is in place" in site.manage("restore", str(later)).stdout


def test_older_backups_are_thinned(tmp_path: Path) -> None:
    now = datetime(2026, 3, 20, 12, tzinfo=UTC)
    for hours in range(0, 24 * 400, 12):
        (tmp_path / (now - timedelta(hours=hours)).strftime("imr-%Y%m%dT%H%M%S.%fZ")).mkdir()
    (tmp_path / "imr-somethingZ").mkdir()
    gone = thin(tmp_path)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert len(gone) > 700 and "imr-somethingZ" in left
    assert left[-2].startswith("imr-20260320T12")
    assert 22 <= len(left) <= 32
    assert thin(tmp_path) == []
    (tmp_path / "imr-20380119T031408.000000Z").mkdir()  # the clock was wrong for a night
    assert len(thin(tmp_path)) <= 4
