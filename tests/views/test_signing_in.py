"""Guesses at passwords are slowed down by account and by network, and nobody else is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from search.models import AuditEntry, Deed
from search.views import signing_in

RIGHT = "a long sentence of words"
SAID = b"Too many sign-ins failed."


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_superuser("owner", password=RIGHT)


def sign_in(password: str, address: str = "192.0.2.1", name: str = "owner", page: str = "/accounts/login/") -> bytes:
    answer = Client().post(page, {"username": name, "password": password}, REMOTE_ADDR=address)
    return b"in" if answer.status_code == 302 else answer.content


@pytest.mark.parametrize("page", ["/accounts/login/", "/admin/login/"])
def test_guesses_from_one_network_are_stopped(owner: User, page: str) -> None:
    for _ in range(signing_in.OF_ACCOUNT_FROM_NETWORK):
        assert SAID not in sign_in("a guess", page=page)
    assert SAID in sign_in("a guess", page=page)
    # Not even the right one is looked at, and what is not looked at is no further failure.
    assert SAID in sign_in(RIGHT, page=page)
    assert AuditEntry.objects.filter(deed=Deed.SIGN_IN_FAILED).count() == signing_in.OF_ACCOUNT_FROM_NETWORK
    assert sign_in(RIGHT, "198.51.100.7", page=page) == b"in"


def failures(count: int, **given: object) -> None:
    for number in range(count):
        row = {"name": f"guess {number}", "address": f"203.0.113.{number}", **given}
        AuditEntry.objects.create(who="Nobody", deed=Deed.SIGN_IN_FAILED, **row)


def test_guesses_from_many_networks_are_stopped(owner: User) -> None:
    failures(signing_in.OF_ACCOUNT - 1, name="owner")
    assert SAID not in sign_in("a guess", "198.51.100.7")
    assert SAID in sign_in(RIGHT, "198.51.100.8")


def test_guesses_at_many_accounts_are_stopped(owner: User) -> None:
    failures(signing_in.FROM_NETWORK, address="192.0.2.1")
    assert SAID in sign_in(RIGHT)
    assert sign_in(RIGHT, "198.51.100.7") == b"in"


@pytest.mark.parametrize("sign", [-1, 1], ids=["long ago", "while the clock was ahead"])
def test_what_failed_at_another_time_counts_no_more(owner: User, sign: int) -> None:
    at = timezone.now() + sign * timedelta(minutes=signing_in.MINUTES + 1)
    failures(signing_in.FROM_NETWORK, name="owner", address="192.0.2.1", at=at)
    assert sign_in(RIGHT) == b"in"
