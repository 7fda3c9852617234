"""Sentences folded: nearly equal ones once, the most typical first."""

from __future__ import annotations

import random

from search.insight.typical import MOST_COMPARED, Said, fold

EXERCISE = "There is no documentation that the patient takes part in an exercise program"


def test_nearly_equal_sentences_are_one_and_lead_by_their_number() -> None:
    said = [
        Said(1, "The dose exceeds what the guideline allows for this drug."),
        Said(2, f"{EXERCISE}."),
        Said(3, f"However, {EXERCISE.lower()} on 4/11/2016."),
        Said(4, f"{EXERCISE} here."),
    ]
    first, second = fold(said, 5)
    assert (first.said.item in {2, 3, 4}, first.others) == (True, 2)
    assert (second.said.item, second.others) == (1, 0)


def test_of_equally_many_the_one_whose_words_others_use_leads() -> None:
    said = [
        Said(1, "Sleep hygiene was never discussed with anybody."),
        Said(2, "No functional improvement from the earlier visits is documented."),
        Said(3, "Functional improvement from the earlier sessions has yet to be documented by the therapist."),
    ]
    assert fold(said, 1)[0].said.item in {2, 3}


def test_nothing_and_what_has_no_words() -> None:
    assert fold([], 3) == ()
    assert fold([Said(1, "12/3 …")], 3) == ()


def test_of_equally_many_one_that_leads_is_shown() -> None:
    said = [
        Said(1, "No gain in function and no gain in sleep from the drug is documented."),
        Said(2, "The gain from the drug was never measured in any way.", leads=True),
    ]
    assert [each.said.item for each in fold(said, 2)] == [2, 1]


def test_groups_are_those_that_comparing_every_two_sentences_finds() -> None:
    chance = random.Random(5)
    words = [f"{first}{second}" for first in "abcdefg" for second in "klmnop"]
    stems = [chance.sample(words, chance.randint(1, 14)) for _ in range(30)]
    said = []
    for number in range(MOST_COMPARED):
        stem = chance.choice(stems)
        said.append(
            Said(number, " ".join([*stem[chance.randint(0, 2) :], *chance.sample(words, chance.randint(0, 3))]))
        )
    groups: list[list[set[str]]] = []
    for each in said:
        here = set(each.text.split())
        alike = (group for group in groups if len(here & group[0]) >= 0.7 * len(here | group[0]))
        if here and (home := next(alike, None)):
            home.append(here)
        elif here:
            groups.append([here])
    folded = fold(said, len(said))
    assert [each.others + 1 for each in folded] == sorted(map(len, groups), reverse=True)
