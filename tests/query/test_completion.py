from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from search.query.completion import Completion, Offer

COMPLETION = Completion(
    [
        Offer("Massage therapy", "treatment", 800),
        Offer("Physical therapy", "treatment", 5_000),
        Offer("Aquatic therapy", "treatment", 300),
        Offer("functional improvement", "phrase", 4_000),
        Offer("functional restoration program", "phrase", 900),
        Offer("hydrocodone/acetaminophen", "drug", 700),
        Offer("Theramine", "drug", 40),
        Offer("Massage Therapy", "phrase", 100),
    ]
)


def texts(typed: str, limit: int = 8) -> list[str]:
    return [each.text for each in COMPLETION.complete(typed, limit)]


def test_entries_that_begin_so_the_heaviest_first() -> None:
    assert texts("fun") == ["functional improvement", "functional restoration program"]
    assert texts("functional r") == ["functional restoration program"]
    assert texts("FUN", limit=1) == ["functional improvement"]


def test_any_word_of_an_entry_is_a_beginning() -> None:
    assert texts("acet") == ["hydrocodone/acetaminophen"]
    assert texts("ther")[0] == "Physical therapy"
    assert "Theramine" in texts("ther")


def test_the_last_words_are_completed_behind_the_others() -> None:
    assert texts("lumbar massage th") == ["lumbar Massage therapy"]
    assert texts("knee  fun")[0] == "knee functional improvement"


def test_a_phrase_does_not_begin_in_its_middle_behind_other_words() -> None:
    assert texts("improve") == ["functional improvement"]
    assert texts("functional improve") == ["functional improvement"]
    assert texts("no improve") == []
    assert texts("no functional i") == ["no functional improvement"]
    assert texts("no physical t") == ["no Physical therapy"]


def test_doubles_are_shown_once() -> None:
    assert texts("massage") == ["Massage therapy"]


def test_nothing_to_offer() -> None:
    assert texts("") == texts("   ") == texts("zzz") == texts("?!") == []
    assert Completion([]).complete("a") == []


@given(st.text())
def test_any_text(typed: str) -> None:
    assert len(COMPLETION.complete(typed)) <= 8
