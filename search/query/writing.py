"""One writing of the plain words of a query: "pre-op", "pre op" and "preop" are "preoperative", "eight" is "8", a pair
of drugs is their names whatever sign stands between them. What stands in quotation marks stays as it is typed.

The other writings are looked for beside the one (:func:`other_writings`), since letters print them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import product

from search.query.words import words
from search.vocabulary import drug_data
from search.vocabulary.data import table
from search.vocabulary.misprints import is_known
from search.vocabulary.short_forms import is_initials
from search.vocabulary.text import singular
from search.vocabulary.written import one_writing

Name = tuple[str, ...]

_SHORTEST_REST = 5
_MOST_PIECES = 3
_WORD = re.compile(r"[^\W_]+")
_NAMES = re.compile(r"[^ /]+")
_PLAIN = re.compile(r'"[^"]*"(?:~\d+)?|[^"]+|"')
_HELD = re.compile(r" ?- ?| |/")
_LEVEL = re.compile(r"[ctls]\d{1,2}")
_SIGNS = frozenset(":*~")
_VISITS = re.compile(r"(\d{1,2})x(\d{1,2})")
_SIGN = re.compile(r" ?[-/+&] ?| | (?:and|with|w) | w/ ?")


def plainly(text: str) -> str:
    """``text``, cleaned, in the one writing but for what stands in quotation marks."""
    return "".join(part if part.startswith('"') else _joined(one_writing(part)) for part in _PLAIN.findall(text))


def other_writings(name: Name) -> Iterable[Name]:
    """How else letters write folded words that are in the one writing."""
    if len(name) == 2 and all(map(_LEVEL.fullmatch, name)):
        upper, lower = name
        ends = (lower, lower[1:]) if upper[0] == lower[0] else (lower,)
        betweens: tuple[Name, ...] = ((), ("to",), ("through",), ("and",))
        return [each for between, end in product(betweens, ends) if (each := (upper, *between, end)) != name]
    if len(name) > 1:
        return ()
    (word,) = name
    if word.isdecimal():
        spoken = _spoken().get(word)
        return [(spoken,)] if spoken else [(word[:-3], word[-3:])] if 4 <= len(word) <= 6 else ()
    if by := _VISITS.fullmatch(word):
        return [(by[1], "x", by[2])]
    parted = [(prefix, word[len(prefix) :]) for prefix in _prefixes() if _is_of(prefix, word)]
    return dict.fromkeys((*_closed().get(word, ()), *parted))


def as_shown(text: str) -> str:
    """Words in the one writing as a page prints them."""
    shown = table("writings")["shown"]
    return _NAMES.sub(lambda name: shown.get(name[0], name[0].upper() if is_initials(name[0]) else name[0]), text)


def _joined(text: str) -> str:
    """The text with torn words in one, pairs of drugs beside each other, and numbers in digits."""
    found = list(_WORD.finditer(text))
    said = [each[0].lower() for each in found]
    parts: list[str] = []
    place = end = 0
    while place < len(found):
        written, taken = _one_of(text, found, said, place)
        start, upto = found[place].start(), found[place + taken - 1].end()
        parts += [text[end:start], written.upper() if text[start:upto].isupper() else written]
        end = upto
        place += taken
    return "".join((*parts, text[end:]))


def _one_of(text: str, found: list[re.Match[str]], said: list[str], place: int) -> tuple[str, int]:
    """The one writing of the words from ``place`` on, and how many they are."""
    gaps = [text[found[at].end() : found[at + 1].start()] for at in range(place, min(place + 3, len(found) - 1))]
    for count in range(min(_MOST_PIECES, len(gaps) + 1), 1, -1):
        whole = _one().get(tuple(said[place : place + count]))
        if whole and all(map(_HELD.fullmatch, gaps[: count - 1])):
            return whole, count
    word = said[place]
    if gaps and word in _prefixes() and gaps[0] in (" ", "-") and _is_of(word, word + said[place + 1]):
        return word + said[place + 1], 2
    if gaps and (pair := _pair(text, found, said, place)):
        return pair
    behind = text[found[place].end() : found[place].end() + 1]
    if behind in _SIGNS:  # the name of a field, or the beginning of a word
        return found[place][0], 1
    return _one().get((word,)) or _digits().get(word) or found[place][0], 1


def _pair(text: str, found: list[re.Match[str]], said: list[str], place: int) -> tuple[str, int] | None:
    """Two drugs that are sold as one, in the order in which they are known."""
    first = _ingredient(said[place])
    for last in range(place + 1, min(place + 3, len(said))) if first else ():
        second = _ingredient(said[last])
        pair = _pairs().get(frozenset((first, second))) if first and second and first != second else None
        if pair and _SIGN.fullmatch(text[found[place].end() : found[last].start()].lower()):
            return pair, last - place + 1
    return None


def _ingredient(word: str) -> str | None:
    drug = drug_data.lexicon().get_words((singular(word),))
    is_name = drug and (not drug.brand or word in table("drug_combinations")["abbreviations"])
    return drug.generics[0] if drug and is_name and len(drug.generics) == 1 else None


@cache
def _pairs() -> Mapping[frozenset[str], str]:
    return {frozenset(parts): " ".join(parts) for name in drug_data.generics() if len(parts := name.split("/")) == 2}


@cache
def _one() -> Mapping[Name, str]:
    """A writing in folded words → the one."""
    return {tuple(words(form)): whole for whole, forms in table("writings")["closed"].items() for form in forms}


@cache
def _closed() -> Mapping[str, tuple[Name, ...]]:
    return {whole: tuple(tuple(words(form)) for form in forms) for whole, forms in table("writings")["closed"].items()}


@cache
def _prefixes() -> frozenset[str]:
    return frozenset(table("writings")["prefixes"]["words"])


@cache
def _digits() -> Mapping[str, str]:
    return {word: str(number) for word, number in table("writings")["numbers"].items()}


@cache
def _spoken() -> Mapping[str, str]:
    return {digits: word for word, digits in _digits().items()}


def _is_of(prefix: str, word: str) -> bool:
    """Whether a word begins so and the rest is a word by itself."""
    rest = word[len(prefix) :]
    return word.startswith(prefix) and len(rest) >= _SHORTEST_REST and rest.isalpha() and is_known(singular(rest))
