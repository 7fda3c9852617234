"""A backup of PostgreSQL brings everything back, into the same database and into an empty one on another machine."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from search.samples import SAMPLES
from tests.operating.clerk import MAKE_CLERK
from tests.operating.site import Site

LETTERS = sorted(SAMPLES.glob("*.txt"))[:3]
_CORRECT = """
from search.models import DisputedItem
item = DisputedItem.objects.first()
item.heading, item.corrected = "Corrected by a person", ["heading"]
item.save()
"""
_SHOW = """
from django.contrib.auth.models import User
from search.index.standing import standing
from search.models import Determination, DisputedItem
print(*User.objects.values_list("username", "password"))
print(*Determination.objects.order_by("case_number").values_list("case_number", "original"))
print(*DisputedItem.objects.order_by("pk").values_list("heading", "decision", "rationale"))
print(standing().step)
"""


@pytest.mark.slow
def test_a_backup_brings_everything_back_also_on_another_machine(fresh: dict[str, str], tmp_path: Path) -> None:
    one = Site(tmp_path / "one", DATABASE_URL=fresh["DATABASE_URL"], SAMPLES="false")
    one.manage("prepare")
    one.manage("import_determinations", *map(str, LETTERS))
    one.manage("shell", "-v0", "-c", MAKE_CLERK + _CORRECT)
    before = shown(one)
    assert "Corrected by a person" in before and "in step" in before
    backups = tmp_path / "backups"
    assert "verified" in one.manage("backup", str(backups)).stdout

    one.manage("shell", "-v0", "-c", "from search.models import Determination as D; D.objects.all().delete()")
    assert shown(one) != before
    said = one.manage("restore", str(backups)).stdout
    assert "is in place" in said and shown(one) == before
    [aside] = one.folder.glob("before-restore-*")
    assert (aside / "database.dump").stat().st_size

    # There an ordinary role owns the database and the server's owner has made the extension.
    place, name = fresh["DATABASE_URL"].rpartition("/")[0].rpartition("@")[2], f"other_{uuid4().hex[:12]}"
    with psycopg.connect(fresh["DATABASE_URL"], autocommit=True) as admin:
        admin.execute(f"CREATE ROLE \"{name}\" LOGIN PASSWORD '{name}'")
        admin.execute(f'CREATE DATABASE "{name}" OWNER "{name}"')
        try:
            with psycopg.connect(fresh["DATABASE_URL"], dbname=name, autocommit=True) as owner:
                owner.execute("CREATE EXTENSION pg_trgm")
            two = Site(tmp_path / "two", DATABASE_URL=f"postgres://{name}:{name}@{place}/{name}", SAMPLES="false")
            two.manage("restore", str(backups))
            assert shown(two) == before
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            admin.execute(f'DROP ROLE "{name}"')


def shown(site: Site) -> str:
    """What people see and sign in with, and whether the index shows it."""
    return site.manage("shell", "-v0", "-c", _SHOW).stdout
