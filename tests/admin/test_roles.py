"""Roles × addresses × methods: each role does its work, and no link leads where it may not go."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from search.models import Determination, ImportBatch, ImportedFile
from search.models.roles import ROLES
from tests.admin.conftest import Stored
from tests.ingest.letters import Letter

HELD = Letter(case="CM16-9900050", summary="Patient Name: John Example. The worker, SSN 123-45-6789, hurt a shoulder.")
_LINK = re.compile(r'(?:href|src)="(/admin/[^"#]*)"')


def member(*roles: str, staff: bool = True) -> Client:
    user = User.objects.create_user(f"member-{User.objects.count()}", is_staff=staff)
    user.groups.set(Group.objects.filter(name__in=roles))
    assert user.groups.count() == len(roles)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def letters(stored: Stored) -> tuple[Determination, Determination]:
    return stored(), stored(HELD)


def matrix(shown: Determination, held: Determination) -> list[tuple[str, str, str]]:
    """(method, address, the roles that may: R reader, U uploader, V reviewer, A administrator)."""
    item = shown.items.get(position=1)
    batch, file = ImportBatch.objects.latest("pk"), ImportedFile.objects.latest("pk")

    def page(name: str, *args: object) -> str:
        return reverse(f"admin:{name}", args=args)

    return [
        ("get", page("index"), "RUVA"),
        ("get", page("search_determination_changelist"), "RVA"),
        ("get", page("search_determination_change", shown.pk), "RVA"),
        ("get", page("search_determination_change", held.pk), "RVA"),
        ("get", page("search_determination_history", held.pk), "RVA"),
        ("get", page("search_determination_original", held.pk), "RVA"),
        ("get", page("find-letter") + "?q=CM16-9900050", "RVA"),
        ("get", page("tell-reviewer"), "RUVA"),
        ("get", page("review-letter", held.pk), "RVA"),
        ("post", page("review-letter", held.pk), "VA"),
        ("post", page("search_determination_change", shown.pk), "VA"),
        ("get", page("mask-letter", held.pk), "VA"),
        ("post", page("mask-letter", held.pk), "VA"),
        ("get", page("whole-batch", batch.pk), "VA"),
        ("post", page("whole-batch", batch.pk), "VA"),
        ("get", page("samples"), "VA"),
        ("post", page("samples"), "VA"),
        ("get", page("search_determination_delete", shown.pk), "A"),
        ("get", page("search_disputeditem_change", item.pk), "RVA"),
        ("post", page("search_disputeditem_change", item.pk), "VA"),
        ("get", page("search_disputeditem_add"), "VA"),
        ("get", page("search_importbatch_add"), "UA"),
        ("get", page("search_importbatch_change", batch.pk), "RUVA"),
        ("get", page("search_importbatch_csv", batch.pk), "RUVA"),
        ("post", page("search_importbatch_stop", batch.pk), "UA"),
        ("post", page("search_importbatch_retry", batch.pk), "UA"),
        ("get", page("search_importedfile_change", file.pk), "RUVA"),
        ("get", page("search_specialty_changelist"), "RVA"),
        ("get", page("search_specialty_add"), "A"),
        ("get", page("search_auditentry_changelist"), "A"),
        ("get", page("auth_user_changelist"), "A"),
        ("get", page("auth_user_add"), "A"),
        ("get", page("auth_group_changelist"), ""),
    ]


@pytest.mark.slow
def test_each_role_reaches_what_it_needs_and_nothing_else(letters: tuple[Determination, Determination]) -> None:
    table = matrix(*letters)
    clients = {letter: member(role) for letter, role in zip("RUVA", ROLES, strict=True)}
    outside = {"anonymous": Client(), "no staff": member("Reader", staff=False)}
    wrong = []
    for method, address, roles in table:
        for letter, client in clients.items():
            decision = "hold" if "letters/" in address else "assign"
            status = getattr(client, method)(address, {"decision": decision} if method == "post" else None).status_code
            if (status in {200, 302, 409}) != (letter in roles):
                wrong.append(f"{letter} {method} {address}: {status}")
        for name, client in outside.items():
            answer = getattr(client, method)(address)
            if answer.status_code != 302 or "login" not in answer.headers["Location"]:
                wrong.append(f"{name} {method} {address}: {answer.status_code}")
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("role", [*ROLES, ""])
def test_no_link_answers_403(letters: tuple[Determination, Determination], role: str) -> None:
    client = member(*([role] if role else []))
    if role in {"Uploader", "Administrator"}:
        client.post("/admin/search/importbatch/add/", {"letters": SimpleUploadedFile("a.txt", b"Two eggs.")})
    seen: set[str] = set()
    waiting = ["/admin/"]
    refused = []
    while waiting and len(seen) < 60:
        address = waiting.pop(0)
        seen.add(address)
        answer = client.get(address)
        if answer.status_code == 403:
            refused.append(address)
        if answer.status_code == 200 and "text/html" in answer.headers["Content-Type"]:
            links = {link.replace("&amp;", "&") for link in _LINK.findall(answer.content.decode())}
            waiting += sorted(links - seen - set(waiting) - {"/admin/logout/"})
    assert refused == []


def test_who_may_do_nothing_is_told_whom_to_ask(db: None) -> None:
    page = " ".join(member().get("/admin/").content.decode().split())  # as a browser shows it
    assert "Nothing to do here yet" in page
    assert "Reader, Uploader, Reviewer or Administrator" in page


def test_an_account_that_is_no_staff_s_is_told_whom_to_ask(db: None, settings: Settings) -> None:
    settings.SITE_CONTACT = "vera@example.org"
    client = member(staff=False)
    page = client.get("/admin/", follow=True).content.decode()
    assert "does not belong to the site's staff" in " ".join(page.split())
    assert "vera@example.org" in page
    assert 'name="password"' not in page
    again = client.post("/accounts/logout/", {"next": "/admin/"}, follow=True).content.decode()
    assert 'name="password"' in again
    assert "/accounts/password/forgotten/" in again, "staff forget theirs too"


def test_an_administrator_makes_no_superuser(db: None) -> None:
    client = member("Administrator")
    other = User.objects.create_user("other")
    address = reverse("admin:auth_user_change", args=[other.pk])
    page = client.get(address).content.decode()
    assert "is_superuser" not in page
    assert "user_permissions" not in page
    fields = {"username": "other", "is_staff": "on", "is_superuser": "on", "is_active": "on"}
    assert client.post(address, fields).status_code == 302
    other.refresh_from_db()
    assert (other.is_staff, other.is_superuser) == (True, False)
    owner = User.objects.create_superuser("owner", password="a long sentence of words")
    above = reverse("admin:auth_user_change", args=[owner.pk])
    assert client.get(above).headers["Location"] == "/admin/"
    assert client.post(above, {"username": "taken over"}).headers["Location"] == "/admin/"
    assert client.post(above.replace("change", "password"), {"password1": "x"}).status_code in {302, 403, 404}
    owner.refresh_from_db()
    assert owner.username == "owner"
    assert owner.check_password("a long sentence of words")


def test_groups_are_made_by_the_migration(db: None) -> None:
    for name, codenames in ROLES.items():
        given = set(Group.objects.get(name=name).permissions.values_list("codename", flat=True))
        assert given == codenames, name
