"""Every test run has a data folder of its own: a real database and a real index, and nothing of the person's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import override_settings
from hypothesis import settings as hypothesis_settings

# A busy machine is no failure: what may take how long is measured by benchmarks.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")

REAL_LETTERS = Path(__file__).resolve().parent.parent.parent / "shared" / "letters"


@pytest.fixture(scope="session")
def real_letters() -> Path:
    """The folder of real letters that lies beside some checkouts; the test is skipped where there is none."""
    if not REAL_LETTERS.is_dir():
        pytest.skip("the real letters are not beside this checkout")
    return REAL_LETTERS


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note on its report that a test reads the real letters, for the line at the end."""
    if "real_letters" in getattr(item, "fixturenames", ()) or item.get_closest_marker("real_letters"):
        item.user_properties.append(("real letters", "read"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests read the real letters: on a checkout that lacks them it is none, and that should be seen."""
    passed = terminalreporter.stats.get("passed", [])
    read = sum(("real letters", "read") in report.user_properties for report in passed if report.when == "call")
    terminalreporter.write_line(f"Tests that read the real letters and passed: {read}")


@pytest.fixture(scope="session", autouse=True)
def _quick_settings() -> Iterator[None]:
    """No test collects static files: templates ask for them by their plain names, and no client lists them all before
    its first request. And to guess a test's password may be cheap."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        WHITENOISE_USE_FINDERS=False,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def _names_of_this_database() -> None:
    """What another test's staff added and relabelled is gone with its database."""
    from search.results.catalogue import forget

    forget()


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Path]:
    """A fresh, empty index for one test; the folder it lies in."""
    from haystack import connections

    connection = connections.connections_info["default"]
    usual, connection["PATH"] = connection["PATH"], str(tmp_path / "index")
    connections.reload("default")
    yield tmp_path / "index"
    connection["PATH"] = usual
    connections.reload("default")


@pytest.fixture
def own_site(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of processes with a data folder and an empty database of their own, of the kind that the tests
    run on."""
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "imrsite.settings"}
    server = os.environ.get("TEST_DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield environment
        return
    import psycopg

    name = f"fresh_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        yield {**environment, "DATABASE_URL": f"{server.rpartition('/')[0]}/{name}"}
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
