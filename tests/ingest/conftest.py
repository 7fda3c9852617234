"""A media store for each test, and a way to import files in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from search.ingest.archives import sources, walk
from search.ingest.importing import ImportRun
from search.ingest.taken import Taken

Import = Callable[..., list[Taken]]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """Where originals are kept during one test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A folder for the letters of one test, with nothing else in it."""
    folder = tmp_path / "letters"
    folder.mkdir()
    return folder


@pytest.fixture
def importing(db: None, index: Path) -> Import:
    """Import paths into a fresh database and a fresh index; the files' outcomes in order."""

    def run(*paths: Path) -> list[Taken]:
        run = ImportRun.start("test")
        taken = list(run.take_all(walk(sources(paths))))
        assert run.problems == []
        return taken

    return run
