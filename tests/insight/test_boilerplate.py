from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from search.insight.boilerplate import RESEMBLANCE, Groups
from search.query.words import words
from tests.insight.invented import own_words

STANDING = (
    "The muscle relaxant in question is meant for brief use in a flare of spasm. The records show that it has been"
    " taken every day for longer than that, without any note of what it did for the spasm or for daily life."
)
OTHER = (
    "After six visits the worker lifts twice the weight and has gone back to modified duty. A further course with a"
    " taper to exercise at home agrees with what the guideline allows after this operation."
)


def firsts(*parts: Sequence[str]) -> list[int]:
    """The places of the first of each one's group, where the rationales come in these parts."""
    groups = Groups()
    for part in parts:
        groups.add(part)
    found: list[int] = groups.firsts().tolist()
    return found


def by_every_pair(rationales: Sequence[str]) -> list[int]:
    """What :class:`Groups` says, from the definition: every pair compared, by all runs of four words."""
    runs: list[set[tuple[str, ...]]] = []
    found: list[int] = []
    for place, rationale in enumerate(rationales):
        said = [word for word in words(rationale) if not word[0].isdecimal()]
        runs.append(set(zip(said, said[1:], said[2:], said[3:], strict=False)) if len(said) >= 12 else set())
        alike = [
            first
            for first in sorted(set(found))
            if runs[place] and len(runs[first] & runs[place]) >= RESEMBLANCE * len(runs[first] | runs[place])
        ]
        found.append(alike[0] if alike else place)
    return found


def collection(seed: int, size: int = 120) -> list[str]:
    """Rationales of standing paragraphs: some the same but for a word and numbers, others by half, some short.

    None lie so near the bound that 64 numbers may err.
    """
    chance = Random(seed)
    standing = [own_words(1_000 * seed + number, 250) for number in range(12)]
    made: list[str] = []
    for number in range(size):
        said = f"{chance.choice(standing)} {chance.choice(standing)}".split()
        if chance.random() < 0.7:
            said[chance.randrange(len(said))] = own_words(10**6 + number, 1)
        said.insert(chance.randrange(len(said)), str(number))
        made.append(" ".join(said if chance.random() < 0.9 else said[:9]))
    return made


@pytest.mark.parametrize("seed", range(6))
def test_groups_are_those_of_comparing_every_pair(seed: int) -> None:
    rationales = collection(seed)
    expected = by_every_pair(rationales)
    assert 60 < len(set(expected)) < 110
    assert firsts(rationales) == expected


def test_it_does_not_matter_in_how_many_parts_they_come() -> None:
    rationales = collection(99)
    assert firsts(rationales[:1], [], rationales[1:50], rationales[50:]) == firsts(rationales)


def test_the_same_words_with_other_numbers_are_one_group() -> None:
    assert firsts([f"{STANDING} Dose: 5 mg.", OTHER, f"{STANDING} Dose: 10 mg.", STANDING.upper()]) == [0, 1, 0, 0]


def test_different_rationales_stand_alone() -> None:
    assert firsts([STANDING, OTHER, STANDING[:90] + OTHER]) == [0, 1, 2]


def test_short_and_empty_texts_are_not_compared() -> None:
    assert firsts(["", "", "Not shown.", "Not shown."]) == [0, 1, 2, 3]


def test_thousands_of_the_same_are_one_group() -> None:
    assert firsts([OTHER, *(f"{STANDING} Dose: {number} mg." for number in range(3_000))]) == [0] + [1] * 3_000


def test_nothing() -> None:
    assert firsts() == firsts([]) == []
