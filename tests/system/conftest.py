"""A copy of the project in a folder whose path has a space, as a person who just cloned it has."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="package")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's tracked and new files, with this run's virtual environment in place of one of its own."""
    folder = tmp_path_factory.mktemp("a person") / "my clone"
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listing.stdout.split("\0")):
        if (source := ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder / name)
    (folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    return folder


@pytest.fixture(scope="package")
def surroundings() -> dict[str, str]:
    """The environment of a person's shell: nothing of this test run's, and the console's messages unbuffered."""
    dropped = {
        "DATA_DIR",
        "DJANGO_SETTINGS_MODULE",
        "DJANGO_ALLOW_ASYNC_UNSAFE",
        "PYTEST_CURRENT_TEST",
        "MAKEFLAGS",
    }
    return {name: value for name, value in os.environ.items() if name not in dropped} | {"PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="package")
def prepared(clone: Path, surroundings: dict[str, str]) -> Path:
    """The data folder of the clone, with the samples imported and indexed: a test that changes it takes a copy."""
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=clone, env=surroundings, check=True)
    return clone / "var"
