from __future__ import annotations

from search.insight.boilerplate import grouped

STANDING = (
    "The muscle relaxant in question is meant for brief use in a flare of spasm. The records show that it has been"
    " taken every day for longer than that, without any note of what it did for the spasm or for daily life."
)
OTHER = (
    "After six visits the worker lifts twice the weight and has gone back to modified duty. A further course with a"
    " taper to exercise at home agrees with what the guideline allows after this operation."
)


def test_the_same_words_with_other_numbers_are_one_group() -> None:
    assert grouped(
        [(1, f"{STANDING} Dose: 5 mg."), (2, OTHER), (3, f"{STANDING} Dose: 10 mg."), (4, STANDING.upper())]
    ) == {
        1: 1,
        2: 2,
        3: 1,
        4: 1,
    }


def test_different_rationales_stand_alone() -> None:
    assert grouped([(1, STANDING), (2, OTHER), (3, STANDING[:90] + OTHER)]) == {1: 1, 2: 2, 3: 3}


def test_short_and_empty_texts_are_not_compared() -> None:
    assert grouped([(1, ""), (2, ""), (3, "Not shown."), (4, "Not shown.")]) == {1: 1, 2: 2, 3: 3, 4: 4}


def test_nothing() -> None:
    assert grouped([]) == {}
