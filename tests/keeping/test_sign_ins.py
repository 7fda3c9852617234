"""Where people are signed in: seen, ended, and nobody else's."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client

from search.keeping.addresses import confirmation
from search.models import AuditEntry, SignIn

pytestmark = pytest.mark.django_db
PASSWORD = "a long sentence of words"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:130.0) Gecko/20100101 Firefox/130.0 <b>"


def signed_in(name: str, browser: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": browser})
    form = {"username": name, "password": PASSWORD}
    assert client.post("/accounts/login/", form).status_code == 302
    return client


@pytest.fixture
def person() -> User:
    return User.objects.create_user("clerk", email="old@example.org", password=PASSWORD)


def still(client: Client) -> bool:
    return client.get("/accounts/sign-ins/").status_code == 200


def test_each_is_shown_and_one_is_ended(person: User) -> None:
    here, there = signed_in("clerk"), signed_in("clerk", "Chrome/129 Android")
    page = here.get("/accounts/sign-ins/").content.decode()
    assert "Firefox on Windows" in page and "Chrome on Android" in page and "<b>" not in page
    assert page.count("This one") == 1
    (key,) = re.findall(r'name="end" value="(\d+)"', page)
    assert here.post("/accounts/sign-ins/", {"end": key}, follow=True).status_code == 200
    assert still(here) and not still(there)
    assert "Ended by clerk" in AuditEntry.objects.filter(deed="signed-out").latest("pk").why


def test_a_new_password_has_ended_all_from_before(person: User) -> None:
    before, here = signed_in("clerk"), signed_in("clerk", "Chrome/129 Android")
    form = {"old_password": PASSWORD, "new_password1": f"{PASSWORD} 2", "new_password2": f"{PASSWORD} 2"}
    assert here.post("/accounts/password/", form).status_code == 302
    assert not still(before)
    page = here.get("/accounts/sign-ins/").content.decode()
    assert "Chrome on Android" in page and "Firefox" not in page
    assert AuditEntry.objects.get(deed="corrected").after == {"password": "(not told)"}


def test_all_others_are_ended_and_nobody_elses(person: User) -> None:
    User.objects.create_user("other", password=PASSWORD)
    here, there, third, other = signed_in("clerk"), signed_in("clerk"), signed_in("clerk"), signed_in("other")
    others = SignIn.objects.get(user__username="other")
    here.post("/accounts/sign-ins/", {"end": str(others.pk)})
    assert still(other)
    here.post("/accounts/sign-ins/", {"end": "others"})
    assert [still(each) for each in (here, there, third, other)] == [True, False, False, True]


@pytest.mark.parametrize("end", ["", "x", "-1", "9" * 40, "0"])
def test_what_is_none_ends_none(person: User, end: str) -> None:
    here, there = signed_in("clerk"), signed_in("clerk")
    assert here.post("/accounts/sign-ins/", {"end": end}).status_code == 302
    assert still(here) and still(there)


def test_a_stranger_is_asked_to_sign_in_and_what_ended_is_forgotten(person: User, client: Client) -> None:
    assert client.get("/accounts/sign-ins/").status_code == 302
    assert client.post("/accounts/sign-ins/", {"end": "others"}).status_code == 302
    signed_in("clerk").post("/accounts/logout/")
    here = signed_in("clerk")
    assert still(here)
    assert SignIn.objects.filter(user=person).count() == 1


def test_a_changed_password_ends_the_others_and_this_one_stays_listed(person: User) -> None:
    here, there = signed_in("clerk"), signed_in("clerk")
    new = "another long sentence of words"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/accounts/password/", form).status_code == 302
    assert still(here) and not still(there)
    assert here.get("/accounts/sign-ins/").content.decode().count("This one") == 1


def test_an_administrator_signs_others_out_but_no_superuser(person: User) -> None:
    User.objects.create_superuser("owner", password=PASSWORD)
    boss = User.objects.create_user("boss", password=PASSWORD, is_staff=True)
    boss.groups.add(Group.objects.get(name="Administrator"))
    desk, clerk, owner = signed_in("boss"), signed_in("clerk"), signed_in("owner")
    keys = list(User.objects.exclude(pk=boss.pk).values_list("pk", flat=True))
    desk.post("/admin/auth/user/", {"action": "end_sign_ins", "_selected_action": keys})
    assert not still(clerk) and still(owner)


def test_the_address_that_stood_before_is_told(person: User) -> None:
    link = re.findall(r"http://site(\S+)", str(confirmation(person, "new@example.org", "http://site").body))[0]
    assert Client().post(link).status_code == 200
    person.refresh_from_db()
    assert person.email == "new@example.org"
    (told,) = mail.outbox
    assert told.to == ["old@example.org"] and "new@example.org" in told.body
    entry = AuditEntry.objects.latest("pk")
    assert (entry.before, entry.after) == ({"email": "old@example.org"}, {"email": "new@example.org"})
    # The same link once more changes nothing and tells nobody.
    Client().post(link)
    assert len(mail.outbox) == 1
