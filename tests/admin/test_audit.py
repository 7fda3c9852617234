"""Who did what, written once."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from search.models import AuditEntry, Deed, record
from tests.admin.conftest import Correct, Person, Stored, Submit
from tests.admin.test_letters import EDITOR, act


def test_what_staff_do_is_written_down_with_before_and_after(
    person: Person, stored: Stored, submit: Submit, correct: Correct
) -> None:
    letter = stored()
    client = person(*EDITOR)
    correct(client, letter, priority="Expedited")
    act(client, submit, "withdraw", letter)
    submit(client, reverse("admin:search_determination_delete", args=[letter.pk]), {"post": "yes"})
    deleted, withdrawn, corrected = AuditEntry.objects.all()[:3]
    assert (corrected.deed, corrected.before, corrected.after) == (
        "corrected",
        {"priority": "Standard"},
        {"priority": "Expedited"},
    )
    assert (withdrawn.deed, withdrawn.before, withdrawn.after) == (
        "withdrawn",
        {"visibility": "published"},
        {"visibility": "withdrawn"},
    )
    assert (deleted.deed, deleted.name) == ("deleted", "CM16-9900001")
    user = User.objects.get(pk=deleted.user_id or 0)
    assert {each.who for each in (deleted, withdrawn, corrected)} == {user.username}
    assert deleted.address == "127.0.0.1"
    user.delete()
    assert AuditEntry.objects.filter(who=user.username).count() == 3


def test_neither_the_site_nor_the_database_rewrites_it(db: None) -> None:
    record(Deed.HELD, name="something")
    entry = AuditEntry.objects.get()
    entry.why = "another reason"
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(why=""),
    ):
        with pytest.raises(TypeError):
            attempt()
    again = "INTO search_auditentry SELECT * FROM search_auditentry WHERE true"
    over = "INSERT OR REPLACE " if connection.vendor == "sqlite" else "INSERT "
    over += again if connection.vendor == "sqlite" else f"{again} ON CONFLICT (id) DO UPDATE SET why = 'x'"
    for statement in ("UPDATE search_auditentry SET why = 'x'", "DELETE FROM search_auditentry", over):
        with pytest.raises(DatabaseError, match="not rewritten"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert AuditEntry.objects.get().why == ""


def test_sign_ins_made_and_failed(db: None, client: Client) -> None:
    User.objects.create_user("vera", password="a long sentence of words")
    client.post("/accounts/login/", {"username": "vera", "password": "wrong"})
    client.post("/accounts/login/", {"username": "vera", "password": "a long sentence of words"})
    client.post("/accounts/logout/")
    assert list(AuditEntry.objects.order_by("pk").values_list("deed", "name")) == [
        ("sign-in-failed", "vera"),
        ("signed-in", "vera"),
        ("signed-out", "vera"),
    ]
    assert "wrong" not in str(list(AuditEntry.objects.values()))


def test_it_is_read_and_taken_away_by_who_may(person: Person) -> None:
    record(Deed.HELD, name="=SUM(1)")
    client = person("view_auditentry")
    address = reverse("admin:search_auditentry_changelist")
    assert "=SUM(1)" in client.get(address).content.decode()
    fields = {"action": "take_away", "_selected_action": [AuditEntry.objects.get(name="=SUM(1)").pk]}
    lines = b"".join(client.post(address, fields)).decode()
    assert "\n=SUM" not in lines
    assert ",=SUM" not in lines
    assert "SUM(1)" in lines
    assert person("view_determination").get(address).status_code == 403
