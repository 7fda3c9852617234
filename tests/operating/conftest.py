"""A prepared data folder with a few letters, made once and copied for every test that hurts it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from search.samples import SAMPLES
from tests.operating.site import Site

LETTERS = 4


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder as `prepare` leaves it, with a few of the sample letters as if they were the owner's."""
    site = Site(tmp_path_factory.mktemp("prepared") / "data", SAMPLES="false")
    site.manage("prepare")
    site.manage("import_determinations", *map(str, sorted(SAMPLES.glob("*.txt"))[:LETTERS]))
    return site.folder


@pytest.fixture
def make_site(prepared: Path, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """A site of this test's own, not yet started; whatever is started ends with the test."""
    made: list[Site] = []

    def make(**settings: str) -> Site:
        folder = tmp_path / f"data{len(made)}"
        shutil.copytree(prepared, folder)
        made.append(Site(folder, SAMPLES="false", **settings))
        return made[-1]

    yield make
    for site in made:
        site.stop()
