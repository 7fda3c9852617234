"""A correction is remembered as data: shown before it is applied, kept for letters that come, forgotten again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from search.ingest import own_names
from search.models import (
    AuditEntry,
    Citation,
    Deed,
    Determination,
    DisputedItem,
    Drug,
    GuidelineSection,
    OwnName,
    Specialty,
    TreatmentType,
)
from tests.admin.conftest import Correct, Person, Stored, Submit
from tests.ingest.letters import MASSAGE, MRI, Letter

EDITOR = ("view_determination", "change_determination", "view_disputeditem", "change_disputeditem", "add_ownname")
HEADINGS = ("Vibrating wellness mat, 2 units", "Vibrating wellness mats (purchase)", "Wellness mat, vibrating")


def letter(number: int, heading: str) -> Letter:
    summary = f"A {30 + number}-year-old worker slipped in hall {number} and has had a stiff neck for {number} years."
    return Letter(case=f"CM16-990020{number}", items=(replace(MASSAGE, heading=heading), MRI), summary=summary)


@pytest.fixture
def items(stored: Stored) -> list[DisputedItem]:
    rows = [stored(letter(number, heading)) for number, heading in enumerate(HEADINGS)]
    return [row.items.get(position=1) for row in rows]


def treatments() -> list[str]:
    found = DisputedItem.objects.filter(position=1).order_by("determination__case_number")
    return [key or "" for key in found.values_list("treatment_id", flat=True)]


@pytest.fixture
def to(items: list[DisputedItem]) -> str:
    """Another treatment than the rules gave."""
    used = DisputedItem.objects.values("treatment")
    return str(TreatmentType.objects.exclude(pk__in=used).order_by("position").values_list("pk", flat=True)[0])


def test_it_is_shown_then_applied_then_kept(
    items: list[DisputedItem], to: str, stored: Stored, person: Person, correct: Correct, submit: Submit
) -> None:
    clerk = person(*EDITOR)
    before = treatments()
    correct(clerk, items[0], treatment=to)
    page = reverse("admin:remember-name", args=[items[0].pk])
    assert page in clerk.get(reverse("admin:search_disputeditem_change", args=[items[0].pk])).content.decode()

    preview = clerk.get(page).content.decode()
    assert "1 stored item would change" in preview
    assert HEADINGS[1] in preview and HEADINGS[2] not in preview
    assert treatments() == [to, before[1], before[2]]

    chosen = {"field": "treatment", "words": "Vibrating wellness mat"}
    answer = submit(clerk, page, chosen)
    assert answer.status_code == 302
    assert treatments() == [to, to, before[2]]
    assert '"total": 2' in clerk.get("/search.json", {"treatment": to}).content.decode()
    told = AuditEntry.objects.get(deed=Deed.ADDED, kind="remembered correction")
    assert told.after == {"words": "vibrating wellness mat", "treatment": to, "items": 1}

    fresh = stored(letter(5, "Vibrating wellness mat for the home, 1 unit")).items.get(position=1)
    assert (fresh.treatment_id, fresh.corrected) == (to, [])
    assert "remembered correction" in fresh.named_by["treatment"]
    call_command("reparse", verbosity=0)
    assert treatments() == [to, to, before[2], to]


def test_what_a_person_corrected_otherwise_stays(
    items: list[DisputedItem], to: str, person: Person, correct: Correct, submit: Submit
) -> None:
    clerk = person(*EDITOR)
    correct(clerk, items[0], treatment=to)
    before = treatments()[2]
    correct(clerk, items[1], treatment=before, sessions=3)
    page = reverse("admin:remember-name", args=[items[0].pk])
    assert "No stored item would change" in clerk.get(page).content.decode()
    assert submit(clerk, page, {"field": "treatment", "words": "wellness mat"}).status_code == 302
    first, second, third = treatments()
    assert (first, second, third) == (to, before, to)


def test_what_was_deleted_since_names_nothing(items: list[DisputedItem], stored: Stored) -> None:
    gone = TreatmentType.objects.create(key="other/wellness", category_id="other", label="Wellness")
    drug = Drug.objects.create(key="wellbutol", label="Wellbutol")
    for field, row in (("treatment", gone), ("drug", drug)):
        OwnName.objects.create(field=field, words="vibrating wellness mat", key=row.pk)
        row.delete()
    before = treatments()
    fresh = stored(letter(6, "Vibrating wellness mat for the home, 1 unit")).items.get(position=1)
    assert fresh.treatment_id == before[0] and fresh.drug_id is None
    assert not TreatmentType.objects.filter(pk="other/wellness").exists()


def test_a_preview_asks_the_database_no_more_for_more_items(
    items: list[DisputedItem], to: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    name = OwnName(field="treatment", words="vibrating wellness mat", key=to)
    with django_assert_num_queries(2):
        assert len(list(own_names.renamed(name))) == 2


ODD = "Zebra Chapter Nine"
CITING = replace(MASSAGE, reviewer=f"Decision based on MTUS Chronic Pain Treatment Guidelines, Section(s): {ODD}.")


def odd_letter(number: int, **other: str) -> Letter:
    return replace(letter(number, HEADINGS[0]), items=(replace(CITING, heading=HEADINGS[0]), MRI), **other)


def sections() -> list[str | None]:
    cited = Citation.objects.filter(side="reviewer", item__position=1).order_by("item_id")
    return list(cited.values_list("section_id", flat=True))


def specialties_of(row: Determination) -> list[str]:
    return list(row.determinationspecialty_set.order_by("position").values_list("specialty_id", flat=True))


def test_a_section_is_named_by_what_its_guideline_prints(stored: Stored, person: Person, submit: Submit) -> None:
    items = [stored(odd_letter(number)).items.get(position=1) for number in (1, 2, 3)]
    right = str(GuidelineSection.objects.filter(guideline="mtus-chronic-pain", listed=True).values_list("pk")[0][0])
    wrong = sections()[0]
    DisputedItem.objects.filter(pk=items[2].pk).update(corrected=["citations"])
    citation = items[0].citations.get(side="reviewer")
    assert ODD.lower() in citation.section_printed.lower()
    Citation.objects.filter(pk=citation.pk).update(section=right)
    DisputedItem.objects.filter(pk=items[0].pk).update(corrected=["citations"])
    clerk = person(*EDITOR)
    page = reverse("admin:remember-name", args=[items[0].pk])
    chosen = {"field": f"section-{citation.pk}", "words": "anything"}
    assert "1 stored item would change" in clerk.get(page, chosen).content.decode()
    assert submit(clerk, page, chosen).status_code == 302
    assert sections() == [right, right, wrong]
    stored(odd_letter(4))
    call_command("reparse", verbosity=0)
    assert sections() == [right, right, wrong, right]


def test_a_specialty_is_named_in_letters_that_come_and_holds_them_no_longer(
    stored: Stored, person: Person, submit: Submit
) -> None:
    printed = "Zoological Rehabilitometry"
    rows = [stored(odd_letter(number, specialty=f"Neurology, {printed}")) for number in (1, 2)]
    assert [row.visibility for row in rows] == ["held", "held"]
    right = str(Specialty.objects.filter(listed=True).exclude(pk="neurology").values_list("pk")[0][0])
    clerk = person(*EDITOR)
    page = reverse("admin:remember-specialty", args=[rows[0].pk])
    assert "Neurology" in clerk.get(page).content.decode()
    rows[1].determinationspecialty_set.filter(specialty="neurology").update(specialty=right, position=9)
    beside = clerk.get(reverse("admin:remember-specialty", args=[rows[1].pk])).content.decode()
    assert "2 stored letters would change" in beside and "errorlist" not in beside
    rows[1].determinationspecialty_set.filter(specialty=right).update(specialty="neurology", position=0)
    rows[0].determinationspecialty_set.exclude(specialty="neurology").update(specialty=right)
    Determination.objects.filter(pk=rows[0].pk).update(corrected=["specialties"])
    chosen = {"field": right, "words": own_names.own_words(printed)}
    assert "1 stored letter would change" in clerk.get(page, chosen).content.decode()
    assert submit(clerk, page, {**chosen, "words": "neurology"}).status_code == 200
    assert submit(clerk, page, chosen).status_code == 302
    assert specialties_of(rows[1]) == ["neurology", right]
    told = "Since a lathe caught his sleeve in 2011 this 61-year-old turner cannot close his left hand or hold a cup."
    fresh = stored(odd_letter(5, specialty=f"Neurology, {printed}", summary=told))
    assert [each.reason for each in fresh.waiting.all()] == []
    assert (fresh.visibility, specialties_of(fresh)) == ("published", ["neurology", right])
    call_command("reparse", verbosity=0)
    fresh.refresh_from_db()
    assert fresh.visibility == "published"


def test_in_a_large_collection_the_worker_goes_through_the_rest(
    transactional_db: None,
    items: list[DisputedItem],
    to: str,
    person: Person,
    submit: Submit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = treatments()
    monkeypatch.setattr("search.ingest.own_names.LOOKED_THROUGH", 2)
    monkeypatch.setattr("search.admin.remembering.LOOKED_THROUGH", 2)
    DisputedItem.objects.filter(pk=items[1].pk).update(treatment_id=to)
    page = reverse("admin:remember-name", args=[items[1].pk])
    chosen = {"field": "treatment", "words": "vibrating wellness mat"}
    clerk = person(*EDITOR)
    assert "No stored item would" in clerk.get(page, chosen).content.decode()
    assert submit(clerk, page, chosen).status_code == 302
    assert treatments() == [before[0], to, before[2]]
    left = OwnName.objects.get().left
    while left:  # a look goes through a few parts; keys need not begin at 1
        call_command("db_worker", batch=True, verbosity=0)
        before_this, left = left, OwnName.objects.get().left
        assert left < before_this
    assert treatments() == [to, to, before[2]]
    assert AuditEntry.objects.filter(deed=Deed.CORRECTED, kind="remembered correction").count() == 1


@pytest.mark.parametrize("words", ["", "mat", "hot tub", "<script>", "x" * 300])
def test_words_that_the_request_lacks_are_refused(items: list[DisputedItem], person: Person, words: str) -> None:
    page = reverse("admin:remember-name", args=[items[0].pk])
    answer = person(*EDITOR).post(page, {"field": "treatment", "words": words})
    assert answer.status_code == 200
    assert b'class="errorlist"' in answer.content and b'<script>"' not in answer.content
    assert not OwnName.objects.exists()


def test_it_is_forgotten_by_who_may(items: list[DisputedItem], person: Person, submit: Submit) -> None:
    name = OwnName.objects.create(field="treatment", words="wellness mat", key=treatments()[0])
    address = reverse("admin:search_ownname_delete", args=[name.pk])
    assert person("view_ownname").post(address, {"post": "yes"}).status_code == 403
    assert submit(person("view_ownname", "delete_ownname"), address, {"post": "yes"}).status_code == 302
    assert not OwnName.objects.exists()
    assert Client().get(address).status_code == 302
