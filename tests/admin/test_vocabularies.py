"""Vocabularies in the admin: labels are bettered, keys hold."""

from __future__ import annotations

import pytest
from django.urls import reverse

from search import index as search_index
from search.ingest.rows import sync_vocabulary
from search.models import Drug, Specialty
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


def test_a_word_of_our_own_is_not_from_the_files(person: Person, submit: Submit) -> None:
    client = person("view_specialty", "add_specialty")
    data = {"key": "space-medicine", "label": "Space Medicine"}
    assert submit(client, reverse("admin:search_specialty_add"), data).status_code == 302
    assert not Specialty.objects.get(key="space-medicine").listed
