"""Reviewers' specialties and states of licensure, as lists printed in a line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .data import table
from .text import Lexicon, Match, WordSpans, tidy, words_of

_JOINING = frozenset(
    {
        "and",
        "or",
        "also",
        "board",
        "certified",
        "certification",
        "certificate",
        "licensed",
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
    return Lexicon([*((name, name) for name in data["names"]), *data["aliases"].items()])


def _mended(printed: str, lexicon: Lexicon[str]) -> str | None:
    """The one name that a misprint means: one letter wrong, two in a long name, none in a short one."""
    text = " ".join(words_of(printed).words)
    if len(text) < _FUZZY_LENGTH:
        return None
    names = dict(lexicon.items())
    allowed = 1 if len(text) < 14 else 2
    near = process.extract(text, names.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=4)
    labels = {names[name] for name, distance, _ in near if distance == near[0][1]}
    return labels.pop() if len(labels) == 1 else None


def _pieces(text: WordSpans, found: list[Match[str]]) -> Iterator[tuple[int, int]]:
    """Runs of words that no comma, semicolon or stroke divides, unless inside a known name."""
    inside = {position for match in found for position in range(match.start + 1, match.end)}
    first = 0
    for position in range(1, len(text.words) + 1):
        ends = position == len(text.words)
        if ends or (position not in inside and re.search(r"[,;/]", text.between(position - 1, position))):
            yield first, position
            first = position


def _list(printed: str, lexicon: Lexicon[str], *, qualified: bool = False) -> Iterator[tuple[str, bool]]:
    """Names in printed order with whether each is known: exact, else mended, else as printed.

    `qualified`: unknown words right before a name of one word make another name, as in "Spine Surgery".
    """
    text = words_of(printed)
    if not text.words:
        return
    found = lexicon.find(text.words)
    for first, last in _pieces(text, found):
        named = [match for match in found if first <= match.start < last]
        gaps = list(_gaps(text, first, last, named))
        whole = _mended(text.folded[text.spans[first][0] : text.spans[last - 1][1]], lexicon) if gaps else None
        if whole is not None:
            yield whole, True
            continue
        known = {match.start: (match.value, True) for match in named}
        for start, end in gaps:
            piece = text.folded[text.spans[start][0] : text.spans[end - 1][1]]
            mended = _mended(piece, lexicon)
            if qualified and mended is None and any(match.start == end and match.end == end + 1 for match in named):
                del known[end]
                piece = text.folded[text.spans[start][0] : text.spans[end][1]]
            known[start] = (mended or _as_printed(printed, piece), mended is not None)
        yield from (known[start] for start in sorted(known))


def _gaps(text: WordSpans, first: int, last: int, named: list[Match[str]]) -> Iterator[tuple[int, int]]:
    """What stands between the known names of a piece, without the words that only join."""
    position = first
    for stop, after in [*((match.start, match.end) for match in named), (last, last)]:
        end = stop
        while position < end and text.words[position] in _JOINING:
            position += 1
        while end > position and text.words[end - 1] in _JOINING:
            end -= 1
        if position < end:
            yield position, end
        position = after


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
    for label, known in _list(printed[:600], _specialties(), qualified=True):
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
