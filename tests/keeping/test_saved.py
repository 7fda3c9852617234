"""Saved searches: kept, run, asked for news, changed and deleted, by their owner and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from search.keeping.news import high_water, since_words
from search.keeping.searches import MOST_SAVED
from search.models import Digest, SavedSearch
from tests.keeping.collection import HOSTILE, indexed, massage

pytestmark = pytest.mark.django_db


def keep(client: Client, search: str = "q=massage", name: str = "Massage", **more: str) -> SavedSearch:
    response = client.post("/saved/add/", {"search": search, "name": name, **more})
    assert response.status_code == 302, response.content.decode()
    return SavedSearch.objects.latest("pk")


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())  # as a browser shows it


def test_a_search_is_saved_under_its_own_words(index: Path, owners: Client, owner: User) -> None:
    indexed(massage(1))
    asked = page(owners, "/saved/add/?q=massage&decision=upheld&page=4")
    assert 'value="“massage” · Upheld"' in asked
    saved = keep(owners, "decision=upheld&q=massage&page=4", note="for the hearing")
    assert (saved.owner, saved.query, saved.note) == (owner, "q=massage&decision=upheld", "for the hearing")
    listed = page(owners, "/saved/")
    assert 'href="/search/?q=massage&amp;decision=upheld"' in listed
    assert "for the hearing" in listed


def test_the_same_search_is_kept_once(index: Path, owners: Client) -> None:
    keep(owners, "q=massage&decision=upheld")
    again = owners.post("/saved/add/", {"search": "decision=upheld&q=massage", "name": "Another"})
    assert "You have already saved this search" in again.content.decode()
    assert SavedSearch.objects.count() == 1


def test_news_is_what_was_added_since_the_last_visit(index: Path, owners: Client) -> None:
    indexed(massage(1))
    saved = keep(owners)
    assert "Nothing new since earlier today" in page(owners, "/saved/")
    indexed(massage(2), massage(3, rationale="About massage as well."))
    SavedSearch.objects.update(visited=datetime.now(UTC) - timedelta(days=1))
    listed = page(owners, "/saved/")
    assert "2 new</b> since yesterday" in listed
    shown = page(owners, f"/saved/{saved.pk}/")
    assert "Massage therapy 3" in shown and "Massage therapy 2" in shown
    assert 'href="/determinations/CM15-0000001/#item-1"' not in shown


def test_looking_changes_nothing(index: Path, owners: Client) -> None:
    saved = keep(owners)
    indexed(massage(1))
    for _ in range(2):
        assert "1 new" in page(owners, f"/saved/{saved.pk}/")
        assert "1 new" in page(owners, "/saved/")


def test_running_counts_the_news_as_seen_and_goes_to_the_results(index: Path, owners: Client) -> None:
    saved = keep(owners)
    indexed(massage(1))
    response = owners.post(f"/saved/{saved.pk}/run/")
    assert (response.status_code, response["Location"]) == (302, "/search/?q=massage")
    assert "Nothing new" in page(owners, "/saved/")


def test_marking_as_seen_spares_what_came_after_the_page(index: Path, owners: Client) -> None:
    saved = keep(owners)
    indexed(massage(1))
    through = high_water()
    indexed(massage(2))
    owners.post(f"/saved/{saved.pk}/seen/", {"through": str(through)})
    assert "1 new" in page(owners, "/saved/")
    owners.post(f"/saved/{saved.pk}/seen/", {"through": "999999999"})
    indexed(massage(3))
    assert "1 new" in page(owners, "/saved/")


def test_an_item_not_yet_searchable_at_the_visit_is_not_lost(index: Path, owners: Client) -> None:
    saved = keep(owners)
    late = massage(1)
    owners.post(f"/saved/{saved.pk}/run/")
    indexed(late)
    assert "1 new" in page(owners, "/saved/")


def test_name_note_and_mails_can_be_changed(index: Path, owners: Client) -> None:
    saved = keep(owners)
    indexed(massage(1))
    response = owners.post(f"/saved/{saved.pk}/", {"name": "Renamed", "note": "new", "digest": "weekly"})
    assert response.status_code == 302
    saved.refresh_from_db()
    assert (saved.name, saved.note, saved.digest) == ("Renamed", "new", Digest.WEEKLY)
    assert saved.told_through == high_water() and saved.seen_through < high_water()


def test_a_bad_change_says_why_and_keeps_what_was_typed(index: Path, owners: Client) -> None:
    saved = keep(owners)
    keep(owners, "q=knee", "Knee")
    shown = owners.post(f"/saved/{saved.pk}/", {"name": "Knee", "note": "typed"}).content.decode()
    assert "already" in shown and "typed" in shown
    for name in ("", " \x0b ", "x" * 121):
        assert owners.post(f"/saved/{saved.pk}/", {"name": name}).status_code == 200
    saved.refresh_from_db()
    assert saved.name == "Massage"


def test_without_an_e_mail_address_there_is_no_digest(index: Path, owners: Client, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(email="")
    form = {"search": "q=massage", "name": "Massage", "digest": "daily"}
    assert "no e-mail address" in owners.post("/saved/add/", form).content.decode()
    assert not SavedSearch.objects.exists()


def test_deleting_asks_first(index: Path, owners: Client) -> None:
    saved = keep(owners)
    assert "Delete this saved search?" in page(owners, f"/saved/{saved.pk}/delete/")
    assert SavedSearch.objects.exists()
    assert owners.post(f"/saved/{saved.pk}/delete/").status_code == 302
    assert not SavedSearch.objects.exists()


def test_another_member_gets_404_everywhere(index: Path, owners: Client, members: Client) -> None:
    saved = keep(owners)
    for action in ("", "delete/"):
        assert members.get(f"/saved/{saved.pk}/{action}").status_code == 404
    for action in ("", "run/", "seen/", "delete/"):
        assert members.post(f"/saved/{saved.pk}/{action}", {"name": "Mine"}).status_code == 404
    assert SavedSearch.objects.get().name == "Massage"
    assert "Massage" not in page(members, "/saved/")


@pytest.mark.parametrize(
    "address", ["/saved/", "/saved/add/?q=massage", "/saved/1/", "/saved/1/delete/", "/saved/99999999999999999999/"]
)
def test_a_stranger_is_asked_to_sign_in(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/saved/")


def test_changes_need_the_token_of_the_site(index: Path, owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert client.post("/saved/add/", {"search": "q=a", "name": "A"}).status_code == 403
    assert not SavedSearch.objects.exists()


def test_running_and_seeing_are_no_links(index: Path, owners: Client) -> None:
    saved = keep(owners)
    for action in ("run", "seen"):
        assert owners.get(f"/saved/{saved.pk}/{action}/").status_code == 405


def test_hostile_names_and_notes_are_only_words(index: Path, owners: Client) -> None:
    saved = keep(owners, "q=%3Cscript%3Ealert(1)%3C/script%3E", HOSTILE, note=HOSTILE)
    assert "\x0b" not in saved.name
    for address in ("/saved/", f"/saved/{saved.pk}/", f"/saved/{saved.pk}/delete/"):
        shown = page(owners, address)
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown


def test_there_is_a_most(index: Path, owners: Client, owner: User) -> None:
    SavedSearch.objects.bulk_create(SavedSearch(owner=owner, name=str(n), query=f"q={n}") for n in range(MOST_SAVED))
    shown = owners.post("/saved/add/", {"search": "q=one+more", "name": "One more"}).content.decode()
    assert f"You keep {MOST_SAVED} searches" in shown
    assert SavedSearch.objects.count() == MOST_SAVED


def test_queries_do_not_grow_with_the_searches(
    index: Path, owners: Client, owner: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    indexed(massage(1))
    SavedSearch.objects.bulk_create(SavedSearch(owner=owner, name=str(n), query=f"q={n}") for n in range(30))
    with django_assert_max_num_queries(16):
        page(owners, "/saved/")


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "earlier today"), (1, "yesterday"), (4, "Tuesday"), (6, "Sunday"), (7, "November 14, 2026")],
)
def test_since_when(days: int, words: str) -> None:
    now = datetime(2026, 11, 21, 20, tzinfo=UTC)
    assert since_words(now - timedelta(days=days), now) == words


def test_what_is_saved_is_named_in_one_pair_of_quotation_marks(index: Path, owners: Client) -> None:
    indexed(massage(1))
    keep(owners, name="“massage”")
    assert "Saved “massage”." in page(owners, "/saved/")
