"""Names for one thing: a brand and its ingredient, an abbreviation and its long form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from search.query.tree import And, Node, Or, Phrase, Scope, Word
from search.query.words import STOP_WORDS, stem, words
from search.vocabulary import synonyms

Name = tuple[str, ...]


class Thesaurus:
    """Other names, found by the stems of the words typed. ``MOST`` bounds what one name may grow into."""

    MOST = 24

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
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
            typed = run[place : place + length]
            others = self._others.get(_stems(word.text for word in typed), ())
            own: Node = typed[0] if length == 1 else And(tuple(typed))
            names = [_named(other, typed[0].scope) for other in others]
            if names:
                expanded.append(Or((own, *names), alike=True))
            else:
                expanded.extend(typed)
            place += length
        return expanded

    def _length(self, run: Sequence[Word], place: int) -> int:
        """How many words from ``place`` on make the longest known name; 1 where none is known."""
        stems = _stems(word.text for word in run[place : place + self._longest])
        return next((length for length in range(len(stems), 1, -1) if stems[:length] in self._others), 1)


@cache
def field_thesaurus() -> Thesaurus:
    """The thesaurus of the field, made once from the vocabulary."""
    return Thesaurus(synonyms())


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


def _named(name: tuple[str, ...], scope: Scope | None) -> Node:
    return Word(name[0], scope) if len(name) == 1 else Phrase(name, exact=False, scope=scope)
