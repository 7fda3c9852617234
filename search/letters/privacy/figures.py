"""Numbers, birth dates, telephones and addresses that point at a person, in any spelling (``figures.toml``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from ..data import table

ADDRESS = "A street address"
AGENCY = "A case number of another agency"

_PIECE = re.compile("<([A-Z_]+)>")
# Where a number may begin, or the bracket before one.
_NUMBER = re.compile(r"[(\d](?:(?<=\d)\d*|(?=\d))")
_ZIP = re.compile(r"\d{5}(?<!\d\d{5})(?<![/-]\d{5})(?:-\d{4})?(?![\d/-])")
_OLD_CASE = re.compile(r"\d{6,8}\b")
_CITY_REACH = 60


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern with its pieces put in, which may hold pieces themselves."""
    pieces = table("figures")["pieces"]
    while _PIECE.search(pattern):
        pattern = _PIECE.sub(lambda found: str(pieces[found[1]]), pattern)
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class _Label:
    """What it is, the label that the text must hold in small letters, its longest word, and the pattern of the
    whole there."""

    what: str
    label: str
    word: str
    written: str


@cache
def _labels() -> tuple[_Label, ...]:
    return tuple(
        _Label(figure["what"], label, max(label.split(), key=len), f"{re.escape(label)}(?:{figure['then']})")
        for figure in table("figures")["labelled"]
        for label in figure["after"]
    )


@cache
def _plain() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((figure["what"], _compiled(figure["pattern"])) for figure in table("figures")["plain"])


@cache
def _city() -> re.Pattern[str]:
    return _compiled(table("figures")["city"]["pattern"])


@cache
def _old_offices() -> frozenset[str]:
    return frozenset(table("figures")["offices"]["old"].split())


def figures(text: str) -> Iterator[tuple[str, int, int]]:
    """What, start and end of each that the text holds."""
    small = _small(text)
    # Each word once: there are many labels to look for, and a letter says most of its words again and again.
    said = "\n".join(set(small.split()))
    for each in _labels():
        if each.word in said and each.label in small:
            labelled = _matches(_compiled(each.written), small, _places(each.label, small))
            yield from ((each.what, found.start(), found.end()) for found in labelled)
    numbers = [found.start() for found in _NUMBER.finditer(text)]
    for what, pattern in _plain():
        yield from ((what, found.start(), found.end()) for found in _matches(pattern, text, numbers))
    for found in _matches(_ZIP, text, numbers):
        if _city().search(text, max(0, found.start() - _CITY_REACH), found.start()):
            yield ADDRESS, found.start(), found.end()
    for found in _matches(_OLD_CASE, text, numbers):
        if text[max(0, found.start() - 4) : found.start()].strip(" -\n") in _old_offices():
            yield AGENCY, found.start(), found.end()


def _places(word: str, text: str) -> Iterator[int]:
    """Where a word begins, found as a word is: in a fraction of the time that a pattern takes."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _matches(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """The matches that begin at one of these places, as far as they do not overlap."""
    end = 0
    for at in places:
        found = pattern.match(text, at) if at >= end else None
        if found:
            yield found
            end = found.end()


def _small(text: str) -> str:
    """The text in small letters, each where it was."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
