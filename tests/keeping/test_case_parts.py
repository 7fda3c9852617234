"""A part of a case number is met in the same way by the page, every other output, what is saved and its news."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from search.feeds import ATOM
from search.keeping.digests import send_due
from search.keeping.news import added_since
from search.keeping.searches import save
from search.models import Digest, DisputedItem, SavedSearch
from search.query.asking.understanding import QueryMode
from search.query.request import SearchRequest
from search.results import total_of
from tests.keeping.collection import indexed, massage

pytestmark = pytest.mark.django_db
BASE = "https://imr.example.org"


@pytest.fixture
def letters(index: Path) -> list[DisputedItem]:
    """Two whose numbers end alike, and one with that number in its reasons alone."""
    found = massage(44), massage(9_000_144), massage(9_000_203, rationale="Codes 44 and 0144 and 000044 are billed.")
    return indexed(*found)


def everywhere(q: str) -> list[set[str | None]]:
    """The case numbers that each output speaks of; the feed names its items' addresses."""
    client, at = Client(), {"q": q}
    page = client.get("/search/", at)
    if page.status_code == 302:  # to the only letter
        shown: set[str | None] = {page["Location"].strip("/").rpartition("/")[2]}
    else:
        shown = {hit.item.determination.case_number for hit in page.context["results"].hits}
    found = json.loads(client.get("/search.json", at).content)["results"]
    rows = csv.DictReader(io.StringIO(client.get("/search.csv", at).getvalue().decode("utf-8-sig")))
    feed = ElementTree.fromstring(client.get("/search.atom", at).content)
    links = [str(each.find(f"{{{ATOM}}}link").get("href")) for each in feed.iter(f"{{{ATOM}}}entry")]  # type: ignore[union-attr]
    news = added_since(SearchRequest(q=q), 0, 10).ids
    return [
        shown,
        {hit["case_number"] for hit in found if "close" not in hit},
        {row["Case number"] for row in rows if row["Item"]},
        {link.partition("#")[0].strip("/").rpartition("/")[2] for link in links},
        {each.determination.case_number for each in DisputedItem.objects.filter(pk__in=news)},
    ]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("0000044", {"CM15-0000044"}),
        ("…0144", {"CM15-9000203"}),  # its own words are found
        ("9000144", {"CM15-9000144"}),
        ("9000", {"CM15-9000144", "CM15-9000203"}),
        ("case ending in 0203", {"CM15-9000203"}),
        ("CM15-90", {"CM15-9000144", "CM15-9000203"}),
        ("15-90001", {"CM15-9000144"}),
        ("CM15-44*", {"CM15-0000044", "CM15-9000144"}),
        ("7654321", set()),
    ],
)
def test_every_output_speaks_of_the_same_letters(letters: list[DisputedItem], typed: str, numbers: set[str]) -> None:
    assert everywhere(typed) == [numbers] * 5
    assert total_of(SearchRequest(q=typed)) == len(numbers)


def test_insight_and_filters_keep_to_the_letters(letters: list[DisputedItem]) -> None:
    asked = {"q": "CM15-90", "view": "insight"}
    page = Client().get("/search/", asked)
    assert page.context["insight"].rate.total == 2 and "case numbers with" in page.content.decode()
    assert total_of(SearchRequest(q="CM15-90", chosen=(("decision", "overturned"),))) == 0
    assert total_of(SearchRequest(q="9000", words=QueryMode.EXACT)) == 0


def test_what_is_saved_and_mailed_is_the_letters(letters: list[DisputedItem], owner: User, owners: Client) -> None:
    saved = save(owner, SearchRequest(q="CM15-90"), "These letters", "", Digest.DAILY)
    SavedSearch.objects.update(told=None, told_through=0, seen_through=0)
    assert send_due(BASE).mails == 1
    (sent,) = mail.outbox
    assert "CM15-9000144" in str(sent.body) and "CM15-9000203" in str(sent.body)
    assert "CM15-0000044" not in str(sent.body)
    page = owners.get(saved.get_absolute_url()).content.decode()
    assert "CM15-9000144" in page and "CM15-0000044" not in page


def test_nothing_is_marked_for_a_number_and_one_that_no_letter_has_is_said_to_be_none(
    letters: list[DisputedItem],
) -> None:
    indexed(massage(9_000_204, rationale="Visits of 90 minutes are asked for."))
    page = Client().get("/search/", {"q": "CM15-90"})
    assert "90 minutes" in page.content.decode() and "<mark>" not in page.content.decode()
    assert page.context["results"].notes == ()
    (note,) = json.loads(Client().get("/search.json", {"q": "CM15-8888"}).content)["notes"]
    assert note == "No case number here has CM15-8888 in it."
    assert note in Client().get("/search/", {"q": "CM15-8888"}).content.decode()
