"""The insight view of a search."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from random import Random

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from search.models import DisputedItem
from tests.index.rows import item, letter
from tests.keeping.collection import indexed

pytestmark = pytest.mark.django_db

GRANTED = "The worker returned to modified duty after six visits."
DENIED = "The request exceeds the recommended number of visits."
FILLING = [
    "knee",
    "shoulder",
    "pain",
    "sleep",
    "work",
    "lifting",
    "stairs",
    "nurse",
    "clinic",
    "spring",
    "autumn",
    "report",
    "chart",
    "letter",
    "month",
]


def collection(per_year: int = 12) -> list[DisputedItem]:
    """Three years; a third of the items overturned, in their own words."""
    made = []
    for number in range(3 * per_year):
        granted = number % 3 == 0
        of = letter(f"CM15-{number:07}", decided=date(2014 + number % 3 + (number // 9) % 2, 5, 1))
        # Rationales that are nearly the same would count once: each is filled up in its own way.
        own = Random(number).choices(FILLING, k=30)
        words = f"{' '.join(own[:15])}. {GRANTED if granted else DENIED} {' '.join(own[15:])}."
        made.append(item(of, "Massage therapy", words, "overturned" if granted else "upheld"))
    return indexed(*made)


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())  # as a browser shows it


def test_rates_phrases_and_years_each_a_link(index: Path, client: Client) -> None:
    collection()
    page = shown(client, "/search/?q=massage&view=insight")
    assert "What 36 items for “massage” say" in page
    assert "33.3%" in page and "12 of 36" in page
    assert "By year of the decision" in page and "<svg viewBox" in page
    assert "By treatment" in page
    assert 'href="/search/?q=massage&amp;decision=overturned&amp;treatment=rehabilitation%2Fmassage-therapy"' in page
    granted, denied = page.split("More where upheld")
    assert re.search(r">[^<]*returned to modified duty[^<]*</a>", granted)
    assert re.search(r">[^<]*exceeds[^<]*</a>", denied)


def test_a_link_leads_to_the_items_behind_the_figure(index: Path, client: Client) -> None:
    collection()
    page = shown(client, "/search/?view=insight")
    links = re.findall(r'<th scope="row"><a href="([^"]+)"[^>]*>[^<]*</a></th>\s*<td class="count">(\d+)</td>', page)
    assert len(links) >= 4
    for address, count in links:
        found = client.get(address.replace("&amp;", "&").replace("/search/", "/search.json")).json()
        assert found["total"] == int(count)


def test_a_chosen_decision_is_left_aside_and_the_page_says_so(index: Path, client: Client) -> None:
    collection()
    page = shown(client, "/search/?decision=upheld&view=insight")
    assert "33.3%" in page
    assert "decision filter is left aside" in page


def test_few_items_give_no_rate(index: Path, client: Client) -> None:
    collection(1)
    page = shown(client, "/search/?view=insight")
    assert "too few to speak of a rate" in page
    assert "<svg viewBox" not in page
    assert 'class="share"' not in page


def test_nothing_found_says_so(index: Path, client: Client) -> None:
    collection(2)
    page = shown(client, "/search/?q=acupuncture&view=insight")
    assert "No items to say anything" in page
    assert 'href="/search/?q=acupuncture"' in page


def test_an_empty_collection(index: Path, client: Client) -> None:
    assert "No items to say anything" in shown(client, "/search/?view=insight")


@pytest.mark.parametrize("query", ["q=%3Cscript%3Ealert(1)%3C/script%3E", "q=%ff%00((%22", "treatment=no&year=9999"])
def test_hostile_queries_are_only_words(index: Path, client: Client, query: str) -> None:
    collection(2)
    assert "<script>alert" not in shown(client, f"/search/?{query}&view=insight")


def test_hostile_rationales_are_only_words(index: Path, client: Client) -> None:
    made = collection()
    for each in made:
        each.rationale += " <script>alert(1)</script> the gain & the loss"
        each.save()
    indexed(*made)
    assert "<script>alert" not in shown(client, "/search/?view=insight")


def test_queries_do_not_grow_with_the_items(
    index: Path, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    collection()
    shown(client, "/search/?view=insight")
    with django_assert_max_num_queries(8):
        shown(client, "/search/?view=insight")


def test_it_says_how_the_words_were_read_and_takes_them_exactly_without_leaving(index: Path, client: Client) -> None:
    collection()
    said = shown(client, "/search/?q=massage+therapy+x6&view=insight")
    assert "Read as a request for <b>massage therapy</b>" in said
    exact = re.search(r'href="([^"]*words=exact[^"]*)"', said)
    assert exact and "view=insight" in exact[1]
    taken = shown(client, exact[1].replace("&amp;", "&"))
    assert "Searching for" in taken and "Read them as a request" in taken
