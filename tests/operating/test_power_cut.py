"""What a commit promises: everything that was confirmed outlives a cut of the last writes, and the index catches up."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django import Settings

from tests.operating.site import Site

ADD = """
from search.ingest.importing import ImportRun
from search.ingest.archives import sources, walk
from pathlib import Path
import os
run = ImportRun.start("before the cut")
for given in walk(sources([Path(os.environ["LETTER"])])):
    for taken in run.take(given):
        print("TAKEN", taken.outcome.value)
print("CONFIRMED", flush=True)
os._exit(9)
"""


def test_a_commit_is_on_the_disk_before_it_is_confirmed() -> None:
    assert "synchronous=FULL" in settings.SQLITE["OPTIONS"]["init_command"]


def test_a_file_and_the_folders_that_name_it_are_on_the_disk_before_it_counts_as_saved(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT, synced = tmp_path, list[int]()
    real = os.fsync

    def noted(handle: int) -> None:
        real(handle)
        synced.append(os.fstat(handle).st_ino)

    monkeypatch.setattr(os, "fsync", noted)
    name = default_storage.save("originals/ab/abcdef.txt", ContentFile(b"A letter."))
    kept = tmp_path / name
    assert synced == [each.stat().st_ino for each in (kept, kept.parent, tmp_path / "originals", tmp_path)]
    synced.clear()
    other = tmp_path / default_storage.save("originals/ab/abdddd.txt", ContentFile(b"Another letter."))
    assert synced == [each.stat().st_ino for each in (other, other.parent)], "the folders' own names are there by now"


@pytest.mark.slow
@pytest.mark.parametrize("cut", [0, 1, 4_096, 100_000])
def test_a_cut_of_what_was_not_confirmed_loses_nothing_that_was(make_site: Callable[..., Site], cut: int) -> None:
    """A letter is confirmed and the process dies before the index hears of it; then the power goes while another write
    has reached the log of the database in part."""
    from search.samples import SAMPLES

    site = make_site(LETTER=str(sorted(SAMPLES.glob("*.txt"))[7]))
    database, wal = site.folder / "imr.sqlite3", site.folder / "imr.sqlite3-wal"
    died = site.manage("shell", "-c", ADD, check=False)
    assert "TAKEN imported" in died.stdout and "CONFIRMED" in died.stdout
    confirmed = wal.stat().st_size
    assert confirmed, "the log holds what was confirmed"
    # Another program writes more, of which nothing is confirmed; a part of it is on the disk.
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA wal_autocheckpoint=0")
        other.execute("PRAGMA cache_size=1")
        other.execute("BEGIN IMMEDIATE")
        other.execute("CREATE TABLE unconfirmed (text TEXT)")
        other.executemany("INSERT INTO unconfirmed VALUES (?)", [("x" * 1_000,) for _ in range(500)])
        copy = site.folder.parent / "after"
        shutil.copytree(site.folder, copy)
        other.execute("ROLLBACK")
    left = copy / "imr.sqlite3-wal"
    whole = left.read_bytes()
    left.write_bytes(whole[: max(confirmed, len(whole) - cut)])
    (copy / "imr.sqlite3-shm").unlink(missing_ok=True)
    after = Site(copy, SAMPLES="false")
    assert "5 letters" in after.manage("prepare").stdout
    with closing(sqlite3.connect(copy / "imr.sqlite3")) as read:
        assert not read.execute("SELECT name FROM sqlite_master WHERE name = 'unconfirmed'").fetchall()
        items = read.execute("SELECT count(*) FROM search_disputeditem").fetchone()[0]
    assert f"{items} items" in after.manage("check_index").stdout
