"""Worker, server and both killed at random moments: every file has one outcome, and nobody presses anything.

``KILLS=100 FILES=500`` tries it as long as one likes; ``SEED`` draws other moments.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from tests.ingest.letters import Letter
from tests.operating.site import Site, eventually

KILLS = int(os.environ.get("KILLS", "3"))
FILES = int(os.environ.get("FILES", "60"))
_SEND = """
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from search.ingest import uploads
user = User.objects.create_user("clerk")
with open({path!r}, "rb") as file:
    batch = uploads.receive([SimpleUploadedFile("all.zip", file.read())], user)
print(batch.total)
"""
_TELL = """
import json
from pathlib import Path
from django.conf import settings
from search.index import engine
from search.models import *
batch = ImportBatch.objects.get()
kept = {str(path.relative_to(settings.MEDIA_ROOT)) for path in Path(settings.MEDIA_ROOT, "originals").rglob("*.txt")}
print(json.dumps({
    "finished": batch.finished is not None,
    "outcomes": batch.files.count(),
    "places": batch.files.values("place").distinct().count(),
    "imported": batch.files.filter(outcome="imported").count(),
    "letters": Determination.objects.count(),
    "items": DisputedItem.objects.count(),
    "indexed": engine().health().items,
    "unnumbered": DisputedItem.objects.filter(news=None).count(),
    "originals": kept == set(Determination.objects.values_list("original", flat=True)),
    "left": len(list(Path(settings.MEDIA_ROOT, "uploads").iterdir())),
}))
"""


@pytest.fixture
def site(own_site: dict[str, str], tmp_path: Path) -> Iterator[Site]:
    """A site with a batch that nobody has begun."""
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for number in range(FILES):
            summary = f"A {20 + number % 60}-year-old worker, the {number}th of them."
            packed.writestr(f"{number:04}.txt", Letter(case=f"CM16-9{number:06}", summary=summary).bytes())
    database = {"DATABASE_URL": own_site["DATABASE_URL"]} if "DATABASE_URL" in own_site else {}
    with Site(tmp_path / "data", LOG_LEVEL="WARNING", **database) as site:
        site.manage("migrate", "-v0")
        sent = site.manage("shell", "-v0", "-c", _SEND.format(path=str(archive)))
        assert sent.stdout.split() == [str(FILES)]
        yield site


@pytest.mark.slow
def test_each_file_once_whatever_is_killed_and_when(site: Site) -> None:
    chance = random.Random(int(os.environ.get("SEED", "1")))
    whats = [("worker", "server", "both")[number % 3] for number in range(KILLS)]
    chance.shuffle(whats)
    moments = sorted(chance.uniform(0, FILES * 0.95) for _ in whats)
    site.start()
    for what, moment in zip(whats, moments, strict=True):
        assert eventually(lambda moment=moment: taken(site) >= moment, seconds=600)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.5))
        kill(site, what)
    ended = "SELECT count(*) FROM search_importbatch WHERE finished IS NOT NULL"
    assert eventually(lambda: asked(site, ended) == 1, seconds=600), site.said()
    assert eventually(lambda: not left(site), seconds=60)
    told = json.loads(site.manage("shell", "-v0", "-c", _TELL).stdout)
    assert told == {
        "finished": True,
        "outcomes": FILES,
        "places": FILES,
        "imported": FILES,
        "letters": FILES,
        "items": 2 * FILES,
        "indexed": 2 * FILES,
        "unnumbered": 0,
        "originals": True,
        "left": 0,
    }


def kill(site: Site, what: str) -> None:
    """Kill the worker, the server with its web processes, or both; a server is started again, as by the machine."""
    assert site.process is not None
    ends = site.children("db_worker") if what in {"worker", "both"} else []
    ends += [site.process.pid, *site.children("gunicorn")] if what in {"server", "both"} else []
    for process in ends:
        with suppress(ProcessLookupError):  # it may have ended, or not begun
            os.kill(process, signal.SIGKILL)
    if what == "worker":
        return
    site.process.wait()
    assert eventually(lambda: site.get("/livez").status == 0)
    site.begin()  # the next may find it starting


def taken(site: Site) -> int:
    """Of how many files something became."""
    return asked(site, "SELECT count(*) FROM search_importedfile")


def left(site: Site) -> list[Path]:
    """The uploads that wait still."""
    return list((site.folder / "media" / "uploads").iterdir())


def asked(site: Site, query: str) -> int:
    """The one answer of the site's database, without a process of the site's."""
    if (server := site.environment.get("DATABASE_URL", "")).startswith("postgres"):
        with psycopg.connect(server) as there:
            found = there.execute(query.encode()).fetchone()
    else:
        with closing(sqlite3.connect(f"file:{site.folder / 'imr.sqlite3'}?mode=ro", uri=True)) as here:
            found = here.execute(query).fetchone()
    return int(found[0]) if found else 0
