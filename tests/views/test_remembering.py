"""Pages are remembered for a state of the collection, and only those that are the same for everybody."""

from __future__ import annotations

import gzip

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from search.index import engine
from search.models import Determination, LoggedChange
from search.views import remembering
from search.views.remembering import Pages, Remembering

Collection = dict[str, Determination]
PUBLIC = (
    "/",
    "/search/?q=massage",
    "/search.json?q=massage",
    "/search.atom",
    "/determinations/CM15-9000001/",
    "/about/",
    "/programs/",
    "/openapi.json",
    "/robots.txt",
    "/requirements/rehabilitation/massage-therapy/",
    "/determinations/CM15-9000001/data.json",
)


@pytest.fixture
def remembered(settings: Settings) -> Client:
    """A visitor of a site that remembers."""
    settings.PAGE_MEMORY_MB = 4
    return Client()


@pytest.mark.parametrize("address", PUBLIC)
def test_a_page_is_made_once_and_told_apart_by_its_bytes(
    remembered: Client, collection: Collection, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    remembered.get(address)  # which may make the table of wording, and then stands for the state before
    first = remembered.get(address)
    assert first.status_code == 200
    with django_assert_num_queries(1):
        again = remembered.get(address)
    assert again.content == first.content
    assert {**again.headers, "X-Request-ID": ""} == {**first.headers, "X-Request-ID": ""}
    assert "no-cache" in first["Cache-Control"] and "Cookie" in first["Vary"]
    same = remembered.get(address, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert same["Cache-Control"] == first["Cache-Control"]
    assert remembered.get(address, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("address", ["/search.csv?q=massage", "/search/download.json?q=massage"])
def test_a_file_to_take_away_is_sent_again_only_when_something_changed(
    remembered: Client, collection: Collection, address: str
) -> None:
    first = remembered.get(address)
    assert b"massage" in b"".join(first)
    same = remembered.get(address, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    LoggedChange.objects.note([])
    assert remembered.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_change_is_seen_at_once(remembered: Client, collection: Collection) -> None:
    letter = collection["massage"]
    before = remembered.get("/search.json?q=massage").json()["total"]
    assert remembered.get(letter.get_absolute_url()).status_code == 200
    letter.visibility = "withdrawn"
    letter.save()
    items = list(letter.items.values_list("pk", flat=True))
    LoggedChange.objects.note(items)
    engine().refresh(items)
    assert remembered.get(letter.get_absolute_url()).status_code in (404, 410)
    assert remembered.get("/search.json?q=massage").json()["total"] < before


def test_nobody_sees_what_another_saw(remembered: Client, collection: Collection) -> None:
    clerk = Client()
    clerk.force_login(User.objects.create_superuser("clerk"))
    own = clerk.get("/search/?q=massage").content.decode()
    others = remembered.get("/search/?q=massage").content.decode()
    assert "Sign out" in own and "Sign out" not in others
    assert "Sign out" in clerk.get("/search/?q=massage").content.decode()
    assert "no-store" in clerk.get("/search/?q=massage")["Cache-Control"]
    shown = remembered.get("/search/?q=massage", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(shown.content).decode() == others
    assert remembered.get("/search/?q=massage", headers={"host": "evil.example"}).status_code == 400


def test_a_page_that_is_remembered_outlives_the_database(
    remembered: Client, collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = remembered.get("/search/?q=massage").content

    def away(*arguments: object) -> None:
        raise OperationalError("the database has gone away")

    monkeypatch.setattr(remembering, "marks", away)
    assert remembered.get("/search/?q=massage").content == page


def test_memory_is_bounded_and_failures_are_not_kept(settings: Settings) -> None:
    pages = Pages(1_000)
    for number in range(100):
        pages.put((number,), remembering._CachedPage(b"x" * 100, (), (), 0.0))
    assert [number for number in range(100) if pages.get((number,))] == list(range(90, 100))
    assert not remembering._is_public(RequestFactory().post("/search/"))
    assert not remembering._is_public(RequestFactory().get("/admin/"))
    assert Remembering is not None
