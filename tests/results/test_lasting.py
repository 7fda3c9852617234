"""What is made of a whole collection: at once for a small one, beside the requests for one of very many words."""

from __future__ import annotations

from collections.abc import Sized
from threading import Event
from typing import Any

import pytest

from search.index import IndexUnavailable
from search.results import lasting
from search.results.lasting import Lasting

SMALL, GROWN = {"word": 1}, {"word": 1, "another": 2}


class Sources:
    """A collection that changes when it is told to."""

    def __init__(self) -> None:
        self.words: Sized = SMALL
        self.broken = False

    def __call__(self) -> tuple[Sized, *tuple[Any, ...]]:
        if self.broken:
            raise IndexUnavailable("The index does not answer.")
        return (self.words,)


def renewed(kept: Lasting[list[str]]) -> None:
    assert kept._renewing is not None
    kept._renewing.join()


def test_it_is_made_once_until_the_collection_is_another() -> None:
    sources = Sources()
    kept = Lasting(sources, list[str])
    first = kept.get()
    assert first == ["word"] and kept.get() is first
    sources.words = GROWN
    assert kept.get() == ["word", "another"]


def test_of_very_many_words_it_holds_and_is_made_anew_beside_the_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting, "MANY_WORDS", 0)
    sources = Sources()
    kept = Lasting(sources, list[str])
    first = kept.get()
    sources.words = GROWN
    assert kept.get() is first
    monkeypatch.setattr(lasting, "HOLDS_SECONDS", -1.0)
    assert kept.get() is first
    renewed(kept)
    assert kept.get() == ["word", "another"]


def test_nobody_waits_while_it_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting, "MANY_WORDS", 0)
    monkeypatch.setattr(lasting, "HOLDS_SECONDS", -1.0)
    sources, go_on = Sources(), Event()
    made: list[Sized] = []

    def make(words: Sized) -> int:
        if made:
            assert go_on.wait(60)
        made.append(words)
        return len(made)

    kept = Lasting(sources, make)
    assert kept.get() == 1
    sources.words = GROWN
    assert [kept.get() for _ in range(5)] == [1] * 5  # would wait for ever
    assert len(made) == 1
    go_on.set()
    assert kept._renewing is not None
    kept._renewing.join()
    assert kept.get() == 2


def test_what_there_is_stays_while_the_index_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lasting, "MANY_WORDS", 0)
    monkeypatch.setattr(lasting, "HOLDS_SECONDS", -1.0)
    sources = Sources()
    kept = Lasting(sources, list[str])
    first = kept.get()
    sources.broken = True
    assert kept.get() is first
    renewed(kept)
    assert kept.get() is first


def test_without_anything_yet_it_says_that_the_index_does_not_answer() -> None:
    sources = Sources()
    sources.broken = True
    with pytest.raises(IndexUnavailable):
        Lasting(sources, list[str]).get()
