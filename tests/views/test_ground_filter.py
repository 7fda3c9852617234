"""The facet of grounds: in addresses, counts, labels that fit the decision, and exports."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from search.index import engine
from tests.index.rows import grounds, item, letter
from tests.views.test_results import text_of


@pytest.fixture(autouse=True)
def collection(db: None, index: Path) -> None:
    of = letter("CM15-9000009", date(2015, 4, 30))
    grounds(item(of, "Acupuncture", "There is no documentation of failed conservative care. It is not necessary."))
    given = item(
        of,
        "Epidural injection",
        "Given that conservative care has failed and the request is within the guideline, it is medically necessary.",
        decision="overturned",
    )
    grounds(given)
    grounds(item(of, "Massage", "The request exceeds the number of visits that is recommended. It is not necessary."))
    engine().rebuild()


def counts(client: Client, address: str) -> dict[str, tuple[str, int]]:
    found = client.get(address).json()["facets"]["ground"]
    return {each["value"]: (each["label"], each["count"]) for each in found if each["count"]}


def test_items_are_found_and_counted_by_their_grounds(client: Client) -> None:
    assert client.get("/search.json?ground=prior-care").json()["total"] == 2
    assert client.get("/search.json?ground=prior-care&ground=amount").json()["total"] == 3
    assert client.get("/search.json?ground=prior-care&decision=overturned").json()["total"] == 1
    assert counts(client, "/search.json?ground=amount")["prior-care"][1] == 2


def test_the_words_fit_the_chosen_decision(client: Client) -> None:
    assert counts(client, "/search.json")["prior-care"][0] == "Earlier care tried"
    assert counts(client, "/search.json?decision=upheld")["prior-care"][0] == "Earlier care not tried or not failed"
    assert counts(client, "/search.json?decision=overturned")["prior-care"][0] == "Earlier care tried and failed"
    said = text_of(client.get("/search/?decision=overturned&ground=prior-care").content)
    assert "Remove filter Decided on: Earlier care tried and failed" in said


def test_exports_bear_the_grounds(client: Client) -> None:
    whole = client.get("/search/download.json?ground=amount&decision=upheld").getvalue()
    assert [each["grounds"][0] for each in json.loads(whole)["results"]] == ["amount"]
    text = client.get("/search.csv?decision=upheld").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {"Earlier care tried", "Amount and duration"} == {row["Decided on"] for row in rows}
