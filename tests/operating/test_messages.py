"""What is wrong is said in a sentence, to whoever runs a command or starts a server by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from search.letters import UnreadableFile, extract
from tests.operating.site import Site

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
