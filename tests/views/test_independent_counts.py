"""Pages and JSON against the database, counted here by plain loops that share nothing with the engine."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from snowballstemmer import stemmer

from search.index import engine
from search.models import DisputedItem, Side
from tests.index.rows import item, letter

COMBINATIONS = 200
WORDS = ("massage", "visits", "measured", "progress", "acupuncture", "knee", "lumbar", "brace", "taper", "motion")
SPECIALTIES = ("occupational-medicine", "orthopedic-surgery", "pain-management", "family-practice")
TREATMENTS = (
    "rehabilitation/massage-therapy",
    "rehabilitation/acupuncture",
    "pharmaceuticals/opioids",
    "surgery/spine-surgery",
)
GUIDELINES = ("mtus-chronic-pain/massage-therapy", "mtus-chronic-pain/opioids", "odg/low-back", "odg", "none-cited")
REGIONS = ("low-back", "knee", "neck")
DRUGS = ("tramadol", "gabapentin")
_stem = cache(stemmer("english").stemWord)


@dataclass(frozen=True, slots=True)
class Row:
    """What the database says of one visible item."""

    pk: int
    stems: frozenset[str]
    decided: date | None
    values: Mapping[str, frozenset[str]]


@pytest.fixture
def rows(db: None, index: Path) -> list[Row]:
    """Eighty letters with one to four items each, some of them held back."""
    chance = random.Random(20)
    for number in range(80):
        decided = date(2014, 1, 1) + timedelta(days=chance.randrange(2_000)) if chance.random() < 0.95 else None
        of = letter(
            f"CM15-9{number:06}",
            decided,
            summary=" ".join(chance.choices(WORDS, k=6)),
            specialties=tuple(chance.sample(SPECIALTIES, chance.randint(1, 2))),
            states=tuple(chance.sample(("california", "texas"), 1)),
            visibility=chance.choices(("published", "held", "withdrawn"), (18, 1, 1))[0],
            patient_age=chance.choice((None, 25, 44, 61)),
            patient_sex=chance.choice(("", "female", "male")),
        )
        for _ in range(chance.randint(1, 4)):
            treatment = chance.choice(TREATMENTS)
            item(
                of,
                " ".join(chance.choices(WORDS, k=3)),
                " ".join(chance.choices(WORDS, k=12)) + ".",
                decision=chance.choices(("upheld", "overturned"), (3, 1))[0],
                treatment=treatment,
                drug=chance.choice(DRUGS) if treatment.startswith("pharm") else None,
                regions=tuple(chance.sample(REGIONS, chance.randint(0, 2))),
                guidelines=tuple(chance.sample(GUIDELINES, chance.randint(1, 2))),
                on=tuple(chance.sample(("benefit", "amount", "plan"), chance.randint(0, 2))),
            )
    engine().rebuild()
    return list(_read())


def _read() -> Iterator[Row]:
    for each in DisputedItem.objects.filter(determination__visibility="published"):
        of = each.determination
        text = " ".join((each.heading, each.rationale, of.clinical_summary, each.drug.label if each.drug else ""))
        cited = each.citations.filter(side=Side.REVIEWER)
        keys = {key for citation in cited for key in (citation.guideline_id, citation.section_id) if key}
        age = of.patient_age
        yield Row(
            each.pk,
            frozenset(_stem(word.strip(".").lower()) for word in text.split()),
            of.decision_date,
            {
                "decision": frozenset({each.decision}),
                "treatment": frozenset({each.treatment_id, each.treatment_id.split("/")[0]}),
                "specialty": frozenset(specialty.pk for specialty in of.specialties.all()),
                "guideline": frozenset(keys),
                "ground": frozenset(ground.ground for ground in each.grounds.all()),
                "year": frozenset({str(of.decision_date.year)} if of.decision_date else ()),
                "region": frozenset(region.pk for region in each.regions.all()),
                "drug": frozenset({each.drug_id} if each.drug_id else ()),
                "state": frozenset(state.pk for state in of.licensed_in.all()),
                "age": frozenset({"under-30" if age < 30 else "40-49" if age < 50 else "60-69"} if age else ()),
                "sex": frozenset({of.patient_sex} if of.patient_sex else ()),
            },
        )


def matches(
    row: Row,
    words: Sequence[str],
    chosen: Mapping[str, Sequence[str]],
    years: tuple[int | None, int | None],
    but: str = "",
) -> bool:
    """Whether a row is found, passing over what is chosen in the facet ``but``."""
    first, last = years
    if not all(_stem(word) in row.stems for word in words):
        return False
    if (first or last) and row.decided is None:
        return False
    if row.decided and ((first and row.decided.year < first) or (last and row.decided.year > last)):
        return False
    return all(set(values) & row.values[name] for name, values in chosen.items() if name != but)


def check(
    client: Client,
    rows: Sequence[Row],
    words: Sequence[str],
    chosen: Mapping[str, Sequence[str]],
    years: tuple[int | None, int | None] = (None, None),
) -> int:
    """Page, JSON and rows agree on total, members and every count; gives the total."""
    pairs = [("q", " ".join(words))] if words else []
    pairs += [(name, value) for name, values in chosen.items() for value in values]
    pairs += [(name, str(year)) for name, year in zip(("from", "to"), years, strict=True) if year]
    # As words, not as a request for what they name.
    query = urlencode([*pairs, ("words", "exact"), ("per_page", "100")])
    answer: dict[str, Any] = json.loads(client.get(f"/search.json?{query}").content)
    expected = [row.pk for row in rows if matches(row, words, chosen, years)]
    places = {
        (each.determination.get_absolute_url(), each.position): each.pk
        for each in DisputedItem.objects.filter(pk__in=expected).select_related("determination")
    }
    found = [
        places.get((result["url"].removeprefix("http://testserver").partition("#")[0], result["item"]))
        for result in answer["results"]
    ]
    assert answer["total"] == len(expected), query
    if len(expected) <= 100:
        assert sorted(pk or -1 for pk in found) == sorted(expected), query
    for name, choices in answer["facets"].items():
        counted: Counter[str] = Counter()
        for row in rows:
            if matches(row, words, chosen, years, but=name):
                counted.update(row.values[name])
        shown = {choice["value"]: choice["count"] for choice in choices if choice["count"]}
        assert shown == dict(counted), (name, query)
    return len(expected)


def test_the_address_of_the_readme(client: Client, rows: list[Row]) -> None:
    chosen = {"decision": ["upheld"], "specialty": ["occupational-medicine"]}
    total = check(client, rows, ["massage", "progress"], chosen)
    assert total > 5
    page = client.get("/search/?q=massage+progress&decision=upheld&specialty=occupational-medicine&words=exact")
    assert f"of {total} disputed items" in page.content.decode()


@pytest.mark.slow
def test_random_combinations(client: Client, rows: list[Row]) -> None:
    chance = random.Random(200)
    values = {
        "decision": ("upheld", "overturned"),
        "treatment": (*TREATMENTS, "rehabilitation", "pharmaceuticals"),
        "specialty": SPECIALTIES,
        "guideline": (*GUIDELINES, "mtus-chronic-pain"),
        "ground": ("benefit", "amount"),
        "year": ("2014", "2016", "2018"),
        "region": REGIONS,
        "drug": DRUGS,
        "state": ("california", "texas"),
        "age": ("under-30", "40-49"),
        "sex": ("female", "male"),
    }
    totals = []
    for _ in range(COMBINATIONS):
        names = chance.sample(sorted(values), chance.choice((0, 1, 1, 2, 2, 3)))
        chosen = {name: chance.sample(values[name], min(len(values[name]), chance.choice((1, 1, 2)))) for name in names}
        words = chance.sample(WORDS, chance.choice((0, 1, 2)))
        years = (chance.choice((None, None, 2015)), chance.choice((None, None, 2017)))
        totals.append(check(client, rows, words, chosen, years))
    assert sum(1 for total in totals if total) > COMBINATIONS / 2
