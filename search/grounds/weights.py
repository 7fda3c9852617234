"""The weights of features for each ground, learned from labelled rationales (`make grounds` learns them anew)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from .data import weights_of
from .features import of_words
from .roles import TaggedSentence

Weights = npt.NDArray[np.float32]


class GroundWeights:
    """``names`` of features, and for each a row of weights: a column a ground in the order of ``grounds``, and behind
    them one that says how much the feature speaks for a sentence that applies any criterion at all."""

    def __init__(self, grounds: Sequence[str], names: Sequence[str], rows: Weights) -> None:
        self.grounds = tuple(grounds)
        self._index = {name: number for number, name in enumerate(names)}
        self._rows = rows
        self.of_wording = lru_cache(maxsize=1024)(self._of_wording)

    def rows(self) -> Iterator[tuple[str, Weights]]:
        """Each feature with its weights."""
        return ((name, self._rows[number]) for name, number in self._index.items())

    def sum(self, names: Iterable[str]) -> Weights:
        """What features weigh together for each ground; those that nobody has seen weigh nothing."""
        number = self._index.get
        known = {row for name in names if (row := number(name)) is not None}
        weighed: Weights = self._rows.take(list(known), axis=0).sum(axis=0)
        return weighed

    def logits(self, weighed: Weights) -> Weights:
        """The logarithm of the odds on each ground, from what the features of each sentence weigh together.

        A ground decides where the sentence applies a criterion and the criterion is this one: both chances multiplied.
        """
        named, applies = weighed[..., :-1], weighed[..., -1:]
        logits: Weights = -np.logaddexp(np.logaddexp(-named, -applies), -named - applies)
        return logits

    def by_word(self, wording: TaggedSentence, overturned: bool, ground: str) -> list[float]:
        """What each word of a sentence weighs for one ground."""
        column = self.grounds.index(ground)
        return [
            sum(float(self._rows[self._index[name], column]) for name in names if name in self._index)
            for names in of_words(wording, overturned)
        ]

    def _of_wording(self, wording: TaggedSentence, overturned: bool) -> Weights:
        """What the words of a sentence weigh; remembered, since reviewers say much in the same words."""
        return self.sum(chain.from_iterable(of_words(wording, overturned)))


@cache
def ground_weights() -> GroundWeights:
    """The weights as learned last."""
    data = weights_of()
    names = list(data["features"])
    rows = np.zeros((len(names), len(data["grounds"]) + 1), np.float32)
    for row, name in enumerate(names):
        for column, hundredths in data["features"][name].items():
            rows[row, int(column)] = hundredths / 100
    return GroundWeights(data["grounds"], names, rows)
