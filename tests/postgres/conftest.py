"""These tests are of PostgreSQL: they run where TEST_DATABASE_URL names a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
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
def fresh(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a site on an empty database of its own."""
    server, name = os.environ["TEST_DATABASE_URL"], f"fresh_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        yield {
            **os.environ,
            "DATABASE_URL": f"{server.rpartition('/')[0]}/{name}",
            "DATA_DIR": str(tmp_path / "data"),
            "SAMPLES": "false",
        }
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
