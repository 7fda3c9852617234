"""Numbers, birth dates, telephones and addresses that point at a person, in any spelling (``figures.toml``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import chain

import numpy as np

from ..data import table
from ..literals import in_small_letters
from .hints import matches_at, places_of

ADDRESS = "A street address"
TELEPHONE = "A telephone number"
AGENCY = "A case number of another agency"

_LEAST_SHARED = 3
_OTHER_SCRIPTS = 0x660
"""From which code on there are digits that are not ours."""
_PIECE = re.compile("<([A-Z_]+)>")
# A long number by its shape: seven digits or more in one piece or in pieces that are joined.
_LONG = re.compile(
    r"\d(?<![\d.,:;$/=_-]\d)(?=(?:[A-Za-z]{0,3}[-/.]?[A-Za-z]?\d){6})\d+(?:[A-Za-z]{0,3}[-/.][A-Za-z]?\d+|[A-Za-z]{1,3}\d+)*(?![\w%])"
)
# Which are days, years, spans, paragraphs of a law, a number that costs nothing to call.
_NO_LONG = re.compile(
    r"\d{1,2}[-/.]?\d{1,2}[-/.]?(?:19[3-9]\d|20[0-4]\d)|"
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:[-/]\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,5}[-/]\d{1,5}"
    r"|(?:\d{1,2}[-/])?(?:19|20)\d\d(?:[-/]\d{1,4}){1,3}|\d+(?:\.\d+)+(?:-\d+(?:\.\d+)+)*|(?:1[-.])?8\d\d[-.]\d{3}[-.]\d{4}"
    r"|\d{1,3}(?:[-/]\d{1,3})+|\d{1,3}(?:[-/.]\d{1,3})+"
)
_NO_NUMBER = re.compile(
    r"(?:\b(?:cpt|hcpcs|codes?|icd|ndc|pmid|pmcid|pmc|doi|isbn|issn|nct|pubmed|trial|pages?|pp|vol|lot|model|serial|catalog|part|levels?"
    r"|recall|patent|imr)\b.{0,20}|\bcm ?|http\S*|www\S*|\S+\.(?:gov|com|org|net|edu)\S*|\bNCT|\bPMC|\b[ls])$",
    re.IGNORECASE,
)
_ZIP = re.compile(r"\d{5}(?<!\d\d{5})(?<![/-]\d{5})(?:-\d{4})?(?![\d/-])")
_OLD_CASE = re.compile(r"\d{6,8}\b")
_CITY_REACH = 60
# A telephone number without its area, or with some of it in words, and what says a few words before that it is one.
_LOCAL = re.compile(
    r"[2-9](?<![\d/.(-][2-9])(?<!\d[\s.-][2-9])(?<!\d\)\s[2-9])\d\d[.–-]\d{4}(?![\d/-]|\.\d|\s?(?:mg|ml|cc))"
)
_CALLED = re.compile(
    r"\b(?:call|phone|telephone|tel|fax|cell|mobile|reach|dial|text|pager|beeper|voicemail|message|contact|hotline|number|line"
    r"|office|home|ph|ring|rang|hours|vm|voice|messages)(?:s|ed|ing)?\b[^\d\n;]{0,40}$",
    re.IGNORECASE,
)
_CALLED_REACH = 50
# A house's number in words, or the floor of one.
_WORDED = re.compile(
    r" (?:[A-ZÀ-Þ][\w'’.]+ ){1,2}"
    r"(?:Street|St|Avenue|Ave|Boulevard|Blvd|Road|Rd|Lane|Ln|Plaza|Drive|Way|Court|Parkway|Circle|Place|Square|Towers?)\b"
)
_NUMBERS = """
    One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve
    Thirteen Fourteen Fifteen Sixteen Seventeen Eighteen Nineteen Twenty Thirty Forty Fifty
"""
_HOUSES = tuple(f"{number} " for number in _NUMBERS.split())
# Words that mean more than a street are one's name before a town.
_WAYS = (" Street", " Avenue", " Boulevard", " Blvd", " Way in ", " Drive in ", " Court in ", " Road in ", " Lane in ")
_NO_STREETS = ("Wall", "His", "Her", "The")
_FLOOR = " Floor"
# A street without a house's number.
_ON_STREET = re.compile(r"\b(?:on|at|along|near|off|to|from|and|of) (?:[NSEW]\.? |[A-Z][a-z]+ )?[A-Z][\w'’-]{2,}$")
_STOREY = re.compile(r", \d{1,2}(?:st|nd|rd|th)$")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern with its pieces put in, which may hold pieces themselves."""
    pieces = table("figures")["pieces"]
    while _PIECE.search(pattern):
        pattern = _PIECE.sub(lambda found: str(pieces[found[1]]), pattern)
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class _Label:
    """What it is, the label that the text must hold in small letters, how it begins, and the pattern of what follows
    it."""

    what: str
    label: str
    begins: str
    then: str


@cache
def _labels() -> tuple[_Label, ...]:
    return tuple(
        _Label(figure["what"], label, _beginning(label), figure["then"])
        for figure in table("figures")["labelled"]
        for label in figure["after"]
    )


def _beginning(label: str) -> str:
    """The word with which a label begins, which others share: it is looked for once. Short ones stand everywhere."""
    first = label.partition(" ")[0]
    return first if len(first) >= _LEAST_SHARED else label


@cache
def _by_label() -> dict[str, list[int]]:
    """The places of the labels that are the same."""
    places: dict[str, list[int]] = {}
    for place, each in enumerate(_labels()):
        places.setdefault(each.label, []).append(place)
    return places


def label_phrases() -> Iterator[str]:
    """What must stand in a text in small letters for a rule here to be tried, a number aside."""
    yield from (each.label for each in _labels())
    yield from (each.casefold() for each in (*_HOUSES, *_WAYS, _FLOOR))


@cache
def _plain() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((figure["what"], _compiled(figure["pattern"])) for figure in table("figures")["plain"])


@cache
def _begins() -> re.Pattern[str]:
    """Where one of those without a label may be: few numbers are one."""
    written = (pattern.pattern for pattern in (*(each for _, each in _plain()), _LOCAL, _ZIP, _OLD_CASE))
    return re.compile(f"(?={'|'.join(written)})")


def number_starts(text: str) -> list[int]:
    """Where a number begins, or stands a bracket that may open one: found in all the text at once, since a pattern
    takes most of its time to come from one number to the next."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    digits = (codes >= ord("0")) & (codes <= ord("9"))
    # Those of other scripts are as rare as their letters.
    for at in np.flatnonzero(codes >= _OTHER_SCRIPTS).tolist():
        digits[at] = text[at].isdecimal()
    begins = codes == ord("(")
    begins[:1] |= digits[:1]
    begins[1:] |= digits[1:] & ~digits[:-1]
    starts: list[int] = np.flatnonzero(begins).tolist()
    return starts


@cache
def _city() -> re.Pattern[str]:
    return _compiled(table("figures")["city"]["pattern"])


@cache
def _old_offices() -> frozenset[str]:
    return frozenset(table("figures")["offices"]["old"].split())


def figures(text: str, may_hold: Set[str], starts: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """What, start and end of each that the text holds; ``may_hold``: the phrases that it may hold, ``starts``: where
    its numbers begin."""
    small, labels, by_label = in_small_letters(text), _labels(), _by_label()
    spaced = small.replace("\n", " ")
    told = sorted(chain.from_iterable(map(by_label.__getitem__, may_hold & by_label.keys())))
    begun: dict[str, list[int]] = {}
    for each in map(labels.__getitem__, told):
        if each.begins not in begun:
            begun[each.begins] = list(places_of(each.begins, spaced if each.label[0] == " " else small))
        places = begun[each.begins]
        if places and each.begins != each.label:
            places = [at for at in places if small.startswith(each.label, at)]
        if places:
            length = len(each.label)
            labelled = matches_at(_compiled(each.then), small, places, length)
            yield from ((each.what, found.start() - length, found.end()) for found in labelled)
    may_begin = _begins().match
    numbers = [at for at in starts if may_begin(text, at)]
    for what, pattern in _plain() if numbers else ():
        yield from ((what, found.start(), found.end()) for found in matches_at(pattern, text, numbers))
    for found in matches_at(_LOCAL, text, numbers):
        if _CALLED.search(text, max(0, found.start() - _CALLED_REACH), found.start()):
            yield TELEPHONE, found.start(), found.end()
    yield from _in_words(text, may_hold)
    for found in matches_at(_ZIP, text, numbers):
        if _city().search(text, max(0, found.start() - _CITY_REACH), found.start()):
            yield ADDRESS, found.start(), found.end()
    for found in matches_at(_OLD_CASE, text, numbers):
        if text[max(0, found.start() - 4) : found.start()].strip(" -\n") in _old_offices():
            yield AGENCY, found.start(), found.end()


def _in_words(text: str, may_hold: Set[str]) -> Iterator[tuple[str, int, int]]:
    """Addresses without a number, or with one in words."""
    for house in (house for house in _HOUSES if house.casefold() in may_hold):
        ends = (at + len(house) - 1 for at in places_of(house, text))
        worded = matches_at(_WORDED, text, ends)
        yield from ((ADDRESS, found.start() + 1 - len(house), found.end()) for found in worded)
    for way in (way for way in _WAYS if way.casefold() in may_hold):
        for at in places_of(way, text):
            if (on := _ON_STREET.search(text, max(0, at - 40), at)) and not on[0].endswith(_NO_STREETS):
                yield ADDRESS, on.start(), at + len(way)
    for at in places_of(_FLOOR, text) if _FLOOR.casefold() in may_hold else ():
        if _STOREY.search(text, max(0, at - 8), at):
            yield ADDRESS, at - 4, at + 6


def long_numbers(text: str, starts: Sequence[int]) -> Iterator[tuple[str, int, int]]:
    """What, start and end of each number that is too long for anything but a claim, a record or a telephone."""
    for found in matches_at(_LONG, text, starts):
        before = text[max(0, found.start() - 40) : found.start()].rpartition("\n")[2]
        if not _NO_LONG.fullmatch(found[0]) and not _NO_NUMBER.search(before):
            yield "A number of a claim or record", found.start(), found.end()
