"""A letter posted anew, side by side with what stands."""

from __future__ import annotations

from dataclasses import replace

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from search.ingest import uploads
from search.models import AuditEntry, Determination, LetterRevision, RevisionState
from tests.admin.conftest import Person, Stored, Submit
from tests.admin.test_letters import EDITOR, indexed
from tests.admin.test_stale import seen
from tests.ingest.letters import MASSAGE, NORCO, Letter

TURNED = replace(NORCO, decision="Upheld", rationale="Pain relief, function and <b>nothing</b> else are recorded.")


def posted_anew(stored: Stored) -> tuple[Determination, str]:
    letter = stored()
    assert stored(Letter(items=(MASSAGE, TURNED))) == letter
    return letter, reverse("admin:search_determination_revision", args=[letter.pk, LetterRevision.objects.get().pk])


def test_both_are_shown_by_word_and_escaped(person: Person, stored: Stored) -> None:
    letter, address = posted_anew(stored)
    client = person(*EDITOR)
    page = client.get(address).content.decode()
    assert "<del>Overturned</del>" in page
    assert "<ins>Upheld</ins>" in page
    assert "<b>nothing" not in page
    assert "Pain relief, function and " in page
    assert 'kept-lines">\n' not in page, "what is shown line by line begins with the text"
    assert address in client.get(reverse("admin:search_determination_change", args=[letter.pk])).content.decode()


def test_what_a_posting_does_not_say_is_shown_as_it_will_stand(person: Person, stored: Stored) -> None:
    _, address = posted_anew(stored)
    revision = LetterRevision.objects.get()
    revision.content["letter"]["decision_date"] = None
    revision.content["specialties"] = ["pain-management"]
    revision.save()
    page = person(*EDITOR).get(address).content.decode()
    assert "<del>April" not in page
    assert "<del>Occupational" in page and "<ins>Pain" in page
    # On a phone each text stands below the other, under its name.
    assert page.count('data-label="Stands now"') == page.count('data-label="Posted anew"') > 0


def test_days_are_printed_as_on_every_page(person: Person, stored: Stored) -> None:
    letter = stored()
    later = Letter(items=(MASSAGE, TURNED)).text().replace("Decision Date: 04/06/2016", "Decision Date: 04/07/2016")
    uploads.receive([SimpleUploadedFile("later.txt", later.encode())], User.objects.create_user("clerk"))
    address = reverse("admin:search_determination_revision", args=[letter.pk, LetterRevision.objects.get().pk])
    page = person(*EDITOR).get(address).content.decode()
    assert "April <del>6, </del>2016" in page and "April <ins>7, </ins>2016" in page
    assert "2016-04" not in page


def test_taken_refused_and_restored(person: Person, stored: Stored, submit: Submit) -> None:
    letter, address = posted_anew(stored)
    client = person(*EDITOR)
    assert submit(client, address, {"decision": "take", **seen(letter)}).status_code == 302
    letter.refresh_from_db()
    assert letter.outcome == "upheld"
    # Twice pressed is once done.
    assert submit(client, address, {"decision": "refuse", **seen(letter)}).headers["Location"] == address
    past = LetterRevision.objects.get(state=RevisionState.PAST)
    restoring = reverse("admin:search_determination_revision", args=[letter.pk, past.pk])
    assert submit(client, restoring, {"decision": "restore", **seen(letter)}).status_code == 302
    letter.refresh_from_db()
    assert (letter.outcome, indexed()) == ("partially-overturned", 2)
    assert set(AuditEntry.objects.values_list("deed", flat=True)) >= {"posted-anew", "taken", "restored"}


def test_refused(person: Person, stored: Stored, submit: Submit) -> None:
    letter, address = posted_anew(stored)
    assert submit(person(*EDITOR), address, {"decision": "refuse", **seen(letter)}).status_code == 302
    letter.refresh_from_db()
    assert letter.outcome == "partially-overturned"
    assert LetterRevision.objects.get().state == RevisionState.REFUSED


def test_who_may_not(person: Person, stored: Stored, submit: Submit, client: Client) -> None:
    letter, address = posted_anew(stored)
    assert client.get(address).status_code == 302
    assert person("view_specialty").get(address).status_code == 403
    reader = person("view_determination")
    assert "Put the posted text in place" not in reader.get(address).content.decode()
    assert submit(reader, address, {"decision": "take"}).status_code == 403
    assert person(*EDITOR).get(address.replace(f"/{letter.pk}/", "/999/")).status_code == 404
