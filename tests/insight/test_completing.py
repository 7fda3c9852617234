"""What completion offers of a real collection, and what it must not tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from django.test import Client

from search.index import engine
from search.insight import completing, completions, refresh
from search.models import Determination, DisputedItem
from search.query.completion import Suggestion
from search.query.request import SearchRequest
from search.results import lasting, total_of
from tests.index.rows import item, letter

SAID = (
    "There was failed conservative care, since {0} helped little. No functional improvement was written down.",
    "He had failed conservative care. After {0} there was functional improvement, as zyxwords was written.",
)
MANNERS = ("heat", "ice", "rest", "bracing", "medicine", "exercise")


@pytest.fixture
def items(db: None, index: Path) -> Iterator[list[DisputedItem]]:
    """Six items that hold the same phrases, and one that holds none of them."""
    made = [
        item(
            letter(f"CM15-{number:07}"),
            "Acupuncture",
            SAID[number % 2].format(MANNERS[number]) if number < 6 else "Acupuncture was repeated.",
            treatment="rehabilitation/acupuncture",
        )
        for number in range(7)
    ]
    engine().rebuild()
    refresh()
    yield made


def withdraw(items: list[DisputedItem]) -> None:
    Determination.objects.filter(items__in=items).update(visibility="withdrawn")
    engine().refresh([each.pk for each in items])


def told(typed: str) -> list[Suggestion]:
    offers = completions(typed)
    assert offers is not None
    return offers


def offered(typed: str) -> list[tuple[str, str]]:
    return [(each.text, each.entry.kind) for each in told(typed)]


def test_what_can_be_asked_for_stands_first_with_its_count(items: list[DisputedItem]) -> None:
    first = told("acup")[0].entry
    assert (first.text, first.kind, first.count) == ("acupuncture", "treatment", 7)


def test_a_count_is_that_of_the_search_which_is_started(items: list[DisputedItem]) -> None:
    topical = "pharmaceuticals/topical-analgesics"
    item(letter("CM15-1000001"), "Lidocaine 5% patch", drug="lidocaine", treatment=topical)
    item(letter("CM15-1000002"), "Compound cream: lidocaine 2%, ketamine 5%", drug="ketamine", treatment=topical)
    engine().rebuild()
    refresh()
    offers = [each for each in told("lidocai") if each.entry.kind == "drug"]
    assert [each.entry.count for each in offers] == [total_of(SearchRequest(q=each.text)) for each in offers] == [2]


def test_names_phrases_and_words_are_offered(items: list[DisputedItem]) -> None:
    assert ("acupuncture", "treatment") in offered("acup")
    assert ("written", "word") in offered("writ")
    assert offered("functional i") == [("functional improvement", "phrase")]
    assert offered("failed cons") == [("failed conservative care", "phrase")]


def test_what_only_withdrawn_letters_hold_is_not_offered(items: list[DisputedItem]) -> None:
    assert offered("zyxw")
    withdraw(items[:2])
    assert offered("zyxw") == [("zyxwords", "word")]
    assert ("functional improvement", "phrase") not in offered("functional i")
    withdraw(items[2:6])
    assert offered("zyxw") == offered("functional i") == offered("failed") == []


def test_of_very_many_words_neither_though_the_lists_are_old(
    items: list[DisputedItem], monkeypatch: pytest.MonkeyPatch
) -> None:
    apart = item(letter("CM16-0000001"), "Acupuncture", "Functional capacity was low. Improvement was seen. He failed.")
    engine().refresh([apart.pk])
    assert ("functional improvement", "phrase") in offered("functional i")
    monkeypatch.setattr(lasting, "MANY_WORDS", 0)
    withdraw(items[:5])
    assert ("functional improvement", "phrase") in offered("functional i")
    withdraw(items[5:6])
    assert engine().holds("functional") and engine().holds("improvement")
    assert ("functional improvement", "phrase") not in offered("functional i")
    assert ("zyxwords", "word") not in offered("zyxw")


def test_a_new_letter_is_offered_at_once_in_a_small_collection(items: list[DisputedItem]) -> None:
    assert offered("quatern") == []
    engine().refresh([item(letter("CM16-0000001"), "Quaternary care", "Quaternary care is new.").pk])
    assert offered("quatern") == [("quaternary", "word")]


def test_nothing_is_told_or_kept_while_the_lists_of_a_large_collection_are_made(
    items: list[DisputedItem], monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    go_on = Event()
    monkeypatch.setattr(lasting, "MANY_ITEMS", 0)
    monkeypatch.setattr(lasting, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(completing, "_lasting", lasting.Lasting(tuple, lambda words: go_on.wait(60)))
    assert completions("acup") is None
    answer = client.get("/complete.json?q=acup")
    go_on.set()
    assert answer.json() == {"q": "acup", "completions": []}
    assert "no-store" in answer["Cache-Control"]
