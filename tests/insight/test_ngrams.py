from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.insight.ngrams import LONGEST, SAME, Phrases, discover
from search.insight.wording import BREAK, EDGE_WORDS, EMPTY_WORDS, END_WORDS, VERDICT_WORDS, runs

FORMULA = "Therefore, the request is not medically necessary."


def texts(rationales: list[str], least: int = 2) -> set[str]:
    return set(discover(rationales, least).texts)


def test_runs_end_with_sentences_and_at_brackets() -> None:
    assert runs("Pain is worse. He rests (at home), often") == [
        *("pain", "is", "worse", BREAK, "he", "rests", BREAK, "at", "home", BREAK, "often")
    ]


def test_only_the_longest_of_overlapping_phrases_is_kept() -> None:
    assert texts(["The gait remains antalgic on uneven ground."] * 3) == {"gait remains antalgic on uneven ground"}


def test_a_shorter_phrase_is_kept_where_it_stands_alone_as_well() -> None:
    rationales = ["Grip strength improved steadily."] * 2 + ["Grip strength fell."] * 2
    assert texts(rationales) == {"grip strength", "grip strength improved steadily", "grip strength fell"}


def test_phrases_do_not_cross_sentences_or_numbers() -> None:
    assert texts(["Sleep improved. Grip strength 40 pounds returned."] * 2) == {
        "sleep improved",
        "grip strength",
        "pounds returned",
    }


def test_verdict_formulas_and_phrases_without_substance_are_left_out() -> None:
    assert texts([FORMULA, FORMULA, "The patient was seen by the worker and it is recommended."]) == set()


def test_too_few_items_make_no_phrase() -> None:
    assert texts(["Grip strength improved."], least=2) == set()
    assert texts(["Grip strength improved. Grip strength improved."], least=2) == set()
    assert texts([], least=1) == set()


def test_held_by_finds_the_phrases_of_other_texts() -> None:
    phrases = discover(["Grip strength improved steadily."] * 2 + ["Grip strength fell."] * 2, 2)
    which, held = phrases.held_by(["His grip strength fell twice.", "Nothing.", "GRIP STRENGTH was measured."])
    assert [(item, phrases.texts[phrase]) for item, phrase in zip(which.tolist(), held.tolist(), strict=True)] == [
        (0, "grip strength"),
        (0, "grip strength fell"),
        (2, "grip strength"),
    ]
    assert [each.tolist() for each in phrases.held_by([])] == [[], []]
    assert [each.tolist() for each in Phrases((), {}, ()).held_by(["Grip strength."])] == [[], []]


WORDS = ["grip", "gait", "knee", "the", "of", "necessary", "patient", "7", "."]
RATIONALES = st.lists(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), max_size=12)


def naive(rationales: list[str], least: int) -> dict[str, int]:
    """Every acceptable run of words with the number of items that hold it, long and short alike."""
    counts: Counter[str] = Counter()
    for rationale in rationales:
        found = runs(rationale)
        seen = set()
        for start in range(len(found)):
            for length in range(2, LONGEST + 1):
                run = found[start : start + length]
                if len(run) == length and all(word.isalpha() for word in run):
                    seen.add(tuple(run))
        counts.update(
            " ".join(run)
            for run in seen
            if not (run[0] in EDGE_WORDS or run[-1] in END_WORDS or set(run) & VERDICT_WORDS or set(run) <= EMPTY_WORDS)
        )
    return {run: count for run, count in counts.items() if count >= least}


@given(RATIONALES, st.integers(2, 4))
def test_the_arrays_agree_with_a_plain_count(rationales: list[str], least: int) -> None:
    phrases = discover(rationales, least)
    frequent = naive(rationales, least)
    closed = {
        text
        for text, count in frequent.items()
        if not any(f" {text} " in f" {other} " and other != text and n >= SAME * count for other, n in frequent.items())
    }
    assert set(phrases.texts) == closed
    which, held = phrases.held_by(rationales)
    counted = Counter(phrases.texts[phrase] for phrase in held.tolist())
    assert counted == {text: frequent[text] for text in closed}
    assert len(set(zip(which.tolist(), held.tolist(), strict=True))) == len(which)


@pytest.mark.parametrize("text", ["", " ", "...", "\x00\ud800", "é" * 50, "a" * 10_000, ". " * 10_000])
def test_odd_texts(text: str) -> None:
    assert isinstance(discover([text] * 3, 2), Phrases)
