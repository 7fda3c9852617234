"""Learns the weights of the grounds' features from the labelled rationales here, and measures them on folds left out.

`python -m tests.grounds.train` writes `search/grounds/data/weights.json`; `--folds 5` learns from four fifths of
`seen_more.jsonl` and all else, five times, and scores the fifth left out; it writes nothing.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from search.grounds.decision import read_grounds
from search.grounds.features import of_rules, of_sentence, of_words
from search.grounds.judging import around_words
from search.grounds.roles import Role, Sentence, read_sentences
from search.grounds.rules import fired_rules, rule_reasons
from search.grounds.weights import GroundWeights
from tests.accuracy.grounds import INVENTED, Labelled, Read, invented, score

SENTENCES = INVENTED / "sentences"
WEIGHTS = Path(__file__).parents[2] / "search" / "grounds" / "data" / "weights.json"
GROUNDS = (
    "findings", "prior-care", "benefit", "amount", "recommended", "documentation", "companion", "already", "active",
    "safety", "alternative", "plan",
)  # fmt: skip
_COUNTS = {"seen": 0.5, "seen_more": 1.0, "sentences": 1.0, "criteria": 0.5}
"""How much a sentence of each source counts: `seen` avoids what reviewers usually write, `criteria` is made up."""
_IN_DOUBT = 0.15
"""How much a sentence counts against a ground of its rationale for which another sentence is labelled."""
_RAREST = 2
_STEPS = 250
_SMALLEST = 0.05
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
        words = chain.from_iterable(of_words(sentence.wording, overturned))
        names = frozenset(chain(words, around_words(found, place, overturned, fired)))
        examples.append(Example(names, named, counts))
    return examples


def of_sentence_alone(decision: str, grounds: Sequence[str], text: str, count: float) -> Example:
    """A sentence that stands in no rationale: nothing is said of its place."""
    overturned = decision == "overturned"
    found = read_sentences(_BEFORE + text)
    fired = fired_rules(rule_reasons(found, overturned)).get(1, ())
    words = chain.from_iterable(of_words(found[1].wording, overturned))
    names = frozenset(chain(words, of_sentence(found[1], overturned), of_rules(fired)))
    named = np.array([float(ground in grounds) for ground in GROUNDS])
    return Example(names, named, np.full(len(GROUNDS), count))


def alone() -> Iterator[Example]:
    """The sentences of `sentences/`, and those made of criteria and frames."""
    for decision in ("upheld", "overturned"):
        for named, text in _entries(f"{decision}.txt"):
            yield of_sentence_alone(decision, named.split(), text, _COUNTS["sentences"])
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
    """Logistic regression for each ground, with every weight pulled to zero alike."""
    seen = Counter(chain.from_iterable(each.names for each in examples))
    names = sorted(name for name, count in seen.items() if count >= _RAREST)
    index = {name: number for number, name in enumerate(names)}
    held = [[index[name] for name in each.names if name in index] for each in examples]
    columns = np.array(list(chain.from_iterable(held)))
    starts = np.cumsum([0, *(len(each) for each in held[:-1])])
    owners = np.repeat(np.arange(len(held)), [len(each) for each in held])
    by_column = np.argsort(columns, kind="stable")
    owners, firsts = owners[by_column], np.searchsorted(columns[by_column], np.arange(len(names)))
    named, counts = np.array([each.named for each in examples]), np.array([each.counts for each in examples])
    rows, mean, square = (np.zeros((len(names), len(GROUNDS))) for _ in range(3))
    for step in range(1, _STEPS + 1):
        speaks = np.add.reduceat(rows[columns], starts, axis=0)
        wrong = (1 / (1 + np.exp(-speaks)) - named) * counts
        slope = np.add.reduceat(wrong[owners], firsts, axis=0) + rows
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        pace = 0.1 * (1 - step / _STEPS) + 0.002
        rows -= pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return GroundWeights(GROUNDS, names, rows.astype(np.float32))


def folds(count: int) -> list[Read]:
    """`seen_more.jsonl` read with weights that have not seen the rationale."""
    known = list(alone()) + [one for each in invented("seen") for one in of_rationale(each, _COUNTS["seen"])]
    labelled = invented("seen_more")
    examples = [of_rationale(each, _COUNTS["seen_more"]) for each in labelled]
    read: list[Read] = []
    for fold in range(count):
        rest = chain.from_iterable(each for number, each in enumerate(examples) if number % count != fold)
        weights = learn([*known, *rest])
        read += [Read(each, read_grounds(each.rationale, each.decision, weights)) for each in labelled[fold::count]]
    return read


def write(weights: GroundWeights) -> None:
    """A line a feature, so that a change can be looked at."""
    lines = []
    for name, row in weights.rows():
        large = {str(column): round(weight * 100) for column, weight in enumerate(row) if abs(weight) >= _SMALLEST}
        if large:
            lines.append(f"{json.dumps(name)}: {json.dumps(large, separators=(',', ':'))}")
    head = f'{{"grounds": {json.dumps(weights.grounds)},\n"features": {{\n'
    WEIGHTS.write_text(head + ",\n".join(lines) + "\n}}\n", encoding="utf-8")


def _holds(sentence: Sentence, labelled: Labelled, ground: str) -> bool:
    start = labelled.rationale.find(labelled.evidence[ground])
    end = start + len(labelled.evidence[ground])
    shared = min(end, sentence.span[1]) - max(start, sentence.span[0])
    return shared > (end - start) / 2 or sentence.span[0] <= start < sentence.span[1]


def _entries(name: str) -> Iterator[tuple[str, str]]:
    for line in (SENTENCES / name).read_text(encoding="utf-8").splitlines():
        key, _, text = line.partition(": ")
        yield key, text


def _all() -> Iterable[Example]:
    for name in ("seen", "seen_more"):
        for each in invented(name):
            yield from of_rationale(each, _COUNTS[name])
    yield from alone()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folds", type=int, metavar="N", help="score what is left out instead of writing")
    asked = parser.parse_args()
    if asked.folds:
        of = folds(asked.folds)
        print(f"all:        {score(of)}")
        for decision in ("upheld", "overturned"):
            print(f"{decision + ':':<11} {score([r for r in of if r.labelled.decision == decision])}")
    else:
        write(learn(list(_all())))
