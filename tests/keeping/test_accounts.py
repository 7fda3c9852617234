"""Accounts people make for themselves, where the owner allows it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils.timezone import now
from pytest_django.fixtures import Settings

from search.keeping import addresses
from search.keeping.addresses import MOST_FROM_ONE, MOST_TO_ONE, may_ask

pytestmark = pytest.mark.django_db

FORM = {
    "username": "newcomer",
    "email": "n@example.org",
    "password1": "a long pass phrase",
    "password2": "a long pass phrase",
}


def test_unless_allowed_there_is_no_such_page(client: Client) -> None:
    assert client.get("/accounts/sign-up/").status_code == 404
    assert client.post("/accounts/sign-up/", FORM).status_code == 404
    assert not User.objects.exists()


def test_a_newcomer_is_signed_in_and_sent_on(client: Client, settings: Settings) -> None:
    settings.ALLOW_SIGN_UP = True
    assert client.get("/accounts/sign-up/?next=/saved/add/%3Fq=a").status_code == 200
    response = client.post("/accounts/sign-up/", {**FORM, "next": "/saved/add/?q=a"})
    assert response["Location"] == "/saved/add/?q=a"
    made = User.objects.get()
    assert (made.username, made.email, made.is_staff, made.is_superuser) == ("newcomer", "", False, False)
    assert client.get("/briefs/").status_code == 200


@pytest.mark.parametrize(
    "bad", [{"password2": "other"}, {"username": ""}, {"email": "no"}, {"password1": "1", "password2": "1"}]
)
def test_what_is_wrong_is_said(client: Client, settings: Settings, bad: dict[str, str]) -> None:
    settings.ALLOW_SIGN_UP = True
    response = client.post("/accounts/sign-up/", {**FORM, **bad})
    assert response.status_code == 200
    assert 'class="errors"' in response.content.decode()
    assert not User.objects.exists()


def test_nobody_is_sent_elsewhere_or_made_staff(client: Client, settings: Settings) -> None:
    settings.ALLOW_SIGN_UP = True
    response = client.post("/accounts/sign-up/", {**FORM, "next": "//evil.example/", "is_staff": "on"})
    assert response["Location"] == "/"
    assert not User.objects.get().is_staff


def link() -> str:
    """The page that the last mail asks to open."""
    found = re.search(r"http://testserver(/accounts/e-mail/\S+/)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_an_address_is_kept_once_its_owner_has_answered(client: Client, settings: Settings) -> None:
    settings.ALLOW_SIGN_UP = True
    client.post("/accounts/sign-up/", FORM)
    assert mail.outbox[-1].to == ["n@example.org"]
    page = Client().get(link())
    assert "Yes, use it" in page.content.decode()
    assert "no-store" in page["Cache-Control"], "it shows an address, and no session says whose"
    assert User.objects.get().email == ""
    assert "Address confirmed" in Client().post(link()).content.decode()
    assert User.objects.get().email == "n@example.org"


def test_another_address_is_asked_first(owners: Client, owner: User) -> None:
    response = owners.post("/accounts/e-mail/", {"email": "new@example.org"}, follow=True)
    assert "We wrote to new@example.org" in response.content.decode()
    assert User.objects.get().email == "owner@example.org"
    owners.post(link())
    assert User.objects.get().email == "new@example.org"


def test_nobody_fills_a_strangers_mailbox(owners: Client, members: Client) -> None:
    for person in (owners, owners, members, members):
        person.post("/accounts/e-mail/", {"email": "Stranger@example.org"})
    assert len(mail.outbox) == 3
    for number in range(9):
        page = owners.post("/accounts/e-mail/", {"email": f"n{number}@example.org"}, follow=True)
    assert "enough e-mails for today" in page.content.decode()
    assert len(mail.outbox) == 3 + MOST_FROM_ONE - 2, "two of the five have gone to the stranger"


def test_what_was_refused_does_not_count_and_tomorrow_is_another_day(
    owner: User, member: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [may_ask(owner, "stranger@example.org") for _ in range(9)] == [True] * MOST_TO_ONE + [False] * 6
    assert [may_ask(owner, f"n{number}@example.org") for number in range(4)] == [True, True, False, False]
    assert may_ask(member, "n3@example.org"), "refused to another, so nothing was sent there"
    tomorrow = now() + timedelta(days=1, seconds=1)
    monkeypatch.setattr(addresses, "now", lambda: tomorrow)
    assert may_ask(owner, "stranger@example.org")


def test_a_forged_or_old_link_confirms_nothing(owners: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    owners.post("/accounts/e-mail/", {"email": "new@example.org"})
    for address in (link()[:-3] + "/", "/accounts/e-mail/nonsense/"):
        assert owners.post(address).status_code == 404
    monkeypatch.setattr(addresses, "LASTS", timedelta(seconds=-1))
    assert owners.post(link()).status_code == 404
    assert User.objects.get().email == "owner@example.org"


@pytest.mark.parametrize("bad", ["", "no", "a@b\r\nBcc: c@example.org"])
def test_what_is_no_address_is_not_written_to(owners: Client, bad: str) -> None:
    assert owners.post("/accounts/e-mail/", {"email": bad}).status_code == 200
    assert not mail.outbox


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/accounts/e-mail/")["Location"].startswith("/accounts/login/")


def test_who_makes_an_account_on_the_way_goes_on_where_they_were_going(client: Client, settings: Settings) -> None:
    settings.ALLOW_SIGN_UP = True
    going = "/accounts/login/?next=/briefs/add/%3Fitem%3D1%26item%3D2"
    for address in ("/accounts/sign-up/", "/accounts/login/"):
        link = re.search(f'href="({address}[^"]*)"', client.get(going).content.decode().partition("<main")[2])
        assert link, address
        going = link[1]
        assert 'name="next" value="/briefs/add/?item=1&amp;item=2"' in client.get(going).content.decode()
