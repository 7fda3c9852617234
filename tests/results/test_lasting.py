"""What is made of a whole collection: at once for a small one, beside the requests for one of very many words."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from threading import Event
from typing import Any

import pytest

from search.index import IndexUnavailable
from search.query.question import Found, Question
from search.results import lasting
from search.results.lasting import Lasting

SMALL: Mapping[str, int] = {"word": 1}
GROWN: Mapping[str, int] = {"word": 1, "another": 2}


class Collection:
    """An engine's words, which change when it is told to."""

    def __init__(self) -> None:
        self.words = SMALL
        self.broken = False

    def generation(self) -> str:
        if self.broken:
            raise IndexUnavailable("The index does not answer.")
        return str(len(self.words))

    def terms(self) -> Mapping[str, int]:
        return self.words

    def find(self, question: Question) -> Found:
        if self.broken:
            raise IndexUnavailable("The index does not answer.")
        return Found(len(self.words), (), ())


@pytest.fixture
def collection(monkeypatch: pytest.MonkeyPatch) -> Collection:
    made = Collection()
    monkeypatch.setattr(lasting, "engine", lambda: made)
    return made


def nothing_else() -> tuple[()]:
    return ()


def renewed(kept: Lasting[Any]) -> None:
    assert kept._renewing is not None
    kept._renewing.join()


def test_it_is_made_once_until_the_collection_is_another(collection: Collection) -> None:
    kept = Lasting(nothing_else, list[str])
    first = kept.get()
    assert first == ["word"] and kept.get() is first
    collection.words = GROWN
    assert kept.get() == ["word", "another"]


def test_of_very_many_words_it_holds_and_is_made_anew_beside_the_requests(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lasting, "MANY_WORDS", 0)
    kept = Lasting(nothing_else, list[str])
    first = kept.get()
    collection.words = GROWN
    assert kept.get() is first
    monkeypatch.setattr(lasting, "HOLDS_SECONDS", -1.0)
    assert kept.get() is first
    renewed(kept)
    assert kept.get() == ["word", "another"]


def test_nobody_waits_while_it_is_made_anew(collection: Collection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting, "MANY_WORDS", 0)
    monkeypatch.setattr(lasting, "HOLDS_SECONDS", -1.0)
    go_on = Event()
    made: list[Sized] = []

    def make(words: Sized) -> int:
        if made:
            assert go_on.wait(60)
        made.append(words)
        return len(made)

    kept = Lasting(nothing_else, make)
    assert kept.get() == 1
    collection.words = GROWN
    assert [kept.get() for _ in range(5)] == [1] * 5  # would wait for ever
    assert len(made) == 1
    go_on.set()
    assert kept._renewing is not None
    kept._renewing.join()
    assert kept.get() == 2


def test_what_there_is_stays_while_the_index_does_not_answer(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lasting, "MANY_WORDS", 0)
    monkeypatch.setattr(lasting, "HOLDS_SECONDS", -1.0)
    kept = Lasting(nothing_else, list[str])
    first = kept.get()
    collection.broken = True
    assert kept.get() is first
    renewed(kept)
    assert kept.get() is first


def test_without_anything_yet_it_says_that_the_index_does_not_answer(collection: Collection) -> None:
    collection.broken = True
    with pytest.raises(IndexUnavailable):
        Lasting(nothing_else, list[str]).get()


def test_nobody_waits_long_for_the_first_of_a_large_collection(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lasting, "MANY_ITEMS", 0)
    monkeypatch.setattr(lasting, "PATIENCE_SECONDS", 0.1)
    go_on = Event()

    def make(words: Sized) -> int:
        assert go_on.wait(60)
        return len(words)

    kept = Lasting(nothing_else, make)
    assert [kept.get() for _ in range(5)] == [None] * 5  # would wait for ever
    go_on.set()
    renewed(kept)
    assert kept.get() == 1


def test_the_first_of_a_large_collection_is_had_where_it_takes_no_time(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lasting, "MANY_ITEMS", 0)
    monkeypatch.setattr(lasting, "PATIENCE_SECONDS", 60.0)
    assert Lasting(nothing_else, list[str]).get() == ["word"]


def test_what_was_small_and_has_grown_large_is_made_beside_the_requests(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()

    def make(words: Sized) -> int:
        if len(words) > 1:
            assert go_on.wait(60)
        return len(words)

    kept = Lasting(nothing_else, make)
    assert kept.get() == 1
    collection.words = GROWN
    monkeypatch.setattr(lasting, "MANY_ITEMS", 0)
    monkeypatch.setattr(lasting, "HOLDS_SECONDS", -1.0)
    assert kept.get() == 1  # would wait for ever
    go_on.set()
    renewed(kept)
    assert kept.get() == 2


def test_what_has_just_failed_is_not_begun_again_at_once(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lasting, "MANY_ITEMS", 0)
    asked: list[Sized] = []

    def make(words: Sized) -> int:
        asked.append(words)
        raise IndexUnavailable("The index does not answer.")

    kept = Lasting(nothing_else, make)
    assert [kept.get() for _ in range(5)] == [None] * 5
    assert len(asked) == 1
