"""Vocabularies in the admin: labels are bettered, keys hold."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from search import index as search_index
from search.ingest.rows import sync_vocabulary
from search.models import BodyRegion, Drug, Guideline, Specialty
from search.query.request import SearchRequest
from search.results import catalogue as reading
from search.results.catalogue import catalogue
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
    keys = {name: tuple(catalogue().values(name)) for name in ("specialty", "guideline")}
    former = specialty.label
    correct(person("view_specialty", "change_specialty"), specialty, label="Medicine <b>of work</b>")
    correct(person("view_guideline", "change_guideline"), guideline, label="Chronic pain rules")
    for page in ("/search/", "/search/all/specialty/", "/browse/specialty/", address, f"{address}&view=insight"):
        shown = client.get(page, follow=True)
        assert shown.status_code == 200
        text = shown.content.decode()
        assert "Medicine &lt;b&gt;of work&lt;/b&gt;" in text and former not in text and "<b>of work" not in text
    assert catalogue().label("guideline", "mtus-chronic-pain") == "Chronic pain rules"
    assert {name: tuple(catalogue().values(name)) for name in keys} == keys
    assert catalogue().read("specialty", former) == catalogue().read("specialty", specialty.key) == specialty.key
    assert SearchRequest(chosen=(("specialty", specialty.key),)).address() == address


def test_what_another_process_saved_is_followed_at_one_query_every_few_seconds(
    db: None,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sync_vocabulary()
    with django_assert_num_queries(1):
        catalogue()
    Specialty.objects.filter(key="pain-management").update(label="Pain medicine", relabelled=True)
    with django_assert_num_queries(0):
        assert catalogue().label("specialty", "pain-management") == "Pain Management"
    monkeypatch.setattr(reading, "HOLDS_SECONDS", -1.0)
    assert catalogue().label("specialty", "pain-management") == "Pain medicine"
    assert catalogue() is catalogue()


def test_a_database_that_does_not_answer_is_not_asked_for_labels_by_every_page(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE search_specialty RENAME TO elsewhere")
    for queries in (1, 0):
        with django_assert_num_queries(queries):
            assert "pain-management" in catalogue().values("specialty")


@pytest.mark.parametrize(
    ("facet", "table", "key"),
    [
        ("treatment", "treatmentcategory", "telehealth"),
        ("treatment", "treatmenttype", "rehabilitation/hippotherapy"),
        ("region", "bodyregion", "tail-bone"),
        ("state", "state", "guam-territory"),
        ("guideline", "guideline", "house-rules"),
        ("guideline", "guidelinesection", "odg/horses"),
    ],
)
def test_what_staff_add_is_understood_by_every_address(
    person: Person, stored: Stored, submit: Submit, client: Client, facet: str, table: str, key: str
) -> None:
    """Its link once showed everything, and saved and exported everything, with a note."""
    stored()
    maker, data = person(f"view_{table}", f"add_{table}"), {"key": key, "label": "Newly Added"}
    parent, slash, _ = key.partition("/")
    if slash:
        data["category" if facet == "treatment" else "guideline"] = parent
    assert submit(maker, reverse(f"admin:search_{table}_add"), data).status_code == 302
    address = SearchRequest(chosen=((facet, key),)).address()
    shown = client.get(address)
    assert shown.context["results"].total == 0 and "passed over" not in shown.content.decode()
    assert "Newly Added" in shown.content.decode()
    assert client.get(address.replace("/search/", "/search.json")).json()["total"] == 0
    exported = b"".join(client.get(address.replace("/search/", "/search.csv")).streaming_content)  # type: ignore[attr-defined]
    assert exported.count(b"\r\n") == 1


@pytest.mark.parametrize("key", ["Not A Slug", "a/b", "x" * 90, "émigré"])
def test_a_key_that_no_address_could_hold_is_refused(person: Person, submit: Submit, key: str) -> None:
    maker = person("view_bodyregion", "add_bodyregion")
    answer = submit(maker, reverse("admin:search_bodyregion_add"), {"key": key, "label": "Odd"})
    assert answer.status_code == 200 and not BodyRegion.objects.filter(label="Odd").exists()


def test_a_child_is_keyed_beneath_its_parent(person: Person, submit: Submit) -> None:
    sync_vocabulary()
    maker = person("view_treatmenttype", "add_treatmenttype")
    data = {"key": "surgery/hippotherapy", "label": "Odd", "category": "rehabilitation"}
    answer = submit(maker, reverse("admin:search_treatmenttype_add"), data)
    assert answer.status_code == 200 and "rehabilitation/" in answer.content.decode()


def test_a_word_of_our_own_is_not_from_the_files(person: Person, submit: Submit) -> None:
    client = person("view_specialty", "add_specialty")
    data = {"key": "space-medicine", "label": "Space Medicine"}
    assert submit(client, reverse("admin:search_specialty_add"), data).status_code == 302
    assert not Specialty.objects.get(key="space-medicine").listed
