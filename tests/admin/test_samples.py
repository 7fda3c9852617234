"""The invented letters that a new site begins with, taken off it at once."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from search.models import AuditEntry, Determination, LoggedChange, Visibility
from tests.admin.conftest import Person, Stored, Submit
from tests.admin.test_letters import EDITOR, indexed
from tests.ingest.letters import MRI, Letter


def test_all_samples_and_nothing_else_are_withdrawn(person: Person, stored: Stored, submit: Submit) -> None:
    own = stored(
        Letter(case="CM16-9900077", items=(MRI,), summary="The worker is a 30-year-old male with a sore knee.")
    )
    sample = stored()
    Determination.objects.filter(pk=sample.pk).update(is_sample=True)
    client, address = person(*EDITOR), reverse("admin:samples")
    assert f'href="{address}"' in client.get("/admin/").content.decode()
    assert "Withdraw 1 sample letter" in client.get(address).content.decode()
    assert indexed() == 3
    assert Determination.objects.visible().count() == 2
    assert submit(client, address, {}).status_code == 302
    assert list(Determination.objects.visible()) == [own]
    assert indexed() == 1
    entry = AuditEntry.objects.filter(deed="withdrawn").get()
    assert (entry.key, entry.before, entry.after) == (
        str(sample.pk),
        {"visibility": "published"},
        {"visibility": "withdrawn"},
    )
    noted = LoggedChange.objects.latest("pk").items
    assert set(noted) == set(sample.items.values_list("pk", flat=True))
    sample.refresh_from_db()
    assert sample.visibility == Visibility.WITHDRAWN
    assert "visibility" in sample.corrected
    page = client.get("/admin/").content.decode()
    assert "1 sample letter withdrawn." in page
    assert f'href="{address}"' not in page
    assert "No sample letter" in client.get(address).content.decode()
    assert Client().get(sample.get_absolute_url()).status_code == 410
