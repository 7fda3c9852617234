"""Web processes that sign with different keys are told so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from search.index import engine
from search.operating import shared_key


@pytest.fixture
def signed_in(db: None, index: Path, client: Client) -> None:
    """Somebody signed in after this process began."""
    engine().rebuild()
    client.force_login(User.objects.create_user("clerk"))


def test_a_sign_in_under_another_key_is_said(signed_in: None, client: Client, settings: Settings) -> None:
    assert client.get("/healthz").json()["ok"] is True
    settings.SECRET_KEY = "another key, that of another machine" * 2
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "another SECRET_KEY" in answer.json()["database"]["reason"]
    assert client.get("/readyz").status_code == 200, "it serves readers all the same"
    settings.SECRET_KEY_FALLBACKS = ["the usual one"]
    assert client.get("/healthz").status_code == 503


def test_a_key_that_is_being_replaced_is_none(signed_in: None, client: Client, settings: Settings) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the new key, on its way to all machines" * 2
    assert client.get("/healthz").status_code == 200


def test_sign_ins_from_before_the_key_was_changed_are_none(
    signed_in: None, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SECRET_KEY = "the new key, after everybody was stopped" * 2
    monkeypatch.setattr(shared_key, "_begun", timezone.now() + timedelta(seconds=1))
    assert client.get("/healthz").status_code == 200


def test_a_sign_in_that_has_ended_is_none(signed_in: None, client: Client) -> None:
    client.logout()
    assert client.get("/healthz").status_code == 200
