"""Three people: the owner, another member, and the clients they use; a stranger has only the plain client."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client


@pytest.fixture(autouse=True)
def _nothing_counted() -> None:
    """What other tests did is not held against the people of this one."""
    cache.clear()


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_user("owner", "owner@example.org")


@pytest.fixture
def member(db: None) -> User:
    return User.objects.create_user("member", "member@example.org")


@pytest.fixture
def owners(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


@pytest.fixture
def members(member: User) -> Client:
    client = Client()
    client.force_login(member)
    return client
