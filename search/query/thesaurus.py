"""Names for one thing: a brand and its ingredient, an abbreviation and its long form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from search.query.tree import And, Node, Or, Phrase, Scope, Word
from search.query.words import STOP_WORDS, stem, words
from search.query.writing import other_writings, plainly
from search.vocabulary import synonyms
from search.vocabulary.data import table

Name = tuple[str, ...]


class Thesaurus:
    """Other names, found by the stems of the words typed. ``MOST`` bounds what one name may grow into."""

    MOST = 24

    def __init__(
        self, names: Mapping[str, Iterable[str]], writings: Callable[[Name], Iterable[Name]] = lambda _: ()
    ) -> None:
        """``writings`` gives other ways of writing the very same words (see :mod:`search.query.writing`)."""
        self._writings = writings
        others: defaultdict[Name, dict[Name, Name]] = defaultdict(dict)
        for name, alike in names.items():
            known = others[_stems(words(name))]
            for other in alike:
                known.setdefault(_stems(words(other)), tuple(words(other)))
        self._others = {
            key: _needed(key, found)[: self.MOST] for key, found in others.items() if not STOP_WORDS.issuperset(key)
        }
        self._longest = max(map(len, self._others), default=0)

    def expand(self, run: Sequence[Word]) -> list[Node]:
        """The words of ``run``, all of one scope, the longest known names among them beside their others."""
        expanded: list[Node] = []
        place = 0
        while place < len(run):
            length = self._length(run, place)
            typed, scope = run[place : place + length], run[place].scope
            pair = tuple(word.text for word in run[place : place + 2])
            if length == 1 and len(pair) == 2 and any(True for _ in self._writings(pair)):
                expanded.append(self.held(Phrase(pair, exact=False, scope=scope)))
                place += 2
                continue
            others = self._others.get(_stems(word.text for word in typed), ())
            own = [self._written(word) for word in typed]
            if length == 1:
                expanded.append(_alike(own[0], [_named(other, scope) for other in others]))
            else:
                expanded.append(_alike(And(tuple(own)), [_named(other, scope) for other in others]))
            place += length
        return expanded

    def held(self, phrase: Phrase) -> Node:
        """Words that stand side by side, beside other names for the same and other ways of writing it."""
        others = dict.fromkeys((*self._writings(phrase.words), *self._others.get(_stems(phrase.words), ())))
        return _alike(phrase, [_named(other, phrase.scope) for other in others])

    def _written(self, word: Word) -> Node:
        return _alike(word, [_named(name, word.scope) for name in self._writings((word.text,))])

    def _length(self, run: Sequence[Word], place: int) -> int:
        """How many words from ``place`` on make the longest known name; 1 where none is known."""
        stems = _stems(word.text for word in run[place : place + self._longest])
        return next((length for length in range(len(stems), 1, -1) if stems[:length] in self._others), 1)


@cache
def field_thesaurus() -> Thesaurus:
    """The thesaurus of the field, made once from the vocabulary."""
    named = {plainly(name): alike for name, alike in synonyms().items()}
    return Thesaurus(named, other_writings)


@cache
def said_alike() -> Mapping[str, tuple[str, ...]]:
    """Stem of a word → the words that may be said for it in an argument, those of one word each."""
    found: dict[str, dict[str, str]] = {}
    for group in table("arguments")["alike"]:
        stems = {stem(name): name for name in group if " " not in name}
        for each in stems:
            found.setdefault(each, {}).update({other: name for other, name in stems.items() if other != each})
    return MappingProxyType({each: tuple(others.values()) for each, others in found.items() if others})


def _needed(key: Name, others: Mapping[Name, Name]) -> tuple[Name, ...]:
    """The other names that find something which neither the name itself nor a shorter one of them finds."""
    single = {stems[0] for stems in (key, *others) if len(stems) == 1}
    return tuple(
        other
        for stems, other in others.items()
        if stems and stems != key and (len(stems) == 1 or single.isdisjoint(stems))
    )


def _stems(run: Iterable[str]) -> Name:
    return tuple(stem(word) for word in run)


def _alike(own: Node, names: Sequence[Node]) -> Node:
    """``own`` beside its other names; one that has other writings takes them along."""
    if not names:
        return own
    parts = own.parts if isinstance(own, Or) else (own,)
    return Or(tuple(dict.fromkeys((*parts, *names))), alike=True)


def _named(name: tuple[str, ...], scope: Scope | None) -> Node:
    return Word(name[0], scope) if len(name) == 1 else Phrase(name, exact=False, scope=scope)
