"""The page of a letter that waits: the words that a reason speaks of are marked, and each item says what is doubted."""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse

from search.models import Visibility, WaitingFor
from tests.admin.conftest import Person, Stored
from tests.admin.test_letters import EDITOR
from tests.admin.test_roles import HELD
from tests.ingest.letters import MASSAGE, NORCO, Letter


def page_of(person: Person, stored: Stored, letter: Letter) -> str:
    row = stored(letter)
    assert row.visibility == Visibility.HELD
    return person(*EDITOR).get(reverse("admin:review-letter", args=[row.pk])).content.decode()


def test_signs_of_a_person_are_marked_where_they_stand(person: Person, stored: Stored) -> None:
    page = page_of(person, stored, HELD)
    assert "<mark>123-45-6789</mark>" in page or "<mark>SSN 123-45-6789</mark>" in page
    summary = page[page.index("Clinical summary") :]
    assert "<mark>" in summary


def test_an_item_says_what_is_doubted_of_it(person: Person, stored: Stored) -> None:
    broken = replace(NORCO, rationale="Pain relief and function are recorded, and the dose was brought down as the")
    page = page_of(person, stored, Letter(items=(MASSAGE, broken)))
    first, second = page[page.index("Item 1: ") :].split("Item 2: ", 1)
    assert "Doubted" not in first
    assert "Doubted" in second and "ends within a sentence" in second


def test_marks_are_escaped_and_a_quiet_letter_has_none(person: Person, stored: Stored) -> None:
    odd = replace(MASSAGE, rationale=MASSAGE.rationale.replace("Eight", "<i>Eight</i> & more,"))
    letter = stored(Letter(items=(odd,)))
    client = person(*EDITOR)
    page = client.get(reverse("admin:review-letter", args=[letter.pk])).content.decode()
    assert "<mark>" not in page and "<i>Eight" not in page
    letter.waiting.create(kind=WaitingFor.REPOSTED, reason="Item 1 of the other text has other reasons.")
    page = client.get(reverse("admin:review-letter", args=[letter.pk])).content.decode()
    assert "Doubted" not in page
    letter.waiting.create(kind=WaitingFor.DOUBT, reason="Item 1 is decided as “<i>Eight</i> & more,”.")
    page = client.get(reverse("admin:review-letter", args=[letter.pk])).content.decode()
    assert "<mark>&lt;i&gt;Eight&lt;/i&gt; &amp; more,</mark>" in page
