"""A folder in which letters land."""

from __future__ import annotations

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from search.ingest.watching import AGAIN, SETTLED, Watch
from search.models import Determination, FileOutcome, ImportBatch
from tests.ingest.letters import MRI, Letter

pytestmark = pytest.mark.usefixtures("db", "index")
LONG_AGO = 1_500_000_000.0


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def landing(tmp_path: Path, settings: Settings, media: Path) -> Path:
    settings.DATA_DIR = tmp_path / "data"
    folder = tmp_path / "landing"
    folder.mkdir()
    return folder


def land(path: Path, data: bytes, at: float = LONG_AGO) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (at, at))


def look(folder: Path) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("watch_folder", str(folder), "--once", stdout=out, stderr=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_each_file_once_as_a_batch(landing: Path) -> None:
    assert look(landing) == (0, "")
    land(landing / "a.txt", Letter().bytes())
    land(landing / "May" / "b.txt", b"Two eggs and some flour.")
    land(landing / "list.csv", b"a,b")
    land(landing / ".part", b"half")
    status, told = look(landing)
    assert status == 1
    assert f"imported      {landing}/a.txt" in told
    batch = ImportBatch.objects.get()
    assert (batch.total, batch.finished is not None, batch.files.count()) == (2, True, 2)
    assert look(landing) == (0, "")
    assert ImportBatch.objects.count() == 1
    # A file put in another's place is another file; the rest is left alone.
    land(landing / "May" / "b.txt", Letter(case="CM16-9900002", items=(MRI,)).bytes(), LONG_AGO + 60)
    assert look(landing)[0] == 0
    assert [file.outcome for file in ImportBatch.objects.latest("pk").files.all()] == [FileOutcome.IMPORTED]
    assert Determination.objects.count() == 2


def test_every_line_names_its_file_once(landing: Path) -> None:
    land(landing / "manifest.csv", b"file,decision date\na.txt,2011-01-01\n")
    land(landing / "a.txt", Letter().bytes())
    _, told = look(landing)
    assert told.startswith(f"needs-review  {landing}/a.txt: The state's list has the decision of January 1, 2011")
    land(landing / "b.txt", Letter().bytes())
    _, told = look(landing)
    assert told.startswith(f"duplicate     {landing}/b.txt was put in before")


def test_what_is_still_written_waits(landing: Path) -> None:
    (landing / "a.txt").write_bytes(Letter().bytes()[:400])
    now = (landing / "a.txt").stat().st_mtime
    assert list(Watch(landing, now=lambda: now + SETTLED / 2).take_new()) == []
    assert not ImportBatch.objects.exists()
    assert len(list(Watch(landing, now=lambda: now + SETTLED * 2).take_new())) == 1


def test_no_folder_is_said(landing: Path) -> None:
    with pytest.raises(CommandError, match="is no folder"):
        look(landing / "missing")


def test_what_could_not_be_stored_is_tried_again_after_a_while(landing: Path, media: Path) -> None:
    clock = [LONG_AGO + SETTLED * 2]
    watch = Watch(landing, now=lambda: clock[0])
    land(landing / "a.txt", Letter().bytes())
    land(landing / "b.txt", b"Two eggs and some flour.")
    media.write_text("A file, where a folder must be.")
    assert [(each.outcome, each.passing) for each in watch.take_new()] == [("failed", True), ("failed", False)]
    media.unlink()
    assert list(watch.take_new()) == []
    land(landing / "c.txt", b"Some flour.")
    assert [each.passing for each in watch.take_new()] == [False]
    clock[0] += AGAIN
    assert [each.outcome for each in watch.take_new()] == ["imported"]
    clock[0] += AGAIN
    assert list(watch.take_new()) == []


def test_a_list_that_lands_later_counts(landing: Path) -> None:
    land(landing / "May" / "a.txt", Letter().bytes())
    land(landing / "b.txt", Letter(case="CM16-9900002", items=(MRI,)).bytes())
    look(landing)
    land(landing / "May" / "manifest.csv", b"file,category,decision\na.txt,Massage,Partially overturned\n")
    status, told = look(landing)
    assert (status, told.count("duplicate")) == (0, 1)
    assert Determination.objects.get(case_number="CM16-9900001").official["category"] == "Massage"
    assert look(landing) == (0, "")
