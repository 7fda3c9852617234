"""The weights of features for each ground, learned from labelled rationales (`make grounds` learns them anew)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, islice, pairwise, repeat
from typing import IO, NamedTuple

import numpy as np
import numpy.typing as npt

from search.vocabulary.phrases import Remembered

from .data import weights_file
from .features import (
    PAIR,
    beside,
    denied_places,
    of_cues,
    of_denied_word,
    of_phrase,
    of_place,
    of_rules,
    of_word,
    phrases_in,
    place_of,
)
from .roles import Role, Sentence, TaggedSentence

Weights = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int32]
"""The numbers of features in the order of their names."""
Fired = Mapping[int, Sequence[tuple[str, str, bool]]]
"""By a sentence's place: the grounds whose rules fire in it, the kind of phrase and whether it is the ground's best."""


class _WordRows(NamedTuple):
    """The rows of a word, by the outcome; those that come to them behind a "not"; as what it counts beside another."""

    alone: tuple[tuple[int, ...], tuple[int, ...]]
    denied: tuple[int, ...]
    beside: str


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
        # Letters use few words often, and reviewers say much in the same words.
        self._known = Remembered(self._look_up)
        self._of_cues = lru_cache(maxsize=4_096)(lambda *of: self._numbers(of_cues(*of)))
        self._of_phrase = lru_cache(maxsize=10_000)(lambda *of: self._numbers(of_phrase(*of)))
        self._of_place = lru_cache(maxsize=4_096)(lambda *of: self._row(of_place(*of)))
        self._of_rules = lru_cache(maxsize=4_096)(lambda *of: self._row(of_rules(of)))
        self._of_sentence = lru_cache(maxsize=4_096)(self._of_words_and_cues)

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

    def weigh(self, found: Sequence[Sentence], read: Iterable[int], overturned: bool, fired: Fired) -> Weights:
        """What the features of the sentences at the places ``read``, which are one or more, weigh together for each
        ground: one row a sentence. ``fired`` are the rules."""
        lots: list[Rows] = []
        starts: list[int] = []
        count = 0
        for place in read:
            starts.append(count)
            of = [
                self._of_sentence(found[place].wording, found[place].role, overturned),
                self._of_place(*place_of(found, place)),
            ]
            if place in fired:
                of.append(self._of_rules(*fired[place]))
            lots += of
            count += sum(map(len, of))
        weighed: Weights = np.add.reduceat(self._rows.take(np.concatenate(lots), axis=0), starts, axis=0)
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
        words = self._words(wording)
        rows = [word.alone[overturned] for word in words]
        for place in denied_places(wording):
            rows[place] += words[place].denied
        for place, pair in enumerate(self._pairs(words), start=1):
            rows[place] += (pair,)
        column = self._rows[:, self.grounds.index(ground)]
        weights = iter(column[list(chain.from_iterable(rows))].tolist())
        return [sum(islice(weights, len(of))) for of in rows]

    def _of_words_and_cues(self, wording: TaggedSentence, role: Role, overturned: bool) -> Rows:
        """The rows of a sentence's words and of what it does, each once, and of a feature that weighs nothing."""
        words = self._words(wording)
        rows = set(chain.from_iterable([word.alone[overturned] for word in words]))
        if "not" in wording.names:
            rows.update(*[words[place].denied for place in denied_places(wording)])
        rows.update(self._pairs(words))
        rows.update(self._of_cues(wording.names, role, overturned))
        rows.update(*[self._of_phrase(*said, role, overturned) for said in phrases_in(wording)])
        rows.add(self._nothing)
        return np.fromiter(rows, np.int32, len(rows))

    def _words(self, wording: TaggedSentence) -> list[_WordRows]:
        return list(map(self._known.__getitem__, [word.text for word in wording.words]))

    def _pairs(self, words: Sequence[_WordRows]) -> Iterator[int]:
        """The row of each two words in a row."""
        return map(self._of_pair.get, pairwise([word.beside for word in words]), repeat(self._nothing))

    def _look_up(self, word: str) -> _WordRows:
        alone = self._numbers(of_word(word, False)), self._numbers(of_word(word, True))
        return _WordRows(alone, self._numbers(of_denied_word(word)), beside(word))

    def _row(self, names: Iterable[str]) -> Rows:
        return np.array(self._numbers(names), np.int32)

    def _numbers(self, names: Iterable[str]) -> tuple[int, ...]:
        """The rows of features; those that nobody has seen have none."""
        index = self._index
        return tuple([index[name] for name in names if name in index])


@cache
def ground_weights() -> GroundWeights:
    """The weights as learned last."""
    with weights_file().open("rb") as file:
        return GroundWeights.read(file)
