"""These tests are of PostgreSQL: they run where TEST_DATABASE_URL names a server."""

from __future__ import annotations

import os

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _on_postgresql() -> None:
    if connection.vendor == "postgresql":
        return
    said = "TEST_DATABASE_URL names no PostgreSQL server: python -m tests.cluster.postgres start begins one"
    if os.environ.get("CI"):
        pytest.fail(f"{said}; in continuous integration nothing is left out")
    pytest.skip(said)


@pytest.fixture
def fresh(own_site: dict[str, str]) -> dict[str, str]:
    """The environment of a site on an empty database of its own."""
    return {**own_site, "SAMPLES": "false"}
