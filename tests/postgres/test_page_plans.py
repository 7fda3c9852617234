"""Every statement that a page, a probe or a list for staff makes, planned by PostgreSQL over 200,000 items: none looks
at all rows of a long table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.index import engine
from search.ingest.rows import sync_vocabulary
from search.models import AuditEntry, Citation, Deed, ImportBatch, ImportedFile, ItemGround, counting
from tests.index.rows import item, letter
from tests.postgres.many import ITEMS, copied, many_letters

FILES = ENTRIES = 60_000
BATCHES = 20
LONG = {
    f"search_{name}"
    for name in ("determination", "disputeditem", "citation", "itemground", "importedfile", "auditentry")
}
READERS = (
    "/",
    "/search/?q=massage",
    "/search/?decision=upheld&sort=oldest&page=2",
    "/search.json?q=massage",
    "/search.csv?q=massage",
    "/search.atom?q=massage",
    "/complete.json?q=mass",
    "/determinations/CM15-0000001/",
    "/determinations/CM16-0000007/",
    "/determinations/CM16-9999999/",
    "/determinations/CM15-0000001/data.json",
    "/browse/",
    "/help/",
    "/about/",
    "/sitemap.xml",
    "/sitemap-50.xml",
    "/livez",
    "/readyz",
    "/healthz",
)
STAFF = (
    "",
    "search/determination/",
    "search/determination/?p=3",
    "search/determination/?q=0007777",
    "search/determination/?q=%22number+7777+%22",
    "search/determination/?needs_review=yes",
    "search/determination/?visibility__exact=held",
    "search/determination/?visibility__exact=published",
    "search/determination/?list=differs",
    "search/determination/?outcome__exact=overturned",
    "search/determination/?form=common",
    "search/determination/?is_sample__exact=1",
    "search/determination/?year=2015",
    "search/determination/1000007/change/",
    "search/disputeditem/",
    "search/disputeditem/?q=0007777",
    "search/disputeditem/?decision__exact=overturned",
    "search/disputeditem/?corrected=yes",
    "search/disputeditem/1000007/change/",
    "search/importedfile/",
    "search/importedfile/?q=0007777",
    "search/importedfile/?outcome__exact=failed",
    "search/importbatch/",
    "search/importbatch/{batch}/change/",
    "search/importbatch/{batch}/change/?outcome=failed",
    "search/auditentry/",
    "search/auditentry/?q=0007777",
    "search/auditentry/?kind=determination",
    "search/auditentry/?deed__exact=withdrawn",
    "review/",
    "find/?q=CM16-0000007",
)


@pytest.fixture
def long_tables(db: None, index: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Letters with items, citations and grounds, one batch of their files, and deeds; the batch's key."""
    monkeypatch.setattr(counting, "HOLDS_SECONDS", float("inf"))
    sync_vocabulary()
    first = item(
        letter("CM15-0000001", summary="A worker."),
        "Massage",
        "No functional improvement is documented.",
        guidelines=("mtus-opioids",),
        on=("benefit",),
    )
    engine().rebuild()
    many_letters(first)
    for model in (Citation, ItemGround):
        copied(model, model.objects.filter(item=first)[0].pk, ITEMS, {"id": "1000000 + n", "item_id": "1000000 + n"})
    # To tell how far a batch is looks at its own files, not at all.
    batches = [ImportBatch.objects.create(label=f"Part {part}", total=FILES // BATCHES).pk for part in range(BATCHES)]
    batch = ImportBatch.objects.latest("pk")
    file = ImportedFile.objects.create(batch=batch, place=0, name="0.txt", outcome="imported")
    copied(
        ImportedFile,
        file.pk,
        FILES,
        {
            "id": "1000000 + n",
            "place": "n",
            "batch_id": f"{batches[0]} + n * {BATCHES} / {FILES + 1}",
            "name": "'CM16-' || lpad(n::text, 7, '0') || '.txt'",
            "determination_id": "1000000 + n",
            "outcome": "CASE WHEN n % 100 = 0 THEN 'failed' ELSE 'imported' END",
        },
    )
    entry = AuditEntry.objects.create(
        who="clerk", deed=Deed.CORRECTED, kind="determination", key="1", name="CM15-0000001"
    )
    copied(
        AuditEntry,
        entry.pk,
        ENTRIES,
        {"id": "1000000 + n", "key": "n::text", "name": "'CM16-' || lpad(n::text, 7, '0')"},
    )
    with connection.cursor() as cursor:
        # What vacuum does now and then, and may not have done yet: an index with a long list of rows that wait is dear.
        cursor.execute(
            "SELECT gin_clean_pending_list(index.oid) FROM pg_class index JOIN pg_am kind ON kind.oid = index.relam"
            " WHERE kind.amname = 'gin'"
        )
        cursor.execute("ANALYZE")
    return batch.pk


@pytest.mark.slow
def test_no_page_looks_at_all_rows_of_a_long_table(long_tables: int, client: Client) -> None:
    client.force_login(User.objects.create_superuser("clerk"))
    whole = {table: _root(f'SELECT * FROM "{table}"')["Total Cost"] for table in LONG}
    pages = [*READERS, *(f"/admin/{page.format(batch=long_tables)}" for page in STAFF)]
    found: list[str] = []
    for page in pages:
        client.get(page)  # what a process keeps, it has
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(page)
            b"".join(answer) if answer.streaming else answer.content
        assert answer.status_code < 500, page
        for sql in {query["sql"] for query in asked if query["sql"].startswith("SELECT")}:
            root = _root(sql)
            cost = root["Total Cost"]
            found += [f"{page}: {table}, {cost}: {sql}" for table in _looked_through(root) if cost > whole[table] / 2]
    assert not found, "\n\n".join(found)
    unfit = _root("SELECT id FROM search_determination WHERE full_text = 'x'")
    assert [*_looked_through(unfit)] and unfit["Total Cost"] > whole["search_determination"] / 2, "such are seen"


def _root(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        plan = cursor.fetchone()[0]
    found: dict[str, Any] = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
    return found


def _looked_through(node: dict[str, Any]) -> Iterator[str]:
    """The long tables that a plan goes through from their first row on."""
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LONG:
        yield node["Relation Name"]
    for each in node.get("Plans", ()):
        yield from _looked_through(each)
