"""Learned weights: a ground that no rule finds still points at the reviewer's words, and quotations do not decide."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from search.grounds import read_grounds
from search.grounds.data import table
from search.grounds.features import all_of_words, of_sentence, stem
from search.grounds.roles import Role, read_sentences
from search.grounds.rules import fired_rules, rule_reasons
from search.grounds.weights import GroundWeights, ground_weights
from tests.accuracy.grounds import invented

from .train import of_rationale

GROUNDS = ground_weights().grounds


def weights(**of: tuple[str, float]) -> GroundWeights:
    """Weights of single words, each for one ground; everything else speaks against every ground, but any sentence may
    apply a criterion."""
    names = ["outcome:upheld", "outcome:overturned", *(f"w:{stem(word)}" for word in of)]
    rows = np.zeros((len(names), len(GROUNDS) + 1), np.float32)
    rows[:2] = [-6] * len(GROUNDS) + [9]
    for row, (ground, weight) in enumerate(of.values(), start=2):
        rows[row, GROUNDS.index(ground)] = weight
    return GroundWeights(GROUNDS, names, rows)


def test_a_ground_points_at_the_words_that_weigh() -> None:
    rationale = "In this case, the zebra was never fed. The request is not medically necessary."
    (ground,) = read_grounds(rationale, "upheld", weights(zebra=("plan", 9.0), never=("plan", 0.5)))
    assert (ground.key, ground.main) == ("plan", True)
    assert "zebra was never fed" in rationale[slice(*ground.evidence)]
    assert ground.phrase.startswith("zebra +9.0, never +0.5")


def test_words_that_weigh_too_little_give_no_ground() -> None:
    rationale = "In this case, the zebra was never fed. The request is not medically necessary."
    assert read_grounds(rationale, "upheld", weights(zebra=("plan", 3.0))) == ()


def test_a_notice_gives_no_ground() -> None:
    rationale = "The request is not medically necessary. This decision addresses the zebra as it was prescribed."
    assert read_grounds(rationale, "upheld", weights(zebra=("plan", 9.0))) == ()


def test_a_word_behind_a_not_is_told_from_the_word() -> None:
    (sentence,) = read_sentences("There is no documentation of weakness.")
    names = set(all_of_words(sentence.wording, overturned=False))
    assert {f"w:{stem('weakness')}", f"n:{stem('weakness')}"} <= names
    assert not any(name.startswith("wo:") for name in names)


def test_the_words_of_a_rule_count_though_it_does_not_fire() -> None:
    (sentence,) = read_sentences("The guidelines recommend a brace when there is instability.")
    assert "phrase:findings" in set(of_sentence(sentence, overturned=False))


def test_a_phrase_within_a_longer_one_of_another_ground_does_not_count() -> None:
    short, longer = (
        read_sentences(f"The wrap is not recommended{more}.")[0] for more in ("", " for longer than a week")
    )
    assert "phrase:recommended" in set(of_sentence(short, overturned=False))
    assert "phrase:recommended" not in set(of_sentence(longer, overturned=False))


@pytest.mark.parametrize(
    ("decision", "other", "shown"),
    [
        ("overturned", "The previous reviewer said that the patient had no zebra.", "The patient keeps a zebra."),
        ("overturned", "The patient keeps a zebra.", "In view of the zebra, the patient should have a fence."),
        ("upheld", "The patient keeps a zebra.", "A zebra of the patient would be appropriate only with a fence."),
    ],
)
def test_of_sentences_that_weigh_alike_the_one_that_applies_is_shown(decision: str, other: str, shown: str) -> None:
    verdict = "The request is " + ("medically necessary." if decision == "overturned" else "not medically necessary.")
    rationale = f"{other} {shown} {verdict}"
    (ground,) = read_grounds(rationale, decision, weights(zebra=("plan", 9.0)))
    assert rationale[slice(*ground.sentence)] == shown


def test_what_one_word_of_a_class_has_taught_is_known_of_the_others() -> None:
    names = []
    for drug in ("naproxen", "Motrin"):
        (sentence,) = read_sentences(f"The patient failed {drug}.")
        names.append(set(all_of_words(sentence.wording, overturned=True)))
    assert {"b:<failure> <drug>", "c:<drug>", "c:<nsaids>", "co:<failure>"} <= names[0] & names[1]


def test_a_word_is_of_one_class_of_each_kind() -> None:
    for lists in table("classes").values():
        stems = Counter(stem(word) for words in lists.values() for word in words)
        assert [each for each, count in stems.items() if count > 1] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "UR's reason was that a deficit was not documented.",
        "The carrier wrote that a second scan was not needed.",
        "According to the denial, no gain in function was shown.",
        "The denial cited the absence of red flags.",
    ],
)
def test_what_the_earlier_reviewer_said_is_history(sentence: str) -> None:
    told = read_sentences(f"The patient has pain. {sentence}")[1]
    assert told.role in (Role.HISTORY, Role.GENERAL) and told.has("retold")


def test_weights_are_read_as_they_were_written(tmp_path: Path) -> None:
    file = tmp_path / "weights.npz"
    written = weights(zebra=("plan", 1.25), faint=("plan", 0.01))
    with file.open("wb") as to:
        written.write(to, smallest=0.03)
    with file.open("rb") as whence:
        read = GroundWeights.read(whence)
    assert read.grounds == GROUNDS
    rationale = "In this case, the zebra was never fed. The request is not medically necessary."
    (sentence, _) = read_sentences(rationale)
    assert read.by_word(sentence.wording, False, "plan") == written.by_word(sentence.wording, False, "plan")
    assert read.by_word(sentence.wording, False, "plan")[4] == 1.25


@pytest.mark.parametrize("decision", ["upheld", "overturned"])
def test_what_is_weighed_is_what_was_learned_from(decision: str) -> None:
    """The weights are learned from the names of features, and read by their numbers: both must know the same ones."""
    chance = np.random.default_rng(7)
    for labelled in [each for each in invented("seen_usual") if each.decision == decision][:40]:
        examples = of_rationale(labelled, 1.0)
        names = sorted(set().union(*(each.names for each in examples)))
        rows = chance.normal(size=(len(names), len(GROUNDS) + 1)).astype(np.float32)
        found, overturned = read_sentences(labelled.rationale), decision == "overturned"
        read = [place for place, sentence in enumerate(found) if sentence.role is not Role.NOTICE]
        weighed = GroundWeights(GROUNDS, names, rows).weigh(
            found, read, overturned, fired_rules(rule_reasons(found, overturned))
        )
        learned = [rows[[names.index(name) for name in each.names]].sum(axis=0) for each in examples]
        assert np.allclose(weighed, learned, atol=1e-4)
