"""Two people at one page, and the history of what they did."""

from __future__ import annotations

import importlib
import json
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from lxml import html  # type: ignore[import-untyped]

from search.models import Citation, Determination, Specialty
from tests.admin.conftest import Person, Stored, Submit, filled_in
from tests.admin.test_items import EDITOR as ITEM_EDITOR
from tests.admin.test_letters import EDITOR, act


@pytest.mark.parametrize("action", ["publish", "hold", "withdraw"])
def test_what_an_action_did_can_be_read_and_its_doer_deleted(
    person: Person, stored: Stored, submit: Submit, action: str
) -> None:
    letter = stored()
    if action == "publish":
        Determination.objects.update(visibility="held")
    client = person(*EDITOR)
    act(client, submit, action, letter)
    assert LogEntry.objects.filter(object_id=str(letter.pk)).count() == 1
    page = client.get(reverse("admin:search_determination_history", args=[letter.pk]))
    assert page.status_code == 200
    assert "Visibility" in page.content.decode()
    doer = LogEntry.objects.get(object_id=str(letter.pk)).user
    User.objects.create_superuser("owner", password="x")
    client.force_login(User.objects.get(username="owner"))
    assert client.get(reverse("admin:auth_user_delete", args=[doer.pk])).status_code == 200


@pytest.mark.parametrize(
    "message",
    [
        [{"changed": {"fields": ["Visibility"], "name": "Withdrawn"}}],
        [{"added": {"name": "something"}}, {"changed": {"fields": ["Label"]}}],
    ],
)
def test_histories_written_before_are_mended(db: None, message: list[Any]) -> None:
    user = User.objects.create_user("clerk")
    kind = ContentType.objects.get_for_model(Determination)
    entry = LogEntry.objects.create(
        user=user,
        content_type=kind,
        object_id="1",
        object_repr="x",
        action_flag=CHANGE,
        change_message=json.dumps(message),
    )
    with pytest.raises(KeyError):
        entry.get_change_message()
    importlib.import_module("search.migrations.0004_histories_that_can_be_read").mend(apps, None)
    entry.refresh_from_db()
    assert entry.get_change_message()
    if "Visibility" in json.dumps(message):
        assert "Visibility (Withdrawn)" in entry.get_change_message()


def test_the_second_of_two_people_is_refused_and_loses_nothing(person: Person, stored: Stored, submit: Submit) -> None:
    item = stored().items.get(position=1)
    address = reverse("admin:search_disputeditem_change", args=[item.pk])
    first, second = person(*ITEM_EDITOR), person(*ITEM_EDITOR)
    theirs, mine = (filled_in(each, address, "disputeditem_form") for each in (first, second))
    theirs["decision"] = ["overturned"]
    mine["rationale"] = ["A new rationale that took me an hour."]
    assert submit(first, address, theirs).status_code == 302
    refused = submit(second, address, mine)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "A new rationale that took me an hour." in page
    assert "Stands now" in page
    item.refresh_from_db()
    assert (item.decision, item.corrected) == ("overturned", ["decision"])
    # What comes back holds what I touched and what they changed; saved again, both stand.
    again = filled_in_from(page, "disputeditem_form")
    assert again["decision"] == ["overturned"]
    assert submit(second, address, again).status_code == 302
    item.refresh_from_db()
    assert (item.decision, item.rationale) == ("overturned", "A new rationale that took me an hour.")
    assert item.corrected == ["decision", "rationale"]


def test_a_page_without_its_version_is_refused(person: Person, stored: Stored, submit: Submit) -> None:
    letter = stored()
    client = person(*EDITOR)
    address = reverse("admin:search_determination_change", args=[letter.pk])
    data = filled_in(client, address, "determination_form")
    for broken in ("", "[]", "{}", "nonsense"):
        assert submit(client, address, {**data, "version_read": broken, "priority": "Expedited"}).status_code == 409
    letter.refresh_from_db()
    assert letter.priority == "Standard"


def test_letters_and_their_lists_are_watched(person: Person, stored: Stored, submit: Submit) -> None:
    letter = stored()
    client = person(*EDITOR)
    address = reverse("admin:search_determination_change", args=[letter.pk])
    data = filled_in(client, address, "determination_form")
    letter.determinationspecialty_set.update(specialty=Specialty.objects.get(pk="pain-management"))
    refused = submit(client, address, {**data, "priority": ["Expedited"]})
    assert refused.status_code == 409
    assert "pain-management" in refused.content.decode()
    letter.refresh_from_db()
    assert (letter.priority, letter.corrected) == ("Standard", [])


def test_citations_are_watched(person: Person, stored: Stored, submit: Submit) -> None:
    item = stored().items.get(position=1)
    client = person(*ITEM_EDITOR)
    address = reverse("admin:search_disputeditem_change", args=[item.pk])
    data = filled_in(client, address, "disputeditem_form")
    Citation.objects.filter(item=item).update(pages="99")
    assert submit(client, address, {**data, "frequency": ["weekly"]}).status_code == 409
    item.refresh_from_db()
    assert item.frequency == ""


def test_words_are_watched(person: Person, stored: Stored, submit: Submit) -> None:
    stored()
    client = person("view_specialty", "change_specialty")
    address = reverse("admin:search_specialty_change", args=["pain-management"])
    data = filled_in(client, address, "specialty_form")
    Specialty.objects.filter(pk="pain-management").update(label="Pain, said by another")
    refused = submit(client, address, {**data, "label": ["Pain, said by me"]})
    assert refused.status_code == 409
    assert "Pain, said by another" in refused.content.decode()
    assert "Pain, said by me" in refused.content.decode()


def filled_in_from(page: str, form: str) -> dict[str, list[str]]:
    data: dict[str, list[str]] = {}
    for name, value in html.fromstring(page).get_element_by_id(form).form_values():
        data.setdefault(name, []).append(value)
    return data
