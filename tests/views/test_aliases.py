"""An address that was given stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from search.index import engine
from search.models import Determination
from tests.index.rows import item, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def renumbered(index: Path) -> Determination:
    of = letter("CM15-0000001")
    row = item(of, "Massage therapy", "No gain was recorded.", "upheld")
    of.case_number = "CM15-0000099"
    of.save()
    of.keep_address("CM15-0000001")
    engine().refresh([row.pk])
    return of


def test_the_old_address_leads_to_the_new_for_ever(renumbered: Determination, client: Client) -> None:
    for old, new in (
        ("/determinations/CM15-0000001/", "/determinations/CM15-0000099/"),
        ("/determinations/cm15-0000001/?q=massage&at=1", "/determinations/CM15-0000099/?q=massage&at=1"),
        ("/determinations/CM15-0000001/alike/1/", "/determinations/CM15-0000099/alike/1/"),
    ):
        answer = client.get(old)
        assert (answer.status_code, answer.headers.get("Location")) == (301, new)


def test_the_old_number_finds_it(renumbered: Determination, client: Client) -> None:
    for number in ("CM15-0000001", "CM15-0000099"):
        assert client.get("/search.json", {"q": number}).json()["total"] == 1


def test_a_number_that_another_letter_has_now_is_that_letters(renumbered: Determination, client: Client) -> None:
    letter("CM15-0000001")
    assert client.get("/determinations/CM15-0000001/").status_code == 200


def test_a_withdrawn_letter_tells_nothing_by_its_old_number(renumbered: Determination, client: Client) -> None:
    Determination.objects.update(visibility="withdrawn")
    assert client.get("/determinations/CM15-0000001/").status_code == 410
    Determination.objects.update(visibility="held")
    assert client.get("/determinations/CM15-0000001/").status_code == 404
    assert client.get("/determinations/CM15-0000001/alike/1/").status_code == 404


def test_renumbered_back_there_is_one_address(renumbered: Determination, client: Client) -> None:
    renumbered.case_number = "CM15-0000001"
    renumbered.save()
    renumbered.keep_address("CM15-0000099")
    assert client.get("/determinations/CM15-0000001/").status_code == 200
    assert client.get("/determinations/CM15-0000099/").headers["Location"] == "/determinations/CM15-0000001/"
