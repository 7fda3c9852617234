"""What the database itself holds letters to, whoever writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from search.ingest.rows import sync_vocabulary
from search.models import (
    Citation,
    Determination,
    DeterminationSpecialty,
    DisputedItem,
    ImportBatch,
    ImportedFile,
    Visibility,
    outcome_of,
)


@pytest.fixture
def letter(db: None) -> Determination:
    """A letter with the vocabulary it needs."""
    sync_vocabulary()
    return determination(1)


def determination(number: int, **fields: Any) -> Determination:
    given = {"case_number": f"CM16-99000{number:02}", "fingerprint": f"{number:032x}", "body_digest": f"{number:032x}"}
    return Determination.objects.create(**{**given, "form": "common", "full_text": "text", **fields})


def item(letter: Determination, position: int = 1, **fields: Any) -> DisputedItem:
    given = {"heading": "MRI", "disputed": "MRI", "decision": "upheld", "treatment_id": "diagnostic-testing/imaging"}
    made = letter.items.create(position=position, **{**given, **fields})
    letter.settle_outcome()
    letter.save()
    return made


def plan(rows: QuerySet[Any]) -> str:
    """How the database goes about it: each line of SQLite's plan says SEARCH (by an index) or SCAN (all rows)."""
    return rows.explain()


def refused(act: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_one_letter_a_case_number_and_a_fingerprint(letter: Determination) -> None:
    refused(lambda: determination(2, case_number=letter.case_number))
    refused(lambda: determination(2, fingerprint=letter.fingerprint))
    refused(lambda: determination(2, case_number=""))
    refused(lambda: determination(2, case_number="cm16-9900002"))
    refused(lambda: determination(2, outcome="modified"))
    refused(lambda: determination(2, fingerprint="not hexadecimal"))
    refused(lambda: determination(2, visibility="secret"))
    determination(3, case_number=None)
    determination(4, case_number=None)


def test_items_stand_once_in_order_with_a_known_decision(letter: Determination) -> None:
    item(letter)
    refused(lambda: item(letter))
    refused(lambda: item(letter, 0))
    refused(lambda: item(letter, 2, decision="modified"))
    assert [each.anchor for each in letter.items.all()] == ["item-1"]


def test_citations_specialties_and_outcomes_are_held_to(letter: Determination) -> None:
    row = item(letter)
    citation = {"item": row, "position": 1, "guideline_id": "odg"}
    Citation.objects.create(**citation, side="reviewer")
    refused(lambda: Citation.objects.create(**citation, side="reviewer"))
    refused(lambda: Citation.objects.create(**citation, side="employer"))
    specialty = {"determination": letter, "specialty_id": "neurology"}
    DeterminationSpecialty.objects.create(**specialty, position=1)
    refused(lambda: DeterminationSpecialty.objects.create(**specialty, position=2))
    batch = ImportBatch.objects.create()
    refused(lambda: ImportedFile.objects.create(batch=batch, name="a.txt", outcome="lost"))


@pytest.mark.parametrize(
    ("decisions", "outcome"),
    [
        ([], ""),
        (["upheld", "upheld"], "upheld"),
        (["overturned"], "overturned"),
        (["upheld", "overturned", "upheld"], "partially-overturned"),
    ],
)
def test_outcomes(letter: Determination, decisions: list[str], outcome: str) -> None:
    assert outcome_of(decisions) == outcome
    for position, decision in enumerate(decisions, start=1):
        item(letter, position, decision=decision)
    letter.settle_outcome()
    assert letter.outcome == outcome


def test_who_sees_what(letter: Determination) -> None:
    item(letter)
    held = determination(2, visibility=Visibility.HELD)
    item(held)
    withdrawn = determination(3, visibility=Visibility.WITHDRAWN)
    item(withdrawn)
    bare = determination(4)
    assert set(Determination.objects.visible()) == {letter, bare}
    assert [each.determination for each in DisputedItem.objects.visible()] == [letter]
    assert set(Determination.objects.needs_review()) == {held, bare}
    assert set(Determination.objects.unread()) == {bare}


def test_what_lacks_its_words(letter: Determination) -> None:
    told = determination(2, clinical_summary="A worker.")
    empty, full = item(letter), item(told, rationale="Because.")
    assert list(Determination.objects.without_summary()) == [letter]
    assert list(DisputedItem.objects.without_rationale()) == [empty] != [full]


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "rows",
    [
        lambda: Determination.objects.at("CM16-9900001"),
        lambda: Determination.objects.unread().filter(full_text__icontains="lumbar"),
        lambda: Determination.objects.without_summary(),
        lambda: DisputedItem.objects.without_rationale(),
        lambda: ImportedFile.objects.filter(batch=1, outcome="failed"),
    ],
)
def test_what_pages_ask_for_needs_no_look_at_every_row(db: None, rows: Callable[[], QuerySet[Any]]) -> None:
    told = plan(rows().order_by())
    assert "SEARCH" in told
    assert "SCAN" not in told


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "rows",
    [
        lambda: DisputedItem.objects.visible().filter(pk__in=[*range(1, 1000)]),
        lambda: DisputedItem.objects.visible().filter(pk__gt=7).order_by("pk")[:1000],
    ],
)
def test_items_asked_for_by_key_are_not_looked_for_among_all_letters(
    db: None, rows: Callable[[], QuerySet[Any]]
) -> None:
    first, second, *_ = plan(rows()).splitlines()
    assert "SEARCH search_disputeditem USING INTEGER PRIMARY KEY" in first
    assert "SEARCH search_determination USING INTEGER PRIMARY KEY" in second


@pytest.mark.sqlite
def test_unread_letters_are_found_and_ordered_by_one_index(db: None) -> None:
    assert "letter_seen_outcome_date (visibility=? AND outcome=?)" in plan(
        Determination.objects.unread().order_by(F("decision_date").desc(nulls_last=True)).values("pk")
    )


def test_addresses(letter: Determination) -> None:
    nameless = determination(0xABC, case_number=None)
    assert letter.get_absolute_url() == "/determinations/CM16-9900001/"
    assert nameless.get_absolute_url() == f"/determinations/{nameless.fingerprint}/"
    assert item(letter, 2).get_absolute_url().endswith("/CM16-9900001/#item-2")
    for identity, found in (
        ("cm16-9900001", letter),
        (letter.fingerprint, letter),
        (nameless.fingerprint.upper(), nameless),
    ):
        assert Determination.objects.at(identity).get() == found
    assert not Determination.objects.at("").exists()
    assert str(nameless) == "No case number (00000000)"
