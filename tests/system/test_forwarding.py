"""What the web server believes of what a request says about how it came."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from tests.system.conftest import ROOT


@pytest.mark.slow
@pytest.mark.parametrize(("behind_proxy", "scheme"), [("false", "http"), ("true", "https")])
def test_the_scheme_is_a_proxys_to_tell_only_where_there_is_one(
    behind_proxy: str, scheme: str, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"DATA_DIR": str(tmp_path), "PORT": str(port), "WEB_WORKERS": "1", "BEHIND_PROXY": behind_proxy}
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
        cwd=ROOT,
        env={**surroundings, **settings},
        check=True,
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "imrsite/gunicorn.py", "imrsite.wsgi"],
        cwd=ROOT,
        env={**surroundings, **settings, "DJANGO_SETTINGS_MODULE": "imrsite.settings"},
        stderr=subprocess.DEVNULL,
    )
    try:
        request = Request(f"http://127.0.0.1:{port}/opensearch.xml", headers={"X-Forwarded-Proto": "https"})
        assert f'template="{scheme}://127.0.0.1:{port}/search/' in _answer(request)
    finally:
        server.terminate()
        server.wait()


def _answer(request: Request) -> str:
    for _ in range(200):
        try:
            with urlopen(request) as answer:
                text: str = answer.read().decode()
                return text
        except URLError:
            time.sleep(0.1)
    raise AssertionError("The server does not answer.")
