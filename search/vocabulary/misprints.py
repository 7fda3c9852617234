"""Words one edit away from known ones, found through what is left of either without one letter."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA


class Misprints:
    """Known words of at least `shortest` letters, to be found from a misprint of one letter.

    A letter may be wrong, missing, too many, or in its neighbour's place; never the first one, which people get right.
    A misprint may thus be one letter shorter than the shortest known word. Asking costs time by the length of the word,
    not by the number of known words.
    """

    def __init__(self, words: Iterable[str], shortest: int) -> None:
        self._shortest = shortest
        self._words: dict[str, set[str]] = {}
        for word in words:
            if len(word) >= shortest and word.isalpha():
                for key in _shortened(word):
                    self._words.setdefault(key, set()).add(word)

    def near(self, word: str) -> set[str]:
        """The known words that this word misses by one edit; none for a word too short or with digits."""
        if len(word) < self._shortest - 1 or not word.isalpha():
            return set()
        candidates = {known for key in _shortened(word) for known in self._words.get(key, ())}
        return {known for known in candidates if known[0] == word[0] and OSA.distance(word, known, score_cutoff=1) <= 1}


def _shortened(word: str) -> set[str]:
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}
