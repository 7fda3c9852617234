"""A worker that is killed at random moments: every file has one outcome, and nobody presses anything.

``KILLS=100 FILES=500`` tries it as long as one likes.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.ingest.letters import Letter

KILLS = int(os.environ.get("KILLS", "3"))
FILES = int(os.environ.get("FILES", "40"))
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


@pytest.mark.slow
def test_each_file_once_whenever_the_worker_is_killed(own_site: dict[str, str], tmp_path: Path) -> None:
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for number in range(FILES):
            summary = f"A {20 + number % 60}-year-old worker, the {number}th of them."
            packed.writestr(f"{number:04}.txt", Letter(case=f"CM16-9{number:06}", summary=summary).bytes())
    manage = [sys.executable, str(Path(__file__).resolve().parents[2] / "manage.py")]

    def run(*command: str) -> str:
        done = subprocess.run([*manage, *command], env=own_site, check=True, capture_output=True, text=True)
        return done.stdout

    run("migrate", "-v0")
    assert run("shell", "-v0", "-c", _SEND.format(path=str(archive))).split() == [str(FILES)]
    chance = random.Random(int(os.environ.get("SEED", "1")))
    for _ in range(KILLS):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        worker = subprocess.Popen([*manage, "db_worker", "--interval", "0.1"], env=own_site, **quiet)  # type: ignore[call-overload]
        time.sleep(chance.uniform(0.5, 5))
        worker.kill()
        worker.wait()
    run("db_worker", "--batch", "--interval", "0")
    told = json.loads(run("shell", "-v0", "-c", _TELL))
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
