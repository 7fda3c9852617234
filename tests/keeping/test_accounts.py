"""Accounts people make for themselves, where the owner allows it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

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
    assert (made.username, made.email, made.is_staff, made.is_superuser) == ("newcomer", "n@example.org", False, False)
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
