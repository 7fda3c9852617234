"""What is wrong is said in a sentence, to whoever runs a command or starts a server by hand."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from search.letters import UnreadableFile, extract
from tests.operating.site import ROOT, Site

NOBODY = "postgres://nobody:secret@127.0.0.1:9/none"
COMMANDS = (("check_index",), ("refresh_insight",), ("sync_vocabulary",), ("rebuild_index", "--noinput"))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_database_that_cannot_be_reached_is_a_sentence(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = Site(tmp_path / "data", DATABASE_URL=NOBODY).manage(*command, check=False)
    assert done.returncode != 0
    assert "database" in done.stderr and "refused" in done.stderr and "Traceback" not in done.stderr, done.stderr
    assert "secret" not in done.stdout + done.stderr


def test_a_database_that_is_none_is_a_sentence(make_site: Callable[..., Site]) -> None:
    site = make_site()
    for file in site.folder.glob("imr.sqlite3*"):
        file.write_bytes(b"no database at all" * 1_000)
    done = site.manage("refresh_insight", check=False)
    assert done.returncode != 0 and "Traceback" not in done.stderr
    assert "has to restore it" in done.stderr


def test_too_little_memory_is_a_sentence(tmp_path: Path) -> None:
    command = ["sh", "-c", 'ulimit -v 150000; exec "$0" manage.py check', sys.executable]
    environment = Site(tmp_path / "data").environment
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    said = "This site cannot start: a process may have 146 MB of memory (ulimit -v), and it takes 256 MB and more.\n"
    assert done.returncode and done.stderr == said


def test_files_of_another_user_are_a_sentence(make_site: Callable[..., Site]) -> None:
    """Seen by a user to whom the folder is open and of whom its files are not."""
    as_somebody = ["unshare", "--user", "--map-user=1000"]
    if os.geteuid() or subprocess.run([*as_somebody, "true"], capture_output=True).returncode:
        pytest.skip("only root can give files away, and not every machine lets it be somebody else")
    site = make_site()
    for path in (site.folder, *site.folder.rglob("*")):
        os.chown(path, 12_345, 12_345)
        path.chmod(0o777)
    command = [*as_somebody, sys.executable, "manage.py", "prepare"]
    done = subprocess.run(command, cwd=ROOT, env=site.environment, capture_output=True, text=True)
    assert done.returncode and "Traceback" not in done.stderr
    assert f"{site.folder}, belongs to another user" in done.stderr and "number 1000" in done.stderr


def test_gunicorn_started_by_hand_where_nothing_was_collected(make_site: Callable[..., Site]) -> None:
    site = make_site()
    for file in (site.folder / "static").rglob("*"):
        if file.is_file():
            file.unlink()
    site.start(("-m", "gunicorn", "-c", "imrsite/gunicorn.py", "imrsite.wsgi"))
    page = site.get("/search/?q=treatment")
    assert page.status == 200
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page.body)
    assert styles and all(site.get(each).status == 200 for each in styles)
    assert "run manage.py prepare" in site.said() and "Traceback" not in site.said()


def pdf_of(*objects: bytes) -> bytes:
    """A PDF of these objects, the first its root."""
    found, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(found))
        found += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, len(found))
    return found + head + table + end


@pytest.mark.parametrize(
    "objects",
    [
        (b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 3 >>",
            b"<< /Type /Pages /Parent 2 0 R /Kids [2 0 R] /Count 3 >>",
        ),
        (b"<< /Type /Catalog /Pages 1 0 R >>",),
        (b"<< /Type /Catalog >>",),
    ],
    ids=["its own child", "a child's child", "the root itself", "no pages"],
)
def test_pages_in_a_circle_need_no_password(objects: tuple[bytes, ...]) -> None:
    with pytest.raises(UnreadableFile) as refused:
        extract(pdf_of(*objects), "a.pdf", ocr=False)
    assert "password" not in refused.value.reason
