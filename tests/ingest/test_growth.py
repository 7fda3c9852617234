"""What one letter costs does not grow with the collection: no statement of an import goes through a whole table."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search.ingest import importing as runs
from tests.ingest.conftest import Import
from tests.ingest.letters import MASSAGE, MRI, NORCO, Letter

GROWING = (
    "determination",
    "disputeditem",
    "citation",
    "importedfile",
    "determinationspecialty",
    "disputeditem_regions",
)


def scans(statement: str) -> list[str]:
    """The growing tables that ``statement`` goes through from end to end, as SQLite plans it."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
        steps = [str(row[-1]) for row in cursor.fetchall()]
    return [step for step in steps for table in GROWING if re.match(rf"SCAN search_{table}\b", step)]


@pytest.mark.sqlite
def test_the_check_sees_a_scan(db: None) -> None:
    assert scans("SELECT * FROM search_determination WHERE full_text = 'x'")
    assert not scans("SELECT * FROM search_determination WHERE case_number = 'x'")


@pytest.mark.sqlite
def test_no_statement_of_an_import_goes_through_a_whole_table(importing: Import, letters: Path) -> None:
    posted_anew = Letter(items=(MASSAGE, replace(NORCO, decision="Upheld"), MRI))
    for name, letter in (("1", Letter(case=None)), ("2", Letter()), ("3", posted_anew), ("4", posted_anew)):
        (letters / f"{name}.txt").write_bytes(letter.bytes() + b"\n" * int(name))
    with CaptureQueriesContext(connection) as captured:
        outcomes = [taken.outcome for taken in importing(letters)]
    assert outcomes == ["imported", "updated", "needs-review", "duplicate"]
    statements = {each["sql"] for each in captured if re.match(r"SELECT|UPDATE|DELETE", each["sql"])}
    assert len(statements) > 20
    assert {statement: found for statement in statements if (found := scans(statement))} == {}


@pytest.mark.sqlite
def test_a_long_import_keeps_no_pages_of_the_database_in_memory(
    importing: Import, letters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MOST_LETTERS_A_REFRESH", 1)
    (letters / "1.txt").write_bytes(Letter().bytes())
    (letters / "2.txt").write_bytes(
        Letter(case="CM16-9900002", items=(MRI,), summary="A mason, 61, has had a stiff right knee since 2011.").bytes()
    )
    with CaptureQueriesContext(connection) as captured:
        assert [taken.outcome for taken in importing(letters)] == ["imported", "imported"]
    stored = [number for number, each in enumerate(captured) if 'INSERT INTO "search_disputeditem"' in each["sql"]]
    given_back = [number for number, each in enumerate(captured) if "shrink_memory" in each["sql"]]
    assert any(stored[0] < place < stored[1] for place in given_back)
    assert given_back[-1] > stored[1]
