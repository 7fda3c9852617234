"""The weights of features for each ground, learned from labelled rationales (`make grounds` learns them anew)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, islice, pairwise, repeat
from typing import IO

import numpy as np
import numpy.typing as npt

from .data import weights_file
from .features import PAIR, are_denied, beside, of_word
from .roles import TaggedSentence

Weights = npt.NDArray[np.float32]
Rows = tuple[int, ...]
"""The numbers of features in the order of their names."""


class GroundWeights:
    """``names`` of features, and for each a row of weights: a column a ground in the order of ``grounds``, and behind
    them one that says how much the feature speaks for a sentence that applies any criterion at all."""

    def __init__(self, grounds: Sequence[str], names: Sequence[str], rows: Weights) -> None:
        self.grounds = tuple(grounds)
        self._index = {name: number for number, name in enumerate(names)}
        of_pairs = ((name, number) for name, number in self._index.items() if name.startswith(PAIR))
        self._of_pair = {tuple(name.removeprefix(PAIR).split()): number for name, number in of_pairs}
        self._nothing = len(names)
        self._rows = np.vstack((rows, np.zeros((1, rows.shape[1]), np.float32)))
        # Letters use few words often, and many sentences share a lot.
        self._of_word = lru_cache(maxsize=8_192)(self._rows_of_word)
        self.of_wording = lru_cache(maxsize=4_096)(self._of_wording)
        self.of_lot = lru_cache(maxsize=8_192)(self._of_lot)

    @classmethod
    def read(cls, file: IO[bytes]) -> GroundWeights:
        """What :meth:`write` wrote."""
        with np.load(file) as data:
            names = data["names"].tobytes().decode().split("\n")
            return cls(data["grounds"].tolist(), names, data["hundredths"] / np.float32(100))

    def write(self, file: IO[bytes], smallest: float) -> None:
        """The features of which any weight is ``smallest`` or more, with such weights in hundredths: in NumPy's form,
        since each start of the program reads them."""
        rows = np.where(np.abs(self._rows[:-1]) >= smallest, self._rows[:-1], 0)
        kept = np.flatnonzero(rows.any(axis=1))
        features = list(self._index)
        names = "\n".join(features[number] for number in kept).encode()
        hundredths = np.rint(rows[kept] * 100).astype(np.int16)
        np.savez_compressed(file, grounds=self.grounds, names=np.frombuffer(names, np.uint8), hundredths=hundredths)

    def weigh(self, sentences: Iterable[Iterable[Rows]]) -> Weights:
        """What the features of each sentence, in any lots of rows, weigh together for each ground: one row a sentence.
        ``sentences`` are one or more."""
        rows: list[int] = []
        starts: list[int] = []
        for lots in sentences:
            starts.append(len(rows))
            rows.append(self._nothing)
            rows.extend(chain.from_iterable(lots))
        weighed: Weights = np.add.reduceat(self._rows.take(rows, axis=0), starts, axis=0)
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
        words = [word.text for word in wording.words]
        alone = list(map(self._of_word, words, are_denied(wording), repeat(overturned)))
        pairs = [self._nothing, *map(self._of_pair.get, pairwise(map(beside, words)), repeat(self._nothing))]
        rows = list(chain.from_iterable((*of, pair) for of, pair in zip(alone, pairs, strict=True)))
        weights = iter(self._rows.take(rows, axis=0)[:, self.grounds.index(ground)].tolist())
        return [sum(islice(weights, len(of) + 1)) for of in alone]

    def _of_wording(self, wording: TaggedSentence, overturned: bool) -> Rows:
        """The rows of a sentence's words, each once; remembered, since reviewers say much in the same words."""
        words = [word.text for word in wording.words]
        rows = set(chain.from_iterable(map(self._of_word, words, are_denied(wording), repeat(overturned))))
        rows.update(map(self._of_pair.get, pairwise(map(beside, words)), repeat(self._nothing)))
        return tuple(rows)

    def _rows_of_word(self, word: str, denied: bool, overturned: bool) -> Rows:
        """The rows of one word's features."""
        return self._of_lot(of_word(word, denied, overturned))

    def _of_lot(self, names: Iterable[str]) -> Rows:
        """The rows of features; those that nobody has seen have none."""
        return tuple(self._index[name] for name in names if name in self._index)


@cache
def ground_weights() -> GroundWeights:
    """The weights as learned last."""
    with weights_file().open("rb") as file:
        return GroundWeights.read(file)
