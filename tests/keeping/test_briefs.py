"""Briefs: collected, annotated, put in order, by their owner and nobody else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from search.keeping import briefs as logic
from search.keeping.briefs import Act, AddedToBrief, BriefEdit, collect, rearrange
from search.models import Brief, BriefEntry, DisputedItem, Visibility
from tests.keeping.collection import HOSTILE, massage

pytestmark = pytest.mark.django_db


@pytest.fixture
def brief(owner: User) -> Brief:
    made = Brief.objects.create(owner=owner, name="Hearing")
    collect(made, [massage(1), massage(2), massage(3)])
    return made


def order(brief: Brief) -> list[str]:
    return [entry.letter[-1] for entry in brief.entries.all()]


def keys(brief: Brief) -> list[int]:
    return [entry.pk for entry in brief.entries.all()]


def test_a_brief_is_begun_and_listed(owners: Client, owner: User) -> None:
    response = owners.post("/briefs/", {"name": " A  hearing ", "note": "first"})
    made = Brief.objects.get()
    assert response["Location"] == made.get_absolute_url()
    assert (made.owner, made.name, made.note) == (owner, "A hearing", "first")
    assert "A hearing" in owners.get("/briefs/").content.decode()


@pytest.mark.parametrize("name", ["", "  ", "\x0b", "x" * 121])
def test_a_brief_needs_a_name(owners: Client, name: str) -> None:
    assert owners.post("/briefs/", {"name": name}).status_code == 200
    assert not Brief.objects.exists()


def test_items_are_collected_into_a_new_brief_or_an_old_one(owners: Client) -> None:
    one, other = massage(1), massage(2)
    shown = owners.get(f"/briefs/add/?item={one.pk}&item={other.pk}").content.decode()
    assert "Massage therapy 1" in shown and "Massage therapy 2" in shown
    response = owners.post("/briefs/add/", {"item": [one.pk], "name": "New", "next": "/search/?q=massage"})
    assert response["Location"] == "/search/?q=massage"
    made = Brief.objects.get()
    response = owners.post("/briefs/add/", {"item": [one.pk, other.pk], "brief": made.pk}, follow=True)
    assert "Added 1 to “New”. 1 was there already." in response.content.decode()
    assert order(made) == ["1", "2"]


def test_who_goes_on_from_a_list_is_led_to_the_brief(owners: Client) -> None:
    given = {"item": [massage(1).pk], "name": "<b>New</b>", "next": "/briefs/"}
    page = owners.post("/briefs/add/", given, follow=True).content.decode()
    assert f'<a href="{Brief.objects.get().get_absolute_url()}">Open the brief</a>' in page
    assert "<b>New" not in page


def test_a_way_back_leads_nowhere_else(owners: Client) -> None:
    item = massage(1)
    response = owners.post("/briefs/add/", {"item": item.pk, "name": "New", "next": "https://evil.example/"})
    assert response["Location"] == Brief.objects.get().get_absolute_url()


def test_what_may_not_be_seen_cannot_be_collected(owners: Client) -> None:
    item = massage(1)
    item.determination.visibility = Visibility.HELD
    item.determination.save()
    for chosen in (str(item.pk), "0", "999999999", "x", "-1", "9" * 30, ""):
        assert owners.get("/briefs/add/", {"item": chosen}).status_code == 404
        assert owners.post("/briefs/add/", {"item": chosen, "name": "New"}).status_code == 404
    assert not Brief.objects.exists()


def test_collecting_needs_a_brief_that_is_ones_own(members: Client, brief: Brief) -> None:
    item = massage(4)
    for form in ({}, {"brief": brief.pk}, {"brief": "x"}):
        response = members.post("/briefs/add/", {"item": item.pk, **form})
        assert response.status_code == 200
    assert order(brief) == ["1", "2", "3"]
    assert Brief.objects.count() == 1


def test_a_brief_holds_so_many(brief: Brief, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logic, "MOST_ENTRIES", 4)
    assert collect(brief, [massage(4), massage(5)]) == AddedToBrief(1, 0, 1)
    assert order(brief) == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("act", "place", "after"),
    [
        (Act.UP, 1, "213"),
        (Act.UP, 0, "123"),
        (Act.DOWN, 0, "213"),
        (Act.DOWN, 2, "123"),
        (Act.REMOVE, 1, "13"),
    ],
)
def test_an_entry_moves_or_goes(brief: Brief, act: Act, place: int, after: str) -> None:
    rearrange(brief, BriefEdit(act=(act, keys(brief)[place])))
    assert order(brief) == list(after)
    assert [entry.position for entry in brief.entries.all()] == list(range(1, len(after) + 1))


def test_places_typed_put_in_order(brief: Brief) -> None:
    first, second, third = keys(brief)
    rearrange(brief, BriefEdit(places={first: 3, second: 2, third: 1}))
    assert order(brief) == ["3", "2", "1"]


def test_the_page_keeps_every_note_whichever_button_is_pressed(owners: Client, brief: Brief) -> None:
    first, second, _ = keys(brief)
    form = {"name": "Renamed", "note": "intro", f"note-{first}": "one", f"note-{second}": "two"}
    response = owners.post(brief.get_absolute_url(), {**form, "do": f"down-{first}"})
    assert response["Location"] == f"{brief.get_absolute_url()}#entry-{first}"
    assert order(brief) == ["2", "1", "3"]
    assert [entry.note for entry in brief.entries.all()] == ["two", "one", ""]
    brief.refresh_from_db()
    assert (brief.name, brief.note) == ("Renamed", "intro")
    shown = owners.get(brief.get_absolute_url()).content.decode()
    assert "one" in shown and "intro" in shown


def test_a_name_that_cannot_be_does_not_cost_the_notes(owners: Client, brief: Brief) -> None:
    first = keys(brief)[0]
    response = owners.post(brief.get_absolute_url(), {"name": "", f"note-{first}": "one"})
    assert response.status_code == 200
    assert BriefEntry.objects.get(pk=first).note == "one"
    assert Brief.objects.get().name == "Hearing"


@pytest.mark.parametrize("do", ["up-", "up-x", "fly-1", "remove-999999999", "", "remove--1", "\x00"])
def test_odd_buttons_change_nothing(owners: Client, brief: Brief, do: str) -> None:
    odd = {"name": "Hearing", "do": do, "note-x": "x", "place-": "1", "place-999": "7", f"place-{keys(brief)[0]}": "-9"}
    assert owners.post(brief.get_absolute_url(), odd).status_code == 302
    assert order(brief) == ["1", "2", "3"]


def test_one_brief_cannot_change_another(owners: Client, owner: User, brief: Brief) -> None:
    other = Brief.objects.create(owner=owner, name="Other")
    victim = keys(brief)[0]
    owners.post(other.get_absolute_url(), {"name": "Other", f"note-{victim}": "x", "do": f"remove-{victim}"})
    assert order(brief) == ["1", "2", "3"]
    assert BriefEntry.objects.get(pk=victim).note == ""


@pytest.mark.parametrize("visibility", [Visibility.HELD, Visibility.WITHDRAWN])
def test_a_letter_that_may_not_be_seen_disappears_and_the_brief_says_so(
    owners: Client, brief: Brief, visibility: Visibility
) -> None:
    item = brief.entries.all()[1].item
    assert item
    item.determination.visibility = visibility
    item.determination.save()
    for address in (brief.get_absolute_url(), f"{brief.get_absolute_url()}print/"):
        shown = owners.get(address).content.decode()
        assert "CM15-0000002, item 1" in shown
        assert "can no longer be seen here" in shown
        assert "Massage therapy 2" not in shown
        assert "Massage therapy 3" in shown


def test_deleting_asks_first(owners: Client, brief: Brief) -> None:
    assert "Delete this brief?" in owners.get(f"/briefs/{brief.pk}/delete/").content.decode()
    assert Brief.objects.exists()
    owners.post(f"/briefs/{brief.pk}/delete/")
    assert not Brief.objects.exists()
    assert DisputedItem.objects.count() == 3


ACTIONS = ["", "print/", "brief.md", "brief.csv", "brief.docx", "delete/"]


@pytest.mark.parametrize("action", ACTIONS)
def test_another_member_gets_404(members: Client, brief: Brief, action: str) -> None:
    assert members.get(f"/briefs/{brief.pk}/{action}").status_code == 404
    assert "Hearing" not in members.get("/briefs/").content.decode()


@pytest.mark.parametrize("action", ["", "delete/"])
def test_another_member_changes_nothing(members: Client, brief: Brief, action: str) -> None:
    assert members.post(f"/briefs/{brief.pk}/{action}", {"name": "Mine"}).status_code == 404
    assert Brief.objects.get().name == "Hearing"


@pytest.mark.parametrize("action", ACTIONS)
def test_a_stranger_is_asked_to_sign_in(client: Client, brief: Brief, action: str) -> None:
    response = client.get(f"/briefs/{brief.pk}/{action}")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/briefs/")


def test_changes_need_the_token_of_the_site(owner: User, brief: Brief) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    for address in ("/briefs/", brief.get_absolute_url(), f"/briefs/{brief.pk}/delete/"):
        assert client.post(address, {"name": "New"}).status_code == 403
    assert Brief.objects.get().name == "Hearing"


def test_hostile_words_are_only_words(owners: Client, brief: Brief) -> None:
    brief.name = brief.note = HOSTILE
    brief.save()
    brief.entries.update(note=HOSTILE)
    DisputedItem.objects.update(heading=HOSTILE, disputed=HOSTILE, rationale=HOSTILE)
    item = DisputedItem.objects.all()[0]
    for address in ("/briefs/", brief.get_absolute_url(), f"/briefs/{brief.pk}/print/", f"/briefs/add/?item={item.pk}"):
        shown = owners.get(address).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;" in shown


@pytest.mark.parametrize("address", ["", "print/", "brief.md", "brief.csv", "brief.docx"])
def test_queries_do_not_grow_with_the_entries(
    owners: Client, brief: Brief, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    collect(brief, [massage(number) for number in range(10, 40)])
    with django_assert_max_num_queries(16):
        assert owners.get(f"{brief.get_absolute_url()}{address}").status_code == 200
