"""Which phrases a text may hold at all, told by its words.

Most rules for names and numbers begin with one of some hundred phrases ("Dr.", "lives at"), of which a letter has few.
To look for each takes most of a rule's time, so the text's words are looked through once for the parts of all of
them. What a word holds is remembered, since letters say most of their words again and again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import lru_cache

_NONE = frozenset[str]()
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
        for part in {part for found in self._by_part.values() for _, parts in found for part in parts}:
            self._by_beginning.setdefault(part[:2], []).append(part)
        self._parts_in = lru_cache(8192)(self._look_through)

    def may_stand_in(self, words: Set[str]) -> set[str]:
        """The phrases that may stand in a text of these words, which are in small letters and parted by white space."""
        parts = _NONE.union(*filter(None, map(self._parts_in, words)))
        told = (each for part in parts for each in self._by_part.get(part, ()))
        return {*self._always, *(phrase for phrase, needed in told if needed <= parts)}

    def _look_through(self, word: str) -> frozenset[str]:
        """The parts that a word of a text holds, as it is and without the signs before what it begins with."""
        padded = f" {word} "
        if not word.isalnum():
            padded += f"{_BEGINNING.sub(' ', word)} "
        begun = [at for at in range(len(padded) - 1) if padded[at : at + 2] in self._by_beginning]
        parts = ((at, part) for at in begun for part in self._by_beginning[padded[at : at + 2]])
        return frozenset(part for at, part in parts if padded.startswith(part, at)) if begun else _NONE


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
