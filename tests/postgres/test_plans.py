"""What pages, probes and staff ask for, planned by PostgreSQL over 200,000 items: none looks at every row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.models import Determination, DisputedItem
from tests.index.rows import item, letter
from tests.postgres.many import ITEMS, many_letters

QUERIES: dict[str, Callable[[], QuerySet[Any]]] = {
    "newest letters": lambda: Determination.objects.visible()[:10],
    "a later page of letters for staff": lambda: Determination.objects.all()[:50],
    "a letter's address": lambda: Determination.objects.at("CM16-0000007"),
    "a page of results": lambda: DisputedItem.objects.visible().filter(pk__in=[*range(1_000, 1_020)]),
    "the next thousand for an index": lambda: DisputedItem.objects.visible().filter(pk__gt=70).order_by("pk")[:1_000],
    "letters without a summary": lambda: Determination.objects.without_summary().order_by(),
    "items without a rationale": lambda: DisputedItem.objects.without_rationale().order_by(),
    "words of a heading": lambda: DisputedItem.objects.filter(heading__icontains="number 7777 ").order_by(),
    "part of a case number": lambda: Determination.objects.filter(case_number__icontains="0007777").order_by(),
}


@pytest.fixture
def many(db: None) -> None:
    """Copies of one letter and its item, each with its own numbers."""
    many_letters(item(letter("CM15-0000001", date(2015, 1, 1), "A worker."), "Massage", "Not necessary."))


@pytest.mark.slow
def test_nothing_that_is_asked_for_looks_at_every_row(many: None) -> None:
    assert DisputedItem.objects.count() == ITEMS + 1
    plans = {name: rows().explain() for name, rows in QUERIES.items()}
    whole = {name: plan for name, plan in plans.items() if "Seq Scan on search_d" in plan}
    assert not whole, "\n\n".join(f"{name}:\n{plan}" for name, plan in whole.items())
    assert "Sort" not in plans["newest letters"] + plans["a later page of letters for staff"]
    assert "Seq Scan on search_d" in Determination.objects.filter(full_text="x").order_by().explain()


@pytest.mark.slow
@pytest.mark.parametrize("number", ["CM16-0000007", "CM16-9999999"])
def test_to_find_a_letter_by_its_number_looks_at_few(many: None, client: Client, number: str) -> None:
    client.force_login(User.objects.create_superuser("clerk"))
    told = {"number": number, "words": "The date is another."}
    with CaptureQueriesContext(connection) as asked:
        client.get("/admin/find/", {"q": number})
        client.post("/admin/tell/", told)
    selects = [query["sql"] for query in asked if query["sql"].startswith("SELECT") and "search_d" in query["sql"]]
    assert len(selects) >= 2
    for sql in selects:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
            plan = cursor.fetchone()[0]
        (root,) = json.loads(plan) if isinstance(plan, str) else plan
        assert max(_looked_at(root["Plan"])) < 100, sql


def _looked_at(node: dict[str, Any]) -> Iterator[float]:
    """How many rows each step of a plan that was carried out has met."""
    yield node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
    for each in node.get("Plans", ()):
        yield from _looked_at(each)
