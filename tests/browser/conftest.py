"""A real browser on a real site. Outside continuous integration the tests are skipped where Chromium is missing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.screenshots import ARGUMENTS, CHROMIUM

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a long pass phrase"
_PATIENCE = 60.0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    if not Path(CHROMIUM).exists() and os.environ.get("CI", "").lower() != "true":
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the whole site as ``make run`` serves it, with the sample letters and a member of staff.

    It has a data folder of its own and lives as long as the tests: they may add to it and take nothing away.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "DATA_DIR": str(tmp_path_factory.mktemp("site")),
        "PORT": str(port),
        "WEB_WORKERS": "1",
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
        "DJANGO_SETTINGS_MODULE": "imrsite.settings",
    }

    def manage(*arguments: str) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True, capture_output=True
        )

    manage("prepare")
    manage("createsuperuser", "--noinput", "--username", "staff", "--email", "staff@example.org")
    serving = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment, start_new_session=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/healthz", serving)
        yield address
    finally:
        serving.send_signal(signal.SIGTERM)
        serving.wait(30)


def _wait_for(address: str, serving: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        assert serving.poll() is None, "the site stopped by itself"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                assert answer.status == 200
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(f"{address} did not answer within {_PATIENCE:.0f} seconds")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's browser."""
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab that fails the test when a script of ours fails or the policy forbids something."""
    tab = context.new_page()
    failures: list[str] = []
    tab.on("pageerror", lambda error: failures.append(str(error)))
    tab.on(
        "console",
        lambda message: failures.append(message.text) if "Content Security Policy" in message.text else None,
    )
    yield tab
    assert not failures


@pytest.fixture
def without_script(browser: Browser) -> Iterator[Page]:
    """A tab of a browser that runs no scripts."""
    made = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    yield made.new_page()
    made.close()


def sign_in(page: Page, site: str) -> None:
    """Sign in as the member of staff."""
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("Username").fill("staff")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/")
