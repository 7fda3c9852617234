"""Which phrases a text may hold at all, told by its words.

Most rules for names and numbers begin with one of some hundred phrases ("Dr.", "lives at"), of which a letter has few.
To look for each takes most of a rule's time, so the text's words are looked through once for the parts of all of
them. What a word holds is remembered, since letters say most of their words again and again.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import accumulate, chain

_MOST_REMEMBERED = 10_000
_BEGUN = 3
_CLOSES = ".,;:!?)"
_BEGINNING = re.compile(r"\b(?=\w)")


class Hints:
    """Phrases to look for, in small letters. A blank in one stands for any white space, at its end for the text's end
    too, and at its beginning for whatever is no part of a word.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        self._always: list[str] = []  # of mere signs
        self._by_part: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for phrase in dict.fromkeys(phrases):
            parts = frozenset(_parts(phrase))
            if parts:
                self._by_part.setdefault(max(sorted(parts), key=len), []).append((phrase, parts))
            else:
                self._always.append(phrase)
        self._by_beginning: dict[str, list[str]] = {}
        every = {part for found in self._by_part.values() for _, parts in found for part in parts}
        self._short = [part for part in every if len(part) < _BEGUN]
        for part in every.difference(self._short):
            self._by_beginning.setdefault(part[:_BEGUN], []).append(part)
        self._looked_through: set[str] = set()
        self._held_by: dict[str, set[str]] = {}

    @property
    def remembered(self) -> int:
        """How many words it remembers."""
        return len(self._looked_through)

    def may_stand_in(self, words: Set[str]) -> set[str]:
        """The phrases that may stand in a text of these words, which are in small letters and parted by white space."""
        if len(self._looked_through) > _MOST_REMEMBERED:
            self._looked_through.clear()
            self._held_by.clear()
        if new := list(words - self._looked_through):
            self._look_through(new)
        parts = set().union(*map(self._held_by.__getitem__, words & self._held_by.keys()))
        told = chain.from_iterable(map(self._by_part.__getitem__, parts & self._by_part.keys()))
        return {*self._always, *(phrase for phrase, needed in told if needed <= parts)}

    def _look_through(self, words: Sequence[str]) -> None:
        """Remember which parts each of the words holds, as it is and without the signs before what it begins with.
        Each part is looked for in all the words at once, since it stands in few of them."""
        self._looked_through.update(words)
        padded = [
            f" {word} " if word.rstrip(_CLOSES).isalnum() else f" {word} {_BEGINNING.sub(' ', word)} " for word in words
        ]
        together = "\n".join(padded)
        ends = list(accumulate(len(each) + 1 for each in padded))
        begun = {together[at : at + _BEGUN] for at in range(len(together))} & self._by_beginning.keys()
        for part in chain(self._short, *map(self._by_beginning.__getitem__, begun)):
            at = together.find(part)
            while at >= 0:
                place = bisect_right(ends, at)
                self._held_by.setdefault(words[place], set()).add(part)
                at = together.find(part, ends[place])


def pointed(words: Iterable[str]) -> frozenset[str]:
    """The phrases that each word is by itself, with a point behind it or without."""
    return frozenset(f" {word}{point} " for word in words for point in ("", "."))


def places_of(word: str, text: str) -> Iterator[int]:
    """Where a word begins, found as a word is: in a fraction of the time that a pattern takes."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def matches_at(pattern: re.Pattern[str], text: str, places: Iterable[int], behind: int = 0) -> Iterator[re.Match[str]]:
    """The matches that begin so many characters behind one of these places, as far as they do not overlap with it."""
    end = 0
    for at in places:
        found = pattern.match(text, at + behind) if at >= end else None
        if found:
            yield found
            end = found.end()


def _parts(phrase: str) -> Iterator[str]:
    """The parts of a phrase that stand in a word each, with a blank where the word begins or ends with them."""
    parts = phrase.split(" ")
    for place, part in enumerate(parts):
        if part and (len(part) > 1 or len(parts) > 1):
            yield f"{' ' if place else ''}{part}{' ' if place < len(parts) - 1 else ''}"
