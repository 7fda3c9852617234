"""Phrases as data: a small pattern language over words, and the places of a text where its phrases stand.

A phrase is words with spaces between. ``a|b`` is either word, ``word*`` any word that begins so, ``word?`` may be
missing, ``#`` a number, ``..`` up to three words of any kind and ``...`` up to eight. ``<name>`` stands for a list of
words given apart. A phrase begins with a word that must stand. Every phrase is tried only where its first word stands,
so that a text of n words takes some n steps and not n times the number of phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)*")
_GAPS = {"..": 3, "...": 8}
PLAIN = str.maketrans({"’": "'", "‘": "'"})
_POSSESSIVE = "'s"
_MOST_REMEMBERED = 50_000
_SHORTENED = {"can't": "can", "won't": "will", "shan't": "shall"}


@dataclass(frozen=True, slots=True)
class PhraseWord:
    """A word in lower case without a possessive ending, and where it stands in its text."""

    text: str
    start: int
    end: int


def words(text: str, start: int, end: int) -> list[PhraseWord]:
    """The words of ``text[start:end]``; hyphens part words, and "isn't" is two. Apostrophes must be plain ones."""
    found: list[PhraseWord] = []
    for each in _WORD.finditer(text, start, end):
        word = each[0].lower().removesuffix(_POSSESSIVE)
        if word.endswith("n't"):
            found.append(PhraseWord(_SHORTENED.get(word, word[:-3]), each.start(), each.end()))
            word = "not"
        found.append(PhraseWord(word, each.start(), each.end()))
    return found


@dataclass(frozen=True, slots=True)
class _Step:
    """One place of a phrase: a word out of several, or a gap of up to ``gap`` words."""

    exact: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()
    optional: bool = False
    gap: int = 0

    def takes(self, word: str) -> bool:
        return word in self.exact or (bool(self.beginnings) and word.startswith(self.beginnings))


@dataclass(frozen=True, slots=True)
class GroundPhrase:
    """A phrase as written in the data, and its steps."""

    written: str
    steps: tuple[_Step, ...]

    @property
    def needed(self) -> tuple[frozenset[str], ...]:
        """Sets of words of each of which a text must hold one, the smallest set first: a cheap first look."""
        sure = [step.exact for step in self.steps[1:] if step.exact and not step.beginnings and not step.optional]
        return tuple(sorted(sure, key=len))

    def end(self, text: Sequence[str], place: int, step: int = 0) -> int:
        """The place behind the shortest match that begins at ``place``; -1 if there is none."""
        steps, count = self.steps, len(text)
        for number in range(step, len(steps)):
            wanted = steps[number]
            if wanted.gap:
                last = min(place + wanted.gap, count - 1)
                following = steps[number + 1]
                for at in range(place, last + 1):
                    # The word behind a gap must fit before anything is tried from there.
                    if following.optional or following.takes(text[at]):
                        end = self.end(text, at, number + 1)
                        if end >= 0:
                            return end
                return -1
            fits = place < count and wanted.takes(text[place])
            if wanted.optional:
                end = self.end(text, place + 1, number + 1) if fits else -1
                if end >= 0:
                    return end
            elif fits:
                place += 1
            else:
                return -1
        return place


def phrase(written: str, lists: Mapping[str, Sequence[str]]) -> GroundPhrase:
    """Read one phrase. Raises :class:`ValueError` where it is no phrase of the language."""
    steps = tuple(_step(part, lists) for part in written.split())
    if not steps or steps[0].gap or steps[0].optional or steps[-1].gap:
        raise ValueError(f"The phrase {written!r} must begin and end with a word.")
    return GroundPhrase(written, steps)


def _step(part: str, lists: Mapping[str, Sequence[str]]) -> _Step:
    if part in _GAPS:
        return _Step(gap=_GAPS[part])
    optional = part.endswith("?")
    choices: list[str] = []
    for choice in part.removesuffix("?").split("|"):
        choices += lists[choice[1:-1]] if choice.startswith("<") else [choice]
    if "#" in choices:
        choices = [choice for choice in choices if choice != "#"] + [f"{digit}*" for digit in range(10)]
    beginnings = tuple(choice[:-1] for choice in choices if choice.endswith("*"))
    return _Step(frozenset(choice for choice in choices if not choice.endswith("*")), beginnings, optional)


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase found: the name it is filed under, the phrase as written, and its first and last word's places."""

    name: str
    phrase: str
    first: int
    last: int


_Filed = tuple[str, GroundPhrase, tuple[frozenset[str], ...]]
"""A name, a phrase filed under it, and the words it needs."""


class GroundLexicon:
    """Phrases filed under names, found together in one walk over a text's words."""

    def __init__(self, named: Iterable[tuple[str, GroundPhrase]]) -> None:
        self._exact: dict[str, list[_Filed]] = {}
        self._beginnings: dict[str, list[_Filed]] = {}
        for name, each in named:
            filed = (name, each, each.needed)
            for word in each.steps[0].exact:
                self._exact.setdefault(word, []).append(filed)
            for beginning in each.steps[0].beginnings:
                self._beginnings.setdefault(beginning, []).append(filed)
        self._lengths = sorted({len(beginning) for beginning in self._beginnings})
        self._known: dict[str, tuple[_Filed, ...]] = {}

    def find(self, text: Sequence[str]) -> Iterator[PhraseMatch]:
        """Every phrase of the lexicon in the words ``text``, in the order of its first word."""
        held = frozenset(text)
        for place, word in enumerate(text):
            known = self._known.get(word)
            if known is None:
                known = self._beginning_with(word)
            for name, each, needed in known:
                if any(map(held.isdisjoint, needed)):
                    continue
                end = each.end(text, place + 1, 1)
                if end > place:
                    yield PhraseMatch(name, each.written, place, end - 1)

    def _beginning_with(self, word: str) -> tuple[_Filed, ...]:
        """The phrases whose first word ``word`` may be; remembered, since letters use few words often."""
        found = list(self._exact.get(word, ()))
        for length in self._lengths:
            if length <= len(word):
                found += self._beginnings.get(word[:length], ())
        if len(self._known) >= _MOST_REMEMBERED:
            self._known.clear()
        return self._known.setdefault(word, tuple(found))
