"""What people kept of a letter tells them no more of it than anybody else is told."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from search.keeping.briefs import collect
from search.keeping.digests import send_due
from search.keeping.searches import save
from search.models import Brief, Digest, SavedSearch
from search.query.request import SearchRequest
from tests.admin.conftest import Person, Stored, Submit
from tests.admin.test_letters import EDITOR
from tests.admin.test_reach import ASKED, NEVER, body, hidden


@pytest.mark.parametrize("action", ["hold", "withdraw", "delete_selected", "mask"])
def test_what_was_kept_of_a_letter_is_gone_with_it(
    stored: Stored, person: Person, submit: Submit, settings: Settings, action: str
) -> None:
    settings.SITE_URL = "https://imr.example.org"
    letter, word = stored(hidden("held", 1)), NEVER["held"].casefold()
    keeper = Client()
    keeper.force_login(owner := User.objects.create_user("keeper", "keeper@example.org"))
    brief = Brief.objects.create(owner=owner, name="Hearing")
    collect(brief, [letter.items.get()])
    saved = save(owner, SearchRequest(q=ASKED["held"]), "Mine", "", Digest.DAILY)
    SavedSearch.objects.update(told=timezone.now() - timedelta(days=2))
    kept = [f"/briefs/{brief.pk}/", f"/briefs/{brief.pk}/print/"]
    kept += [f"/briefs/{brief.pk}/brief.{ending}" for ending in ("md", "csv", "docx")]
    pages = [*kept, "/briefs/", "/saved/", f"/saved/{saved.pk}/", f"/saved/{saved.pk}/run/"]
    before = [address for address in pages if word in read(keeper, address)]
    assert len(before) >= 3, "or this would prove nothing"
    clerk = person(*EDITOR, "delete_determination")
    if action == "mask":
        given = {"words": NEVER["held"], "why": "A name."}
        submit(clerk, reverse("admin:mask-letter", args=[letter.pk]), given)
    else:
        chosen = {"action": action, "_selected_action": [letter.pk], "post": "yes", "words": "x"}
        submit(clerk, "/admin/search/determination/", chosen)
    for address in pages:
        assert word not in read(keeper, address), address
    send_due(settings.SITE_URL)
    assert all(word not in str(each.body).casefold() for each in mail.outbox)
    stranger = Client()
    stranger.force_login(User.objects.create_user("stranger"))
    for who, address in product((stranger, Client()), (*kept, f"/saved/{saved.pk}/")):
        assert who.get(address).status_code in {302, 404}, address


def read(client: Client, address: str) -> str:
    """What an answer says, a word processor's file unpacked."""
    answer = client.get(address, follow=True)
    if not address.endswith(".docx"):
        return body(answer)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist()).casefold()
