"""Page, JSON, CSV, the JSON of the whole, the feed and the database speak of the same items, whatever the filters.

The database is asked in plain Python, a row after another, that knows nothing of the index or of how queries are read.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from random import Random
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.test import Client

from search.feeds import ATOM, MOST_ENTRIES
from search.models import DisputedItem, Side, Visibility
from tests.index.rows import item, letter
from tests.keeping.collection import indexed

pytestmark = pytest.mark.django_db

COMBINATIONS = int(os.environ.get("COMBINATIONS", "300"))
TREATMENTS = ("rehabilitation/massage-therapy", "rehabilitation/acupuncture", "pharmaceuticals/opioids")
SPECIALTIES = ("pain-management", "occupational-medicine", "chiropractic")
GUIDELINES = ("mtus-chronic-pain/massage-therapy", "odg/low-back", "odg/pain", "odg", "acoem")
REGIONS = ("neck", "low-back", "knee")
DRUGS = ("hydrocodone", "ibuprofen")
STATES = ("california", "texas")
AGES = {"30-39": range(30, 40), "40-49": range(40, 50), "50-59": range(50, 60)}
SAID = ("visits", "function", "modified duty", "opioid", "massage", "duty modified")
DAYS = (date(2014, 1, 5), date(2015, 6, 5), date(2016, 12, 31), date(2017, 1, 1))

Member = tuple[str | None, int]
Holds = Callable[[DisputedItem], bool]


@cache
def words_of(row: DisputedItem) -> str:
    return f" {row.heading} {row.rationale} {row.determination.clinical_summary} ".lower()


def holds(words: str) -> Holds:
    return lambda row: f" {words} " in words_of(row)


QUERIES: dict[str, Holds] = {
    "": lambda row: True,
    "massage": holds("massage"),
    "Visits": holds("visits"),
    '"modified duty"': holds("modified duty"),
    "-visits": lambda row: not holds("visits")(row),
    "visits OR function": lambda row: holds("visits")(row) or holds("function")(row),
    "opioid (function OR duty) NOT massage": lambda row: (
        holds("opioid")(row) and (holds("function")(row) or holds("duty")(row)) and not holds("massage")(row)
    ),
    "func*": holds("function"),
    "heading:second": lambda row: "Second" in row.heading,
    "absent": lambda row: False,
}
HAS: dict[str, Callable[[DisputedItem], set[str]]] = {
    "decision": lambda row: {row.decision},
    "treatment": lambda row: {row.treatment_id, row.treatment_id.split("/")[0]},
    "specialty": lambda row: {each.pk for each in row.determination.specialties.all()},
    "guideline": lambda row: {
        key
        for each in row.citations.all()
        if each.side == Side.REVIEWER
        for key in (each.guideline_id, each.section_id)
        if key
    },
    "ground": lambda row: {each.ground for each in row.grounds.all()},
    "year": lambda row: {str(row.determination.decision_date.year)} if row.determination.decision_date else set(),
    "region": lambda row: {each.pk for each in row.regions.all()},
    "drug": lambda row: {row.drug_id} if row.drug_id else set(),
    "state": lambda row: {each.pk for each in row.determination.licensed_in.all()},
    "age": lambda row: {name for name, ages in AGES.items() if row.determination.patient_age in ages},
    "sex": lambda row: {row.determination.patient_sex},
}


@cache
def values_of(name: str, row: DisputedItem) -> set[str]:
    """What :data:`HAS` says, asked once: the rows do not change."""
    return HAS[name](row) - {""}


VALUES: dict[str, tuple[str, ...]] = {
    "decision": ("upheld", "overturned"),
    "treatment": (*TREATMENTS, "rehabilitation", "surgery"),
    "specialty": SPECIALTIES,
    "guideline": (*GUIDELINES, "mtus-chronic-pain"),
    "ground": ("benefit", "amount"),
    "year": ("2014", "2016"),
    "region": REGIONS,
    "drug": DRUGS,
    "state": STATES,
    "age": tuple(AGES),
    "sex": ("male", "female"),
}


def collection(chance: Random) -> None:
    made: list[DisputedItem] = []
    for number in range(45):
        of = letter(
            f"CM15-{number:07}",
            chance.choice([None, date(2014 + number % 4, number % 12 + 1, 5), *DAYS]),
            chance.choice(["", "A summary that says massage"]),
            tuple(chance.sample(SPECIALTIES, chance.randint(0, 2))),
            tuple(chance.sample(STATES, chance.randint(0, 2))),
            visibility=Visibility.WITHDRAWN if number % 10 == 9 else Visibility.PUBLISHED,
            patient_age=chance.choice([None, 39, 40, 55]),
            patient_sex=chance.choice(["", "male", "female"]),
        )
        made += [
            item(
                of,
                chance.choice(["First treatment", "Second treatment"]),
                " ".join(chance.choices(SAID, k=4)),
                chance.choice(["upheld", "overturned"]),
                chance.choice(TREATMENTS),
                chance.choice([None, *DRUGS]),
                tuple(chance.sample(REGIONS, chance.randint(0, 2))),
                tuple(chance.sample(GUIDELINES, chance.randint(0, 3))),
                tuple(chance.sample(("benefit", "amount", "plan"), chance.randint(0, 2))),
            )
            for _ in range(chance.randint(1, 3))
        ]
    indexed(*made)


class Asked:
    """A search as parameters in any order, and what it should find."""

    def __init__(self, chance: Random) -> None:
        self.query = chance.choice(list(QUERIES))
        self.chosen = {
            name: chance.sample(VALUES[name], chance.choice([1, 1, 2]))
            for name in chance.sample(list(VALUES), chance.choice([0, 0, 1, 1, 2, 3]))
        }
        days = sorted(chance.choices(DAYS, k=2))
        self.first, self.last = (chance.choice([None, None, day]) for day in days)
        self.sort = chance.choice(["relevance", "newest", "oldest"])
        self.per_page = chance.choice([20, 100, 100])
        given = [(name, value) for name, values in self.chosen.items() for value in values]
        given += [("q", self.query), ("words", "exact"), ("sort", self.sort), ("per_page", str(self.per_page))]
        given += [(name, day.isoformat()) for name, day in (("from", self.first), ("to", self.last)) if day]
        chance.shuffle(given)
        self.given = given

    def at(self, path: str, page: int = 1) -> str:
        return f"{path}?{urlencode([*self.given, ('page', str(page))])}"

    def finds(self, row: DisputedItem) -> bool:
        day = row.determination.decision_date
        return (
            QUERIES[self.query](row)
            and all(values_of(name, row) & set(values) for name, values in self.chosen.items())
            and (self.first is None or (day is not None and day >= self.first))
            and (self.last is None or (day is not None and day <= self.last))
        )

    def in_order(self, rows: list[DisputedItem]) -> list[Member]:
        """The items that it finds; for relevance in no order."""

        def place(row: DisputedItem) -> tuple[bool, int, int]:
            day = row.determination.decision_date
            days = day.toordinal() if day else 0
            return day is None, days if self.sort == "oldest" else -days, -row.pk

        found = sorted(filter(self.finds, rows), key=place)
        return [(row.determination.case_number, row.position) for row in found]


def in_pages(client: Client, asked: Asked) -> tuple[int, list[Member]]:
    """What the pages show, from the first to the last."""
    total, members, page = 0, list[Member](), 1
    while True:
        response = client.get(asked.at("/search/", page), follow=True)
        assert response.status_code == 200
        html = response.content.decode()
        heading = re.search(r"<h1>(?:(\d+)–(\d+) of (\d+)|No) disputed item", html)
        assert heading
        if not heading[1]:
            return 0, []
        first, last, total = int(heading[1]), int(heading[2]), int(heading[3])
        shown = re.findall(r'id="hit-(\d+)">\s*(?:<h2>)?<a href="/determinations/([^/]+)/[^"#]*#item-(\d+)"', html)
        shown.sort(key=lambda each: int(each[0]))
        assert [int(place) for place, _, _ in shown] == list(range(first, last + 1))
        members += [(case_number, int(number)) for _, case_number, number in shown]
        if last == total:
            return total, members
        page += 1


def in_page_json(client: Client, asked: Asked) -> tuple[int, list[Member], dict[str, dict[str, int]]]:
    first = client.get(asked.at("/search.json")).json()
    pages = [client.get(asked.at("/search.json", page)).json() for page in range(2, first["pages"] + 1)]
    members = [
        (hit["case_number"], hit["item"]) for page in (first, *pages) for hit in page["results"] if "close" not in hit
    ]
    facets = {name: {each["value"]: each["count"] for each in values} for name, values in first["facets"].items()}
    return first["total"], members, facets


def in_csv(client: Client, asked: Asked) -> list[Member]:
    response = client.get(asked.at("/search.csv"))
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return [(row["Case number"], int(row["Item"])) for row in rows if row["Item"]]


def in_json(client: Client, asked: Asked) -> tuple[int, list[Member]]:
    response = client.get(asked.at("/search/download.json"))
    whole = json.loads(b"".join(response.streaming_content))  # type: ignore[attr-defined]
    return whole["total"], [(each["case_number"], each["item"]) for each in whole["results"]]


def in_feed(client: Client, asked: Asked) -> list[Member]:
    feed = ElementTree.fromstring(client.get(asked.at("/search.atom")).content)
    names = [(entry.findtext(f"{{{ATOM}}}id") or "").split("/") for entry in feed.findall(f"{{{ATOM}}}entry")]
    return [(case_number, int(number)) for _, case_number, number in names]


def counted(rows: list[DisputedItem], asked: Asked, name: str) -> dict[str, int]:
    """How many of the items that all but the facet's own selection leaves have each of its values."""
    chosen = asked.chosen.pop(name, None)
    found = list(filter(asked.finds, rows))
    if chosen is not None:
        asked.chosen[name] = chosen
    return dict(Counter(value for row in found for value in values_of(name, row)))


def last_added(members: list[Member], rows: list[DisputedItem]) -> list[Member]:
    every = [(row.determination.case_number, row.position) for row in sorted(rows, key=lambda row: -row.pk)]
    wanted = set(members)
    return [member for member in every if member in wanted]


@pytest.mark.slow
def test_everything_agrees_on_total_and_members(index: Path, client: Client) -> None:
    values_of.cache_clear()
    words_of.cache_clear()
    chance = Random(20261121)
    collection(chance)
    rows = list(
        DisputedItem.objects.filter(determination__visibility=Visibility.PUBLISHED)
        .select_related("determination")
        .prefetch_related("citations", "regions", "determination__specialties", "determination__licensed_in")
    )
    sizes = set()
    for _ in range(COMBINATIONS):
        asked = Asked(chance)
        expected = asked.in_order(rows)
        total, members, facets = in_page_json(client, asked)
        assert total == len(members) == len(expected), asked.given
        assert set(members) == set(expected), asked.given
        assert asked.sort == "relevance" or members == expected, asked.given
        assert in_pages(client, asked) == (total, members), asked.given
        assert in_csv(client, asked) == members, asked.given
        assert in_json(client, asked) == (total, members), asked.given
        fed = in_feed(client, asked)
        assert fed == last_added(expected, rows)[:MOST_ENTRIES], asked.given
        for name in VALUES:
            assert {value: count for value, count in facets[name].items() if count} == counted(rows, asked, name)
        sizes.add(total)
    # The combinations must tell something: many sizes, none and more than a feed holds among them.
    assert len(sizes) > 10 and min(sizes) == 0 and max(sizes) > MOST_ENTRIES
