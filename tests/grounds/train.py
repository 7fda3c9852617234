"""Learns the weights of the grounds' features from the labelled rationales here, and measures them on folds left out.

`python -m tests.grounds.train` writes `search/grounds/data/weights.npz`; `--folds 5` learns from four fifths of
`seen_more.jsonl`, then of `seen_usual.jsonl`, then of `seen_voices.jsonl`, and all else, five times, and scores the
fifth left out; it writes nothing.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.grounds.decision import read_grounds
from search.grounds.features import all_of_words, of_place, of_rules, of_sentence, place_of
from search.grounds.roles import Role, Sentence, read_sentences
from search.grounds.rules import fired_rules, rule_reasons
from search.grounds.weights import GroundWeights
from tests.accuracy.grounds import INVENTED, Labelled, Read, invented, score

SENTENCES = INVENTED / "sentences"
WEIGHTS = Path(__file__).parents[2] / "search" / "grounds" / "data" / "weights.npz"
GROUNDS = (
    "findings", "prior-care", "benefit", "amount", "recommended", "documentation", "companion", "already", "active",
    "safety", "alternative", "plan",
)  # fmt: skip
# fmt: off
_COUNTS = {
    "seen": 0.8, "seen_more": 1.0, "seen_usual": 1.0, "seen_voices": 1.0, "seen_paraphrased": 1.0,
    "seen_paraphrased_more": 1.0, "seen_usual_more": 1.0, "sentences": 1.0, "neither": 0.5, "criteria": 0.5,
}
# fmt: on
"""How much a sentence of each source counts: `seen` avoids what reviewers usually write, `criteria` is made up, and
`neither` is learned for both outcomes."""
_RATIONALES = (
    "seen",
    "seen_more",
    "seen_usual",
    "seen_voices",
    "seen_paraphrased",
    "seen_paraphrased_more",
    "seen_usual_more",
)
_IN_DOUBT = 0.15
"""How much a sentence counts against a ground of its rationale for which another sentence is labelled."""
_RAREST = 2
_PULL = 2
"""By how much the weights of the grounds are pulled to zero more than those of applying any."""
_STEPS = 200
_SMALLEST = 0.03
_FRAMES_EACH = {"upheld": 3, "overturned": 3, "quoted": 1, "retold": 1}
_BEFORE = "The request is not necessary. "
"""Stands before a sentence that stands alone, so that it is not taken for a quotation."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence: its features, and for every ground whether it is named and how much the sentence counts."""

    names: frozenset[str]
    named: Floats
    counts: Floats


def of_rationale(labelled: Labelled, count: float) -> list[Example]:
    """The sentences of a labelled rationale."""
    overturned = labelled.decision == "overturned"
    found = read_sentences(labelled.rationale)
    fired = fired_rules(rule_reasons(found, overturned))
    examples = []
    for place, sentence in enumerate(found):
        if sentence.role is Role.NOTICE:
            continue
        named, counts = np.zeros(len(GROUNDS)), np.full(len(GROUNDS), count)
        for column, ground in enumerate(GROUNDS):
            if ground in labelled.grounds:
                named[column] = _holds(sentence, labelled, ground)
                counts[column] *= 1.0 if named[column] else _IN_DOUBT
        words = all_of_words(sentence.wording, overturned)
        around = chain(of_place(*place_of(found, place)), of_rules(fired.get(place, ())))
        names = frozenset(chain(words, of_sentence(sentence, overturned), around))
        examples.append(Example(names, named, counts))
    return examples


def of_sentence_alone(decision: str, grounds: Sequence[str], text: str, count: float) -> Example:
    """A sentence that stands in no rationale: nothing is said of its place."""
    overturned = decision == "overturned"
    found = read_sentences(_BEFORE + text)
    fired = fired_rules(rule_reasons(found, overturned)).get(1, ())
    words = all_of_words(found[1].wording, overturned)
    names = frozenset(chain(words, of_sentence(found[1], overturned), of_rules(fired)))
    named = np.array([float(ground in grounds) for ground in GROUNDS])
    return Example(names, named, np.full(len(GROUNDS), count))


def alone() -> Iterator[Example]:
    """The sentences of `sentences/`, and those made of criteria and frames."""
    for decision in ("upheld", "overturned"):
        for named, text in _entries(f"{decision}.txt"):
            yield of_sentence_alone(decision, named.split(), text, _COUNTS["sentences"])
        for text in _written("neither.txt"):
            yield of_sentence_alone(decision, (), text, _COUNTS["neither"])
    frames = {kind: text.split(" | ") for kind, text in _entries("frames.txt")}
    chance = random.Random(7)
    for ground, text in _entries("criteria.txt"):
        for criterion in text.split(" | "):
            for kind, many in _FRAMES_EACH.items():
                for frame in chance.sample(frames[kind], many):
                    decides = kind in ("upheld", "overturned")
                    decision = kind if decides else chance.choice(("upheld", "overturned"))
                    grounds = [ground] if decides else []
                    yield of_sentence_alone(decision, grounds, frame.format(criterion), _COUNTS["criteria"])


def learn(examples: Sequence[Example]) -> GroundWeights:
    """Two logistic regressions multiplied: that a sentence applies a criterion, and for each ground that it is this
    one. Every weight is pulled to zero.

    A history that tells of a symptom, or a guideline that asks for one, thus says nothing against the symptom's
    ground: it says that such sentences do not decide, whatever they are about.
    """
    seen = Counter(chain.from_iterable(each.names for each in examples))
    names = sorted(name for name, count in seen.items() if count >= _RAREST)
    index = {name: number for number, name in enumerate(names)}
    held = [[index[name] for name in each.names if name in index] for each in examples]
    columns = np.array(list(chain.from_iterable(held)))
    starts = np.cumsum([0, *(len(each) for each in held[:-1])])
    owners = np.repeat(np.arange(len(held)), [len(each) for each in held])
    by_column = np.argsort(columns, kind="stable")
    owners, firsts = owners[by_column], np.searchsorted(columns[by_column], np.arange(len(names)))
    named = np.array([each.named for each in examples], np.float32)
    counts = np.array([each.counts for each in examples], np.float32)
    rows, mean, square = (np.zeros((len(names), len(GROUNDS) + 1), np.float32) for _ in range(3))
    pull = np.array([_PULL] * len(GROUNDS) + [1], np.float32)
    for step in range(1, _STEPS + 1):
        chances = 1 / (1 + np.exp(-np.add.reduceat(rows[columns], starts, axis=0)))
        this, applies = chances[:, :-1], chances[:, -1:]
        both = np.clip(this * applies, 1e-6, 1 - 1e-6)
        wrong = (both - named) * counts / (1 - both)
        wrong = np.hstack((wrong * (1 - this), (wrong * (1 - applies)).sum(axis=1, keepdims=True)))
        slope = np.add.reduceat(wrong[owners], firsts, axis=0) + pull * rows
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        pace = 0.1 * (1 - step / _STEPS) + 0.002
        rows -= pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return GroundWeights(GROUNDS, names, rows)


def folds(name: str, count: int) -> list[Read]:
    """A file read with weights that have not seen the rationale."""
    known = [*alone()]
    for other in _RATIONALES:
        if other != name:
            known += chain.from_iterable(of_rationale(each, _COUNTS[other]) for each in invented(other))
    labelled = invented(name)
    examples = [of_rationale(each, _COUNTS[name]) for each in labelled]
    read: list[Read] = []
    for fold in range(count):
        rest = chain.from_iterable(each for number, each in enumerate(examples) if number % count != fold)
        weights = learn([*known, *rest])
        read += [Read(each, read_grounds(each.rationale, each.decision, weights)) for each in labelled[fold::count]]
    return read


def _holds(sentence: Sentence, labelled: Labelled, ground: str) -> bool:
    start = labelled.rationale.find(labelled.evidence[ground])
    end = start + len(labelled.evidence[ground])
    shared = min(end, sentence.span[1]) - max(start, sentence.span[0])
    return shared > (end - start) / 2 or sentence.span[0] <= start < sentence.span[1]


def _entries(name: str) -> Iterator[tuple[str, str]]:
    for line in _written(name):
        key, _, text = line.partition(": ")
        yield key, text


def _written(name: str) -> list[str]:
    return (SENTENCES / name).read_text(encoding="utf-8").splitlines()


def _all() -> Iterable[Example]:
    for name in _RATIONALES:
        for each in invented(name):
            yield from of_rationale(each, _COUNTS[name])
    yield from alone()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, metavar="N", help="score what is left out instead of writing")
    asked = parser.parse_args()
    for name in _RATIONALES[1:] if asked.folds else ():
        of = folds(name, asked.folds)
        print(f"{name}:\nall:        {score(of)}")
        for decision in ("upheld", "overturned"):
            print(f"{decision + ':':<11} {score([r for r in of if r.labelled.decision == decision])}")
    if not asked.folds:
        with WEIGHTS.open("wb") as file:
            learn(list(_all())).write(file, _SMALLEST)
