"""The page's JSON, the CSV, the JSON of the whole and the feed speak of the same items, whatever the filters."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import date
from pathlib import Path
from random import Random
from xml.etree import ElementTree

import pytest
from django.test import Client

from search.feeds import ATOM, MOST_ENTRIES
from search.models import DisputedItem, Visibility
from search.query.request import SearchRequest
from tests.index.rows import item, letter
from tests.keeping.collection import indexed

pytestmark = pytest.mark.django_db

TREATMENTS = ("rehabilitation/massage-therapy", "rehabilitation/acupuncture", "pharmaceuticals/opioids")
SPECIALTIES = ("pain-management", "occupational-medicine", "chiropractic")
GUIDELINES = ("mtus-chronic-pain/massage-therapy", "odg", "acoem")
WORDS = ("massage", "visits", "function", '"modified duty"', "opioid", "-visits", "visits OR function")
COMBINATIONS = int(os.environ.get("COMBINATIONS", "30"))
"""A thousand take minutes: ask for them with COMBINATIONS=1000."""

Member = tuple[str | None, int]


def collection(chance: Random) -> None:
    made: list[DisputedItem] = []
    for number in range(70):
        of = letter(
            f"CM15-{number:07}",
            decided=chance.choice([None, date(2014 + number % 4, number % 12 + 1, 5)]),
            specialties=tuple(chance.sample(SPECIALTIES, chance.randint(0, 2))),
            visibility=Visibility.WITHDRAWN if number % 10 == 9 else Visibility.PUBLISHED,
        )
        made += [
            item(
                of,
                "Treatment",
                " ".join(chance.choices(["visits", "function", "modified duty", "opioid", "massage"], k=4)),
                chance.choice(["upheld", "overturned"]),
                chance.choice(TREATMENTS),
                guidelines=tuple(chance.sample(GUIDELINES, chance.randint(0, 2))),
            )
            for _ in range(chance.randint(1, 3))
        ]
    indexed(*made)


def asked_at_random(chance: Random) -> SearchRequest:
    choices = [("decision", value) for value in ("upheld", "overturned")]
    choices += [("treatment", value) for value in (*TREATMENTS, "rehabilitation")]
    choices += [("specialty", value) for value in SPECIALTIES] + [("guideline", value) for value in GUIDELINES]
    choices += [("year", str(year)) for year in (2014, 2016)]
    return SearchRequest(
        q=" ".join(chance.sample(WORDS, chance.randint(0, 2))),
        chosen=tuple(chance.sample(choices, chance.randint(0, 3))),
        decided_from=chance.choice([None, None, date(2015, 1, 1)]),
        per_page=100,
    )


def in_pages(client: Client, asked: SearchRequest) -> tuple[int, list[Member]]:
    first = client.get(asked.address("/search.json")).json()
    pages = [client.get(asked.at_page(page).address("/search.json")).json() for page in range(2, first["pages"] + 1)]
    return first["total"], [(hit["case_number"], hit["item"]) for page in (first, *pages) for hit in page["results"]]


def in_csv(client: Client, asked: SearchRequest) -> list[Member]:
    response = client.get(asked.address("/search.csv"))
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return [(row["Case number"], int(row["Item"])) for row in csv.DictReader(io.StringIO(text, newline=""))]


def in_json(client: Client, asked: SearchRequest) -> tuple[int, list[Member]]:
    response = client.get(asked.address("/search/download.json"))
    whole = json.loads(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    return whole["total"], [(each["case_number"], each["item"]) for each in whole["results"]]


def in_feed(client: Client, asked: SearchRequest) -> list[Member]:
    feed = ElementTree.fromstring(client.get(asked.address("/search.atom")).content)
    names = [(entry.findtext(f"{{{ATOM}}}id") or "").split("/") for entry in feed.findall(f"{{{ATOM}}}entry")]
    return [(case_number, int(number)) for _, case_number, number in names]


def test_everything_that_can_be_taken_away_agrees(index: Path, client: Client) -> None:
    chance = Random(20261121)
    collection(chance)
    sizes = set()
    for _ in range(COMBINATIONS):
        asked = asked_at_random(chance)
        total, members = in_pages(client, asked)
        assert total == len(members)
        assert in_csv(client, asked) == members
        assert in_json(client, asked) == (total, members)
        fed = in_feed(client, asked)
        assert len(fed) == min(total, MOST_ENTRIES) and set(fed) <= set(members)
        sizes.add(total)
    # The combinations must tell something: many sizes, none and more than a feed holds among them.
    assert len(sizes) > 10 and min(sizes) == 0 and max(sizes) > MOST_ENTRIES
