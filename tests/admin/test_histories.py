"""What was done to a letter can be read where it was done, and outlives whoever did it."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from lxml import html  # type: ignore[import-untyped]

from search.admin.changes import stamp
from search.models import AuditEntry, Determination, ImportBatch
from tests.admin.conftest import Correct, Person, Stored, Submit
from tests.admin.test_letters import EDITOR
from tests.ingest.letters import Letter

HISTORY = "admin:search_determination_history"


def words(client: Client, letter: Determination) -> str:
    page = client.get(reverse(HISTORY, args=[letter.pk])).content.decode()
    return " ".join(html.fromstring(page).get_element_by_id("content-main").text_content().split())


def test_it_says_who_did_what_why_and_what_it_was(
    person: Person, stored: Stored, submit: Submit, correct: Correct
) -> None:
    letter = stored()
    client = person(*EDITOR)
    assert "Nobody has changed it." in words(client, letter)
    assert "given.txt" in words(client, letter)
    correct(client, letter, decision_date="2016-04-07")
    correct(client, letter.items.get(position=2), decision="upheld")
    letter.refresh_from_db()
    fields = {"decision": "withdraw", "words": "It names somebody.", "seen": stamp(letter)}
    assert submit(client, reverse("admin:review-letter", args=[letter.pk]), fields).status_code == 302
    said = words(client, letter)
    for each in ("Withdrawn by person-0", "It names somebody.", "2016-04-06 → 2016-04-07", "overturned → upheld"):
        assert each in said, said


def test_it_outlives_the_account(person: Person, stored: Stored, submit: Submit) -> None:
    letter = stored()
    client = person(*EDITOR, "add_determination")
    chosen = {"action": "hold", "_selected_action": [letter.pk], "words": "It looks odd."}
    submit(client, "/admin/search/determination/", chosen)
    client.post(reverse("admin:search_importbatch_add"), {"letters": SimpleUploadedFile("a.txt", Letter().bytes())})
    batch = ImportBatch.objects.latest("pk")
    User.objects.get(username="person-0").delete()
    owner = Client()
    owner.force_login(User.objects.create_superuser("owner"))
    said = words(owner, letter)
    assert "Held by person-0" in said
    assert "It looks odd." in said
    page = owner.get(reverse("admin:search_importbatch_change", args=[batch.pk])).content.decode()
    assert "Put in by person-0" in page


def test_who_may_not_see_the_letter_sees_no_history(person: Person, stored: Stored) -> None:
    address = reverse(HISTORY, args=[stored().pk])
    assert person().get(address).status_code == 403
    assert person(*EDITOR).get(reverse(HISTORY, args=[10**6])).status_code == 404


def test_lines_from_before_deeds_were_written_down_are_kept(stored: Stored, person: Person) -> None:
    letter, user = stored(), User.objects.create_user("former")
    assert not AuditEntry.objects.exists()
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(letter),
        object_id=str(letter.pk),
        object_repr=str(letter),
        action_flag=CHANGE,
        change_message='[{"changed": {"fields": ["Case number"]}}]',
    )
    import_module("search.migrations.0017_histories_that_outlive_accounts").keep(apps, connection.schema_editor())
    user.delete()
    assert not LogEntry.objects.exists()
    said = words(person(*EDITOR), letter)
    assert "Corrected by former" in said
    assert "Changed Case number." in said
