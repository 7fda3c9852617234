"""Vocabularies in the admin: labels are bettered, keys hold."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from search import index as search_index
from search.ingest.rows import sync_vocabulary
from search.models import Drug, Guideline, Specialty
from search.query.request import SearchRequest
from search.query.values import known_values, label, read_value
from search.results import labels
from tests.admin.conftest import Correct, Person, Stored, Submit

TABLES = (
    "treatmentcategory",
    "treatmenttype",
    "specialty",
    "state",
    "bodyregion",
    "drug",
    "guideline",
    "guidelinesection",
)


@pytest.mark.parametrize("table", TABLES)
def test_every_vocabulary_is_listed_and_searched(person: Person, table: str) -> None:
    sync_vocabulary()
    client = person(f"view_{table}")
    address = reverse(f"admin:search_{table}_changelist")
    assert client.get(address).status_code == 200
    assert client.get(address, {"q": "zzzz"}).status_code == 200


def test_a_label_is_bettered_and_survives_the_next_sync(person: Person, correct: Correct) -> None:
    sync_vocabulary()
    row = Specialty.objects.get(key="pain-management")
    correct(person("view_specialty", "change_specialty"), row, label="Pain medicine", key="renamed")
    sync_vocabulary()
    row.refresh_from_db()
    assert (row.key, row.label) == ("pain-management", "Pain medicine")
    assert not Specialty.objects.filter(key="renamed").exists()


def test_what_the_files_list_is_not_deleted(person: Person, submit: Submit) -> None:
    sync_vocabulary()
    listed = Specialty.objects.get(key="pain-management")
    own = Specialty.objects.create(key="underwater-medicine", label="Underwater Medicine", listed=False)
    client = person("view_specialty", "delete_specialty")
    for row, status in ((listed, 403), (own, 302)):
        address = reverse("admin:search_specialty_delete", args=[row.pk])
        assert submit(client, address, {"post": "yes"}).status_code == status


def test_a_drugs_new_name_is_found(person: Person, stored: Stored, correct: Correct) -> None:
    drug = stored().items.get(position=2).drug
    assert isinstance(drug, Drug)
    correct(person("view_drug", "change_drug"), drug, label="hydrocodone quackzalin")
    assert "quackzalin" in search_index.engine().terms()


def test_a_bettered_label_shows_on_every_page_and_addresses_stay(
    person: Person, stored: Stored, correct: Correct, client: Client
) -> None:
    letter = stored()
    specialty, guideline = letter.specialties.all()[0], Guideline.objects.get(key="mtus-chronic-pain")
    address = SearchRequest(chosen=(("specialty", specialty.key),)).address()
    keys = {name: tuple(known_values(name)) for name in ("specialty", "guideline")}
    former = specialty.label
    correct(person("view_specialty", "change_specialty"), specialty, label="Medicine <b>of work</b>")
    correct(person("view_guideline", "change_guideline"), guideline, label="Chronic pain rules")
    for page in ("/search/", "/search/all/specialty/", "/browse/specialty/", address, f"{address}&view=insight"):
        shown = client.get(page, follow=True)
        assert shown.status_code == 200
        text = shown.content.decode()
        assert "Medicine &lt;b&gt;of work&lt;/b&gt;" in text and former not in text and "<b>of work" not in text
    assert label("guideline", "mtus-chronic-pain") == "Chronic pain rules"
    assert {name: tuple(known_values(name)) for name in keys} == keys
    assert read_value("specialty", former) == read_value("specialty", specialty.key) == specialty.key
    assert SearchRequest(chosen=(("specialty", specialty.key),)).address() == address


def test_what_another_process_saved_is_followed_at_one_query_every_few_seconds(
    db: None,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sync_vocabulary()
    with django_assert_num_queries(1):
        client.get("/help/")
    Specialty.objects.filter(key="pain-management").update(label="Pain medicine", relabelled=True)
    with django_assert_num_queries(0):
        client.get("/help/")
    assert label("specialty", "pain-management") == "Pain Management"
    monkeypatch.setattr(labels, "HOLDS_SECONDS", -1.0)
    client.get("/help/")
    assert label("specialty", "pain-management") == "Pain medicine"


def test_a_database_that_does_not_answer_is_not_asked_for_labels_by_every_page(
    db: None, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE search_specialty RENAME TO elsewhere")
    for queries in (1, 0):
        with django_assert_num_queries(queries):
            assert client.get("/help/").status_code == 200


def test_a_word_of_our_own_is_not_from_the_files(person: Person, submit: Submit) -> None:
    client = person("view_specialty", "add_specialty")
    data = {"key": "space-medicine", "label": "Space Medicine"}
    assert submit(client, reverse("admin:search_specialty_add"), data).status_code == 302
    assert not Specialty.objects.get(key="space-medicine").listed
