"""People of different rights, a letter in the database, and the index told as if the request had committed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html  # type: ignore[import-untyped]
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from search.ingest.archives import sources, walk
from search.ingest.importing import ImportRun
from search.models import Determination
from tests.ingest.letters import Letter

Person = Callable[..., Client]
Stored = Callable[..., Determination]
Submit = Callable[[Client, str, Any], HttpResponse]
Correct = Callable[..., None]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    """Where originals and uploads lie during one test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def person(db: None) -> Person:
    """A client signed in as a person with these permissions of ours; staff unless told otherwise."""

    def sign_in(*permissions: str, staff: bool = True) -> Client:
        user = User.objects.create_user(f"person-{User.objects.count()}", is_staff=staff)
        user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def stored(db: None, index: Path, tmp_path: Path) -> Stored:
    """Import an invented letter and return its row."""

    def run(letter: Letter | None = None) -> Determination:
        path = tmp_path / "given.txt"
        path.write_bytes((letter or Letter()).bytes())
        (taken,) = ImportRun.start("test").take_all(walk(sources([path])))
        assert taken.determination_id
        return Determination.objects.get(pk=taken.determination_id)

    return run


@pytest.fixture
def submit(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Submit:
    """Post to a page and do what waits for the commit, as it is done outside a test."""

    def post(client: Client, address: str, fields: Any) -> HttpResponse:
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, fields)  # type: ignore[return-value]

    return post


@pytest.fixture
def correct(submit: Submit) -> Correct:
    """Open a change page, fill in some fields as a person would, save, and come back without an error."""

    def change(client: Client, row: Any, **fields: object) -> None:
        address = reverse(f"admin:search_{row._meta.model_name}_change", args=[row.pk])
        data = {**filled_in(client, address, f"{row._meta.model_name}_form"), **fields}
        response = submit(client, address, data)
        assert response.status_code == 302, response.content.decode()

    return change


def filled_in(client: Client, address: str, form: str) -> dict[str, list[str]]:
    """What a browser would send of a page's form if nobody touched it."""
    page = client.get(address)
    assert page.status_code == 200
    data: dict[str, list[str]] = {}
    for name, value in html.fromstring(page.content.decode()).get_element_by_id(form).form_values():
        data.setdefault(name, []).append(value)
    return data
