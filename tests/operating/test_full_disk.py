"""A disk that takes nothing more stops writing, with a sentence, and nothing else."""

from __future__ import annotations

import os
import re
import resource
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.operating.site import Answer, Site, eventually

SEARCH = "/search/?q=treatment"
_TOKEN = 'name="csrfmiddlewaretoken" value="'


def refuse_writes(site: Site, most: int) -> None:
    """From now on the kernel refuses the site's processes every write to a file beyond ``most`` bytes; -1: none."""
    assert site.process is not None
    for process in _family(site.process.pid):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def _family(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(each for child in listed for each in _family(int(child)))]


def sign_in(site: Site, password: str = "a long pass phrase") -> Answer:
    page = site.get("/accounts/login/")
    token = page.body.partition(_TOKEN)[2].partition('"')[0]
    cookie = page.headers.get("set-cookie", "").partition(";")[0]
    form = f"csrfmiddlewaretoken={token}&username=clerk&password={password.replace(' ', '+')}".encode()
    return site.ask(
        "POST", "/accounts/login/", form, 30, Content_Type="application/x-www-form-urlencoded", Cookie=cookie
    )


def test_reading_goes_on_and_writing_is_refused_in_words(make_site: Callable[..., Site]) -> None:
    site = make_site(PAGE_MEMORY_MB="0")
    clerk = "User.objects.create_superuser('clerk', '', 'a long pass phrase')"
    site.manage("shell", "-c", f"from django.contrib.auth.models import User; {clerk}")
    site.start()
    assert site.get(SEARCH).status == 200
    assert eventually(lambda: bool(site.children("db_worker")))
    refuse_writes(site, 0)
    for address in (SEARCH, "/", "/help/", "/search.json?q=treatment", "/accounts/login/"):
        assert site.get(address).status == 200, address
    refused = sign_in(site)
    assert refused.status == 503, refused.body + site.said()
    assert "disk" in refused.body and "not been stored" in refused.body
    assert refused.headers["retry-after"]
    # The web server is started anew while there is no room.
    [web] = site.children("gunicorn")
    os.killpg(web, signal.SIGKILL)
    assert eventually(lambda: site.get(SEARCH).status == 200, 20), site.said()
    refuse_writes(site, -1)
    assert eventually(lambda: sign_in(site).status == 302, 20)
    with closing(sqlite3.connect(site.folder / "imr.sqlite3")) as database:
        database.create_function("REGEXP", 2, lambda pattern, text: bool(re.search(pattern, text)))
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert site.process is not None and site.process.poll() is None


def test_a_stranger_cannot_fill_the_log(make_site: Callable[..., Site]) -> None:
    site = make_site(LOG_FORMAT="json").start()
    log = site.folder / "logs" / "site.log"
    for number in range(150):
        assert site.get(f"/help/?{number}", host="evil.example").status == 400
    lines = [line for line in log.read_text().splitlines() if "evil.example" in line]
    assert 1 <= len(lines) <= 60
    assert not any("Traceback" in line for line in lines)
    assert all('"request": "' in line and '"request": "-"' not in line for line in lines)
