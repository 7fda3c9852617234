"""A disk that became read-only is read from on, also by processes that begin only then, and is said."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.operating.site import Site, eventually
from tests.operating.test_full_disk import sign_in

SEARCH = "/search.json?q=treatment"
_MOUNTED = """
mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" || exit 9
(until [ -e "$0.well" ] || ! kill -0 $$; do sleep 0.2; done; mount -o remount,bind,rw "$0") &
exec "$@"
"""


@pytest.fixture(autouse=True)
def mountable() -> None:
    """A mount of the test's own, which containers may forbid."""
    if subprocess.run(["unshare", "--map-root-user", "--mount", "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount anything, not even for itself")


def _on_a_read_only_disk(folder: Path, *command: str) -> tuple[str, ...]:
    """For this Python: run it with ``command`` where ``folder`` is read-only until there is a file of its name and
    ``.well``."""
    given = ["unshare", "--map-root-user", "--mount", "sh", "-c", _MOUNTED, str(folder)]
    return ("-c", f"import os, sys; os.execvp('unshare', [*{given!r}, sys.executable, *{list(command)!r}])")


def test_a_site_starts_and_is_read_on_a_read_only_disk(make_site: Callable[..., Site]) -> None:
    site = make_site(PAGE_MEMORY_MB="0")
    total = site.start().get(SEARCH).data["total"]
    site.stop()
    site.start(_on_a_read_only_disk(site.folder, "manage.py", "serve"))
    assert not site.manage("check", check=False).returncode
    assert site.get(SEARCH).data.get("total") == total, site.said()
    assert site.get("/readyz").status == 200
    health = site.get("/healthz")
    assert health.status == 503 and "read-only" in health.data["disk"]["reason"]
    refused = sign_in(site)
    assert refused.status == 503 and "takes nothing now" in refused.body
    for process in site.children("gunicorn"):
        os.killpg(process, signal.SIGKILL)
    assert eventually(lambda: site.get(SEARCH).data.get("total") == total), site.said()
    site.folder.with_name(f"{site.folder.name}.well").touch()
    assert eventually(lambda: "disk" not in site.get("/healthz").data)
    assert sign_in(site).status == 200, site.said()


def test_nothing_is_prepared_on_a_read_only_disk(make_site: Callable[..., Site]) -> None:
    site = make_site()
    site.begin(_on_a_read_only_disk(site.folder, "manage.py", "prepare"))
    assert site.process is not None and site.process.wait(60) == 0, site.said()
    assert "The disk is read-only" in site.said()


def test_a_command_that_must_write_says_so(make_site: Callable[..., Site]) -> None:
    """Also where the database was last left with a log, and without the file beside it that readers share."""
    site = make_site()
    database, log = site.folder / "imr.sqlite3", site.folder / "imr.sqlite3-wal"
    with closing(sqlite3.connect(database)) as writer:
        writer.execute("UPDATE search_determination SET priority = ''")
        writer.commit()
        left = log.read_bytes()
    log.write_bytes(left)
    database.with_name("imr.sqlite3-shm").unlink(missing_ok=True)
    assert left
    site.begin(_on_a_read_only_disk(site.folder, "manage.py", "refresh_insight"))
    assert site.process is not None and site.process.wait(60) == 1, site.said()
    assert "disk of this site takes nothing now" in site.said() and "Traceback" not in site.said()
