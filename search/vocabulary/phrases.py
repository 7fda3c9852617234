"""Phrases as data: a small pattern language over words, and the places of a text where its phrases stand.

A phrase is words with spaces between. ``a|b`` is either word, ``word*`` any word that begins so, ``word?`` may be
missing, ``#`` a number, ``..`` up to three words of any kind and ``...`` up to eight. ``<name>`` stands for a list of
words given apart. A phrase begins with a word that must stand. Every phrase is tried only where its first word stands,
so that a text of n words takes some n steps and not n times the number of phrases.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from itertools import chain
from operator import or_
from typing import NamedTuple, TypeVar

from .sentences import Span

Value = TypeVar("Value")

_WORD = re.compile(r"[^\W_]+(?:'[^\W\d_]+)*")
_MARKS = ".,;:()"
_GAPS = {"..": 3, "...": 8}
_MOST_REMEMBERED = 10_000
_SHORTENED = {"can't": "can", "won't": "will", "shan't": "shall"}


def plain(text: str) -> str:
    """The text with plain apostrophes, each where it was."""
    return text.replace("’", "'").replace("‘", "'")


def places(text: str) -> list[Span]:
    """Where each word of a text stands."""
    if "n't" not in text.lower():
        return [each.span() for each in _WORD.finditer(text)]
    return [each.span() for each in _WORD.finditer(text) for _ in _parts(each[0])]


def _parts(printed: str) -> tuple[str, ...]:
    """The word in lower case without a possessive ending; "isn't" is two."""
    word = printed.lower().removesuffix("'s")
    if word == "n't":  # which stands apart where a scanner parted the word
        return ("not",)
    return (_SHORTENED.get(word, word[:-3]), "not") if word.endswith("n't") else (word,)


class _Choice(NamedTuple):
    """Words of which a phrase takes any one: whole words, and beginnings of words."""

    exact: frozenset[str]
    beginnings: frozenset[str]


class _Step(NamedTuple):
    """One place of a phrase: a word out of several, or, where ``choice`` is none, a gap of up to ``gap`` words."""

    choice: _Choice | None
    optional: bool = False
    gap: int = 0


class WrittenPhrase(NamedTuple):
    """A phrase as written in the data, and its steps."""

    written: str
    steps: tuple[_Step, ...]

    @property
    def choices(self) -> list[_Choice]:
        """The words to choose from at each step but the gaps."""
        return [step.choice for step in self.steps if step.choice]


def phrase(written: str, lists: Mapping[str, Sequence[str]]) -> WrittenPhrase:
    """Read one phrase. Raises :class:`ValueError` where it is no phrase of the language."""
    steps = tuple(_step(part, lists) for part in written.split())
    if not steps or steps[0].gap or steps[0].optional or steps[-1].gap:
        raise ValueError(f"The phrase {written!r} must begin and end with a word.")
    return WrittenPhrase(written, steps)


def _step(part: str, lists: Mapping[str, Sequence[str]]) -> _Step:
    if part in _GAPS:
        return _Step(None, gap=_GAPS[part])
    choices: list[str] = []
    for choice in part.removesuffix("?").split("|"):
        choices += lists[choice[1:-1]] if choice.startswith("<") else [choice]
    if "#" in choices:
        choices = [choice for choice in choices if choice != "#"] + [f"{digit}*" for digit in range(10)]
    beginnings = frozenset(choice[:-1] for choice in choices if choice.endswith("*"))
    exact = frozenset(choice for choice in choices if not choice.endswith("*"))
    return _Step(_Choice(exact, beginnings), part.endswith("?"))


class PhraseMatch(NamedTuple):
    """A phrase found: the name it is filed under, the phrase as written, and its first and last word's places."""

    name: str
    phrase: str
    first: int
    last: int


class _FiledStep(NamedTuple):
    """A step whose choice of words is a number; 0 for a gap."""

    choice: int
    optional: bool
    gap: int


class _FiledPhrase(NamedTuple):
    """A phrase under a name: the steps behind its first word. ``needed`` has the bits of the choices of which a text
    must hold a word each, ``following`` is the choice that must take the next word; 0 where any word may follow."""

    name: str
    written: str
    steps: tuple[_FiledStep, ...]
    needed: int
    following: int


_ANY = frozenset((0,))


@dataclass(slots=True)
class LexiconWord:
    """A word of a text, and what a lexicon knows of it: the choices that take it, with 0 for that of any word, the same
    as bits, and the phrases that may begin with it."""

    text: str
    choices: frozenset[int] = _ANY
    bits: int = 0
    phrases: tuple[_FiledPhrase, ...] = ()


class PhraseLexicon:
    """Phrases filed under names.

    Every choice of words has a number. A word is looked up once for all the choices that take it; a phrase is then
    tried by looking numbers up, and not at all where the text lacks a word that it needs.
    """

    def __init__(self, named: Iterable[tuple[str, WrittenPhrase]]) -> None:
        self._exact: dict[str, LexiconWord] = {}
        self._beginnings: dict[str, LexiconWord] = {}
        numbers: dict[_Choice | None, int] = {None: 0}
        for name, each in named:
            for choice in each.choices:
                numbers.setdefault(choice, len(numbers))
            steps = [_FiledStep(numbers[step.choice], step.optional, step.gap) for step in each.steps[1:]]
            needed = sum({1 << step.choice for step in steps if step.choice and not step.optional})
            following = 0 if not steps or steps[0].optional else steps[0].choice
            filed = _FiledPhrase(name, each.written, tuple(steps), needed, following)
            for word in self._filed(each.choices[0]):
                word.phrases += (filed,)
        for choice in filter(None, numbers):
            for word in self._filed(choice):
                word.choices |= {numbers[choice]}
                word.bits |= 1 << numbers[choice]
        self._all = (1 << len(numbers)) - 1
        self._lengths = sorted(set(map(len, self._beginnings)))
        self._words = Remembered(self._word)
        self._known = Remembered(self._look_up)

    def _filed(self, choice: _Choice) -> Iterator[LexiconWord]:
        yield from (self._exact.setdefault(word, LexiconWord(word)) for word in choice.exact)
        yield from (self._beginnings.setdefault(word, LexiconWord(word)) for word in choice.beginnings)

    def words(self, text: str) -> list[LexiconWord]:
        """The words of a text; hyphens part words. Apostrophes must be plain ones."""
        return list(chain.from_iterable(map(self._known.__getitem__, text.split())))

    def find(self, words: Sequence[LexiconWord], every: Container[str] | None = None) -> list[PhraseMatch]:
        """The phrases in the words of a text, in the order of their first words. ``every``: the names of which every
        phrase is wanted, where the first one is enough of the others."""
        text = [word.choices for word in words]
        text.append(_ANY)  # so that there is always a next word
        lacking = self._all ^ reduce(or_, [word.bits for word in words], 0)
        found: list[PhraseMatch] = []
        done: set[str] = set()
        for place, word in enumerate(words, start=1):
            following = text[place]
            for name, written, steps, needed, next_choice in word.phrases:
                if next_choice not in following or needed & lacking or name in done:
                    continue
                end = _end(steps, text, place) if steps else place
                if end > 0:
                    if every is not None and name not in every:
                        done.add(name)
                    found.append(PhraseMatch(name, written, place - 1, end - 1))
        return found

    def forget(self) -> None:
        """Drop what it remembers of the words of texts."""
        self._known.clear()
        self._words.clear()

    def _look_up(self, printed: str) -> tuple[LexiconWord, ...]:
        """The words that stand between two blanks: one, but for marks and hyphens."""
        bare = printed.strip(_MARKS)
        if bare.isalpha():
            return (self._words[bare.lower()],) if bare == printed else self._known[bare]
        return tuple(self._words[part] for word in _WORD.findall(printed) for part in _parts(word))

    def _word(self, text: str) -> LexiconWord:
        filed = [self._exact[text]] if text in self._exact else []
        starts = [text[:length] for length in self._lengths[: bisect_right(self._lengths, len(text))]]
        filed += [self._beginnings[start] for start in starts if start in self._beginnings]
        if not filed:
            return LexiconWord(text)
        if len(filed) == 1:
            return LexiconWord(text, filed[0].choices, filed[0].bits, filed[0].phrases)
        return LexiconWord(
            text,
            _ANY.union(*(each.choices for each in filed)),
            reduce(or_, (each.bits for each in filed)),
            tuple(chain.from_iterable(each.phrases for each in filed)),
        )


class Remembered(dict[str, Value]):
    """What was looked up of words, or of what stands between two blanks; letters use few words often."""

    def __init__(self, look_up: Callable[[str], Value]) -> None:
        self._look_up = look_up

    def __missing__(self, printed: str) -> Value:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        return self.setdefault(printed, self._look_up(printed))


def _end(steps: Sequence[_FiledStep], text: Sequence[Set[int]], place: int, number: int = 0) -> int:
    """The place behind the shortest match of the steps, from that of this ``number`` on, that begins at ``place``; -1
    for none. ``text`` are the choices of its words, and those of any word."""
    last = len(steps) - 1
    while number <= last:
        choice, optional, gap = steps[number]
        if gap:
            number += 1
            choice, optional, _ = steps[number]
            for at in range(place, min(place + gap + 1, len(text) - 1)):
                # The word behind a gap must fit before anything is tried from there.
                if choice in text[at] or optional:
                    end = at + 1 if number == last and not optional else _end(steps, text, at, number)
                    if end >= 0:
                        return end
            return -1
        fits = choice in text[place]
        if optional:
            end = _end(steps, text, place + 1, number + 1) if fits else -1
            if end >= 0:
                return end
        elif fits:
            place += 1
        else:
            return -1
        number += 1
    return place
