"""Grounds in the admin: a person names them by the reviewer's words, and re-reading leaves them alone."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.urls import reverse

from search.admin.grounds import find_words
from search.models import DisputedItem, ItemGround
from tests.admin.conftest import Correct, Person, Stored, Submit, filled_in
from tests.ingest.letters import Item, Letter

MODELS = ("disputeditem", "citation", "itemground", "determination")
EDITOR = tuple(f"{verb}_{model}" for verb in ("view", "add", "change", "delete") for model in MODELS)
EDITOR += ("view_treatmenttype", "view_drug", "view_guideline", "view_guidelinesection", "view_bodyregion")
RATIONALE = (
    "The guideline allows six visits.\nHowever, there is no documentation of functional improvement\nfrom the earlier "
    "visits. The request is not medically necessary."
)


@pytest.fixture
def item(stored: Stored) -> DisputedItem:
    return stored(Letter(items=(Item(rationale=RATIONALE),))).items.get()


def test_an_import_reads_the_grounds(item: DisputedItem) -> None:
    (ground,) = item.grounds.all()
    assert (ground.ground, ground.is_main) == ("benefit", True)
    assert "no documentation of functional improvement" in " ".join(ground.evidence.split())
    assert ground.sentence.startswith("However")


def test_a_person_names_a_ground_by_its_words(person: Person, item: DisputedItem, correct: Correct) -> None:
    words = "the guideline allows SIX visits"
    correct(
        person(*EDITOR),
        item,
        **{"grounds-1-position": "0", "grounds-1-ground": "amount", "grounds-1-evidence": words},
    )
    item.refresh_from_db()
    assert item.corrected == ["grounds"]
    main, second = item.grounds.all()
    assert (main.ground, main.position, main.evidence, main.rule) == (
        "amount",
        1,
        "The guideline allows six visits",
        "",
    )
    assert (second.ground, second.position) == ("benefit", 2)
    for arguments in ([], ["--grounds"]):
        DisputedItem.objects.update(grounds_version=0)
        call_command("reparse", *arguments)
        assert [ground.ground for ground in item.grounds.all()] == ["amount", "benefit"]


def test_words_that_are_not_the_reviewers_are_refused(person: Person, item: DisputedItem, submit: Submit) -> None:
    client = person(*EDITOR)
    address = reverse("admin:search_disputeditem_change", args=[item.pk])
    data = filled_in(client, address, "disputeditem_form")
    data |= {"grounds-1-ground": ["amount"], "grounds-1-evidence": ["words of somebody else"]}
    response = submit(client, address, data)
    assert response.status_code == 200
    assert "do not stand in the rationale" in response.content.decode()
    assert ItemGround.objects.count() == 1


def test_a_save_that_changes_nothing_corrects_nothing(person: Person, item: DisputedItem, correct: Correct) -> None:
    correct(person(*EDITOR), item)
    item.refresh_from_db()
    assert item.corrected == []


def test_a_mended_rationale_is_read_anew(person: Person, item: DisputedItem, correct: Correct) -> None:
    correct(person(*EDITOR), item, rationale="There is no documentation that conservative care has failed. Denied.")
    item.refresh_from_db()
    (ground,) = item.grounds.all()
    assert ground.ground == "prior-care"
    assert ground.evidence == "There is no documentation that conservative care has failed"
    call_command("reparse")
    assert item.grounds.get().ground == "prior-care"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("no  documentation", "no documentation"),
        ("visits", "visits"),
        ("improvement from the", "improvement\nfrom the"),
        ("earlier visits.", "earlier visits."),
        ("", None),
        ("nothing of the kind", None),
    ],
)
def test_words_are_found_whatever_their_blanks(words: str, found: str | None) -> None:
    span = find_words(RATIONALE, words)
    assert (RATIONALE[slice(*span)] if span else None) == found
