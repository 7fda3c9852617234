"""The weights of features for each ground, learned from labelled rationales (`make grounds` learns them anew)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
        self._nothing = len(names)
        self._rows = np.vstack((rows, np.zeros((1, rows.shape[1]), np.float32)))
        # Letters use few words often.
        self._of_word = lru_cache(maxsize=8_192)(self._rows_of_word)
        self.of_wording = lru_cache(maxsize=1024)(self._of_wording)
        self.of_lot = lru_cache(maxsize=8_192)(self._of_lot)

    def rows(self) -> Iterator[tuple[str, Weights]]:
        """Each feature with its weights."""
        return ((name, self._rows[number]) for name, number in self._index.items())

    def _of_lot(self, names: frozenset[str]) -> Weights:
        """What features weigh together for each ground; those that nobody has seen weigh nothing. Remembered, since
        many sentences share a lot."""
        known = sorted(self._index[name] for name in names if name in self._index)
        weighed: Weights = self._rows[[self._nothing, *known]].sum(axis=0)
        return weighed

    def logits(self, weighed: Weights) -> Weights:
        """The logarithm of the odds on each ground, from what the features of each sentence weigh together.

        A ground decides where the sentence applies a criterion and the criterion is this one: both chances multiplied.
        """
        named, applies = weighed[..., :-1], weighed[..., -1:]
        logits: Weights = -np.logaddexp(np.logaddexp(-named, -applies), -named - applies)
        return logits

    def by_word(self, wording: TaggedSentence, overturned: bool, ground: str) -> list[float]:
        """What each word of a sentence, and with the word before it, weighs for one ground."""
        column = self.grounds.index(ground)
        alone, pairs = of_words(wording, overturned)
        weighs = [sum(float(self._rows[row, column]) for row in self._of_word(names)) for names in alone]
        for place, pair in enumerate(pairs, start=1):
            weighs[place] += float(self._rows[self._index.get(pair, self._nothing), column])
        return weighs

    def _of_wording(self, wording: TaggedSentence, overturned: bool) -> Weights:
        """What the words of a sentence weigh; remembered, since reviewers say much in the same words."""
        alone, pairs = of_words(wording, overturned)
        get = self._index.get
        rows = {get(pair, self._nothing) for pair in pairs}
        rows.update((self._nothing,), *map(self._of_word, alone))
        weighed: Weights = self._rows[list(rows)].sum(axis=0)
        return weighed

    def _rows_of_word(self, names: tuple[str, ...]) -> tuple[int, ...]:
        """The rows of one word's features."""
        return tuple(self._index[name] for name in names if name in self._index)


@cache
def ground_weights() -> GroundWeights:
    """The weights as learned last."""
    data = weights_of()
    features: dict[str, dict[str, int]] = data["features"]
    rows = np.zeros((len(features), len(data["grounds"]) + 1), np.float32)
    of = list(features.values())
    places = np.repeat(np.arange(len(of)), list(map(len, of)))
    columns = np.fromiter(map(int, chain.from_iterable(of)), np.intp)
    hundredths = np.fromiter(chain.from_iterable(map(dict.values, of)), np.float64)
    rows[places, columns] = hundredths / 100
    return GroundWeights(data["grounds"], list(features), rows)
