"""Letters are fetched once for a state of the collection, and never shown when it is another."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from search.models import Determination, DisputedItem, LoggedChange
from search.results.letters import LetterCache
from tests.index.rows import item, letter

pytestmark = pytest.mark.django_db
NUMBER, ANOTHER = "CM15-9000001", "CM15-9000002"
THE_MARK = 1


@pytest.fixture
def letters(settings: Settings) -> LetterCache:
    settings.PAGE_MEMORY_MB = 1
    return LetterCache()


@pytest.fixture
def items() -> list[DisputedItem]:
    first, second = letter(NUMBER, date(2015, 4, 30)), letter(ANOTHER, date(2015, 5, 30))
    made = [item(first, "Massage"), item(first, "Norco"), item(second, "MRI")]
    LoggedChange.objects.note([each.pk for each in made])
    return made


def test_a_letter_is_fetched_once_with_all_that_is_shown(
    letters: LetterCache, items: list[DisputedItem], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    before = letters.of([NUMBER])[NUMBER]
    with django_assert_num_queries(THE_MARK):
        again = letters.of([NUMBER])[NUMBER]
        assert [each.heading for each in again.items] == ["Massage", "Norco"]
        assert [list(each.citations.all()) for each in again.items]
    assert again is before


def test_a_change_of_any_item_is_seen_and_other_letters_stay(letters: LetterCache, items: list[DisputedItem]) -> None:
    before = letters.of([NUMBER, ANOTHER])
    pk = items[1].pk
    items[1].delete()
    LoggedChange.objects.note([pk])
    after = letters.of([NUMBER, ANOTHER])
    assert [each.heading for each in after[NUMBER].items] == ["Massage"]
    assert after[ANOTHER] is before[ANOTHER]
    LoggedChange.objects.note([item(after[NUMBER].letter, "Gym").pk])
    assert len(letters.of([NUMBER])[NUMBER].items) == 2


def test_what_nobody_may_see_or_has_no_items_is_not_kept(letters: LetterCache, items: list[DisputedItem]) -> None:
    assert NUMBER in letters.of([NUMBER])
    Determination.objects.filter(case_number=NUMBER).update(visibility="withdrawn")
    LoggedChange.objects.note([items[0].pk])
    letter("CM15-9000003", date(2015, 6, 30))
    assert not letters.of([NUMBER, "CM15-9000003", NUMBER.lower(), "nothing"])


def test_a_letter_that_another_process_withdrew_is_gone_at_once(
    client: Client, settings: Settings, items: list[DisputedItem]
) -> None:
    settings.PAGE_MEMORY_MB = 1
    address = f"/determinations/{NUMBER}/?q=massage"
    assert client.get(address).status_code == 200
    Determination.objects.filter(case_number=NUMBER).update(visibility="withdrawn")
    LoggedChange.objects.note([each.pk for each in items[:2]])
    assert client.get(address).status_code == 410


def test_a_letter_is_gone_or_masked_before_the_log_tells_of_it(
    client: Client, settings: Settings, items: list[DisputedItem]
) -> None:
    """As while an older transaction is at work on PostgreSQL. Each time at another address, since whole pages are
    remembered for some seconds."""
    settings.PAGE_MEMORY_MB = 1
    kept = Determination.objects.get(case_number=NUMBER)
    address = f"/determinations/{NUMBER}/?q="
    assert client.get(f"{address}massage").status_code == 200
    kept.clinical_summary = "Somebody [masked] was seen."
    kept.save(update_fields=["clinical_summary", "modified"])
    assert "[masked]" in client.get(f"{address}norco").content.decode()
    Determination.objects.filter(pk=kept.pk).update(visibility="withdrawn")
    assert client.get(f"{address}mri").status_code == 410
