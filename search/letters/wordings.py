"""Printed wordings found again as scanners and other hands give them: within a few edits, however they are dressed.

Text is compared folded: in one case, without spaces and punctuation, and with the signs alike that scanners take for
each other. A wording of n folded characters may differ in n/8 edits, so that a text is compared with those wordings
alone whose length is near its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

LETTERS_AN_EDIT = 8
NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMERAL = "|".join(NUMERALS)
"""A pattern of any of them, to stand in brackets."""
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "j": "l", "5": "s", "8": "b", "q": "g"})
# Bullets, quotation marks of mailers, marks of bold type, numbers and letters of a list.
_DRESS = re.compile(
    r"(?:[\s>•●▪◦·*#_~\[“\"'–—-]{1,6}|\(?(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)]\s{1,3}"
    r"|(?:part|section) (?:\d{1,2}|[ivx]{1,4}|[a-h]) ?[:.–—-]\s{0,3}){0,4}",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"[\s:;.,*_=\]–—”\"'-]{0,8}")
# Where a label may end: at a sign, at the line's end, or before what can only follow it.
# What may only be looked at behind its first sign comes after it, so that the search may run from sign to sign.
_END = re.compile(
    r"[:;–—*.=\]DTCMO-](?:(?<=[:;–—=\]])|(?<=\*)\*|(?<=[.-])(?=\s|$)"
    r"|(?:(?<= D)ecision based|(?<= T)he (?:Claims|Expert)|(?<= C)A MTUS|(?<= M)TUS|(?<= O)DG)\b)"
)


# The same in bytes, for text that is ASCII as nearly all is: from capitals too, and without what is no letter.
_ALIKE_BYTES = bytes(ord(chr(at).lower().translate(_ALIKE)) for at in range(128)) + bytes(128)
_NO_LETTERS = bytes(at for at in range(128) if not chr(_ALIKE_BYTES[at]).isalnum())


def fold(text: str) -> str:
    """The letters of a text by which wordings are compared."""
    if text.isascii():
        letters = text.encode().translate(_ALIKE_BYTES, _NO_LETTERS).decode()
    else:
        letters = "".join(filter(str.isalnum, text.casefold().translate(_ALIKE)))
    return letters.replace("rn", "m").replace("vv", "w").replace("cl", "d")


# The same of letters alone, with spaces for all else.
_SMALL_LETTERS = bytes(ord(chr(at).lower()) if chr(at).isalpha() else ord(" ") for at in range(128)) + bytes(128)


def runs_of_letters(text: str) -> list[str]:
    """The runs of letters in a text that is ASCII, in small letters."""
    return text.encode().translate(_SMALL_LETTERS).decode().split()


def behind_dress(text: str) -> int:
    """Where a line goes on behind its dress: 0 where it has none."""
    found = _DRESS.match(text)
    return found.end() if found else 0


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording and its folded form. ``edits``: in how many it may differ."""

    key: str
    text: str
    folded: str
    edits: int

    @classmethod
    def of(cls, key: str, text: str) -> Wording:
        folded = fold(text)
        return cls(key, text, folded, len(folded) // LETTERS_AN_EDIT)


class Wordings:
    """Several wordings, found at a line's beginning or as a whole line."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        self.wordings = tuple(sorted(wordings, key=lambda wording: -len(wording.folded)))
        self.longest = max(len(wording.text) for wording in wordings) + 24
        self._by_head: dict[str, list[str]] = {}
        for wording in wordings:
            self._by_head.setdefault(wording.folded[:3], []).append(wording.folded)
        self._most_edits = max(wording.edits for wording in wordings)
        self._by_length: dict[int, dict[str, Wording]] = {}
        for wording in self.wordings:
            for length in range(len(wording.folded) - wording.edits, len(wording.folded) + wording.edits + 1):
                self._by_length.setdefault(length, {}).setdefault(wording.folded, wording)

    def label(self, text: str) -> tuple[Wording, int] | None:
        """The wording that a line begins with as a label, and where what it labels begins."""
        start = text[: self.longest]
        first = behind_dress(start)
        ends = [found.start() for found in _END.finditer(start, first)]
        if len(start) == len(text):
            ends.append(len(text))
        best: tuple[int, Wording, int] | None = None
        for end in ends:
            near = self.nearest(fold(start[first:end]))
            if near is not None and (best is None or near[0] < best[0]):
                closed = _CLOSING.match(text, end)
                best = *near, closed.end() if closed else end
        return best[1:] if best else None

    def whole(self, text: str) -> Wording | None:
        """The wording that a whole line is, its dress aside."""
        if len(text) > self.longest:
            return None
        near = self.nearest(fold(text[behind_dress(text) :]))
        return near[1] if near else None

    def nearest(self, folded: str) -> tuple[int, Wording] | None:
        """The wording from which a folded text differs least, with the number of edits."""
        near = self._by_length.get(len(folded))
        if near is None:
            return None
        found = process.extractOne(
            folded, near.keys(), scorer=Levenshtein.distance, processor=None, score_cutoff=self._most_edits
        )
        if found is None:
            return None
        wording = near[found[0]]
        return (int(found[1]), wording) if found[1] <= wording.edits else None

    def begun(self, text: str, following: str) -> bool:
        """Whether a wording begins with this line and goes on with the next one."""
        folded = fold(text[behind_dress(text) :])
        if not any(whole.startswith(folded) for whole in self._by_head.get(folded[:3], ())):
            return False
        return self.label(f"{text} {following}") is not None


_folded_word = lru_cache(maxsize=4096)(fold)


def respelled(text: str, label: str, *, edits: int = 2) -> str:
    """The text, in which the first words within a few edits of a label are spelled as the label is."""
    folded, length = _folded_word(label), len(label.split())
    if len(text) < len(folded) - edits:
        return text
    words = list(re.finditer(r"\S+", text))
    parts = [_folded_word(word[0]) for word in words]
    for at in range(len(words) - length + 1):
        given = "".join(parts[at : at + length])
        if abs(len(given) - len(folded)) <= edits and Levenshtein.distance(given, folded, score_cutoff=edits) <= edits:
            return text[: words[at].start()] + label + text[words[at + length - 1].end() :]
    return text


def opening_like(text: str, sentence: str, *, share: float = 0.92) -> int:
    """Where a text goes on behind an opening sentence that may have slips; 0 where it opens otherwise."""
    folded = fold(sentence)
    for end in re.finditer(r"[:;.,\n]\s{0,3}", text[: 2 * len(sentence)]):
        given = fold(text[: end.start()])
        if abs(len(given) - len(folded)) < 8 and Levenshtein.normalized_similarity(given, folded) > share:
            return end.end()
    return 0
