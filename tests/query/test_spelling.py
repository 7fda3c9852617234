from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.spelling import Spelling

SPELLING = Spelling(
    [
        ("acupuncture", 900),
        ("therapy", 5_000),
        ("theory", 3),
        ("massage", 800),
        ("message", 2),
        ("lumbar", 4_000),
        ("lumber", 1),
        ("fusion", 300),
        ("knee", 2_000),
        ("knees", 400),
        ("rare", 1),
        ("l4", 900),
    ]
)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("acupunture", ["acupuncture"]),
        ("accupunctur", ["acupuncture"]),
        ("thearpy", ["therapy", "theory"]),
        ("therapy", []),
        ("message", ["massage"]),
        ("lumber", ["lumbar"]),
        ("rair", []),
        ("kne", []),
        ("l5", []),
        ("cm15", []),
        ("", []),
        ("x" * 5_000, []),
    ],
)
def test_suggestions(word: str, expected: list[str]) -> None:
    assert SPELLING.suggest(word) == expected


def test_the_nearer_word_comes_first_then_the_more_common() -> None:
    spelling = Spelling([("lumbar", 10), ("lumbars", 900), ("lumba", 20), ("plumbar", 5_000)])
    assert spelling.suggest("lumbaar") == ["lumbar", "lumbars", "lumba"]
    assert spelling.suggest("lumbarr", limit=4) == ["lumbars", "lumbar", "lumba", "plumbar"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("acupunture", "acupuncture"),
        ('"lumber fusoin" OR (thearpy -massage)', '"lumbar fusion" OR (therapy -massage)'),
        ("heading:acupunture", "heading:acupuncture"),
        ("acupunt* therapy", None),
        ("lumbar fusion", None),
        ("Knee", None),
        ("", None),
    ],
)
def test_respelling_keeps_what_else_was_typed(query: str, expected: str | None) -> None:
    assert SPELLING.respell(query) == expected


@given(st.text())
def test_any_query(query: str) -> None:
    respelt = SPELLING.respell(query)
    assert respelt is None or respelt != query


def test_a_name_that_the_vocabulary_knows_is_never_respelt() -> None:
    spelling = Spelling([("coma", 900), ("lyric", 900), ("cryptic", 900)])
    assert spelling.respell("soma") is None and spelling.respell("Lyrica 75 mg") is None
    assert spelling.respell("crytpic") == "cryptic"
