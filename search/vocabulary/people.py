"""Reviewers' specialties and states of licensure, as lists printed in a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from .data import table
from .text import Lexicon, Words, tidy, words_of

_JOINING = frozenset(
    {
        "and",
        "or",
        "also",
        "board",
        "certified",
        "certification",
        "certificate",
        "in",
        "the",
        "has",
        "a",
        "subspecialty",
        "with",
        "is",
    }
)
_FUZZY_LENGTH = 8


@dataclass(frozen=True, slots=True)
class NamedSpecialties:
    """Canonical labels in printed order, each once; `unknown` are those that nobody knows, as printed."""

    labels: tuple[str, ...]
    unknown: tuple[str, ...]


@cache
def _specialties() -> Lexicon[str]:
    data = table("specialties")
    return Lexicon([*((name, name) for name in data["names"]), *data["aliases"].items()])


@cache
def _states() -> Lexicon[str]:
    data = table("facets")["states"]
    return Lexicon((name, name) for name in data["names"])


def _mended(printed: str, lexicon: Lexicon[str]) -> str | None:
    """The one name that a misprint means: one letter wrong, two in a long name, none in a short one."""
    text = " ".join(words_of(printed).words)
    if len(text) < _FUZZY_LENGTH:
        return None
    allowed = 1 if len(text) < 14 else 2
    near: dict[str, int] = {}
    for name, label in lexicon.items():
        distance = OSA.distance(text, name, score_cutoff=allowed)
        if distance <= allowed:
            near[label] = min(distance, near.get(label, distance))
    best = min(near.values(), default=None)
    labels = [label for label, distance in near.items() if distance == best]
    return labels[0] if len(labels) == 1 else None


def _pieces(text: Words, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs of words between `start` and `end` that no comma, semicolon or stroke divides."""
    first = start
    for position in range(start, end):
        if position > first and re.search(r"[,;/]", text.between(position - 1, position)):
            yield first, position
            first = position
    if first < end:
        yield first, end


def _list(printed: str, lexicon: Lexicon[str]) -> Iterator[tuple[str, bool]]:
    """Names in printed order with whether each is known: exact, else mended, else as printed."""
    text = words_of(printed)
    found = lexicon.find(text.words)
    position = 0
    for match in [*found, None]:
        stop = match.start if match else len(text.words)
        for first, last in _pieces(text, position, stop):
            while first < last and text.words[first] in _JOINING:
                first += 1
            while last > first and text.words[last - 1] in _JOINING:
                last -= 1
            if first == last:
                continue
            piece = text.folded[text.spans[first][0] : text.spans[last - 1][1]]
            mended = _mended(piece, lexicon)
            yield (mended, True) if mended else (_as_printed(printed, piece), False)
        if match:
            yield match.value, True
            position = match.end


def _as_printed(printed: str, folded: str) -> str:
    """The stretch of the print that this folded text came from, in its own capitals where it can be found."""
    clean = tidy(printed)
    place = clean.lower().find(folded)
    return clean[place : place + len(folded)] if place >= 0 else folded.title()


def name_specialties(printed: str) -> NamedSpecialties:
    """The specialties of a line like "Preventive Medicine, Occupational Medicine".

    Known names come before commas and "and" ("Public Health & General Preventive Medicine" is one), misprints
    are mended, and what nobody knows is kept as printed.
    """
    labels: dict[str, bool] = {}
    for label, known in _list(printed[:600], _specialties()):
        labels.setdefault(label, known)
    return NamedSpecialties(tuple(labels), tuple(label for label, known in labels.items() if not known))


def name_states(printed: str) -> tuple[str, ...]:
    """State names of a line like "Texas,New York and California", each once; what is no state is dropped."""
    line = printed[:600]
    named = {label: None for label, known in _list(line, _states()) if known}
    codes = table("facets")["states"]["codes"]
    if not named:
        named = {codes[code]: None for code in re.findall(r"\b[A-Z]{2}\b", line) if code in codes}
    return tuple(named)
