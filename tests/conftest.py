"""Every test run has a data folder of its own: a real database and a real index, and nothing of the person's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

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


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings) -> None:
    """Templates ask for static files by their plain names: a test collects none."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


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
