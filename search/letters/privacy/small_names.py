"""Names of persons in small letters: behind a title or an initial, or a full name of which both words are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set

from ..data import words
from .hints import pointed
from .name_words import KNOWN, NAME, NAMED, TITLE, Kind, fold, is_unknown, kind_of, listed

_SMALL_TITLED = re.compile(
    r"[DdMmPp](?<!\w.)(?:(?<=[DdMm])[Rr][Ss]?|(?<=[Mm])(?:[Ss]|ister)|(?<=[Dd])octor|(?<=[Pp])rof(?:essor)?)\b\.?\s"
    r"(?:[a-z]\.\s)?(?=[a-z])"
)
# From the point, which few letters stand before, to its initial.
_SMALL_INITIAL = re.compile(r"\.(?<=[a-z]\.)(?<![\w.]..)(?<![\w.,(] ..) ([a-zß-ÿ'’-]{4,20}) ([a-z]+)")
PHRASES = pointed(("dr", "drs", "mr", "mrs", "ms", "mister", "doctor", "prof", "professor"))
_VERB = re.compile(r"\s([a-z]+)\b")
_SMALL_WORD = re.compile(r"[a-zß-ÿ]+(?:['’-][a-zß-ÿ]+)*")


def small_names(text: str, printed: Set[str], may_hold: Set[str]) -> Iterator[tuple[str, int, int]]:
    """What, start and end of each; ``printed``: the text's words; ``may_hold``: which phrases it may hold."""
    if not may_hold.isdisjoint(PHRASES):
        yield from _titled(text)
    yield from _with_initial(text)
    yield from _full(text, printed)


def _titled(text: str) -> Iterator[tuple[str, int, int]]:
    for found in _SMALL_TITLED.finditer(text):
        word = _SMALL_WORD.match(text, found.end())
        if word and (_is_name(text, fold(word[0]), dotted="." in found[0]) or _does(text, fold(word[0]), word.end())):
            yield TITLE, found.start(), word.end()


def _is_name(text: str, low: str, *, dotted: bool) -> bool:
    """Whether a word in small letters is a name behind a title; ``dotted``: behind one that ends with a point,
    where a word that nobody knows is one too if no more than one place of the text has it.
    """
    kind = kind_of(low)
    if kind:
        return bool(kind & KNOWN) and not kind & (Kind.EPONYM | Kind.ORDINARY)
    return len(low) > (4 if dotted else 5) and text.find(low, text.find(low) + 1) < 0 and is_unknown(low)


def _does(text: str, low: str, end: int) -> bool:
    """Whether a surname that is a word too does what only a person does."""
    if not kind_of(low) & Kind.WORD_SURNAME and low not in listed("titled_words"):
        return False
    verb = _VERB.match(text, end)
    return verb is not None and verb[1] not in {"is", "was", "has", "had", "will"} and verb[1] in listed("human_verbs")


def _with_initial(text: str) -> Iterator[tuple[str, int, int]]:
    """Surnames behind an initial, who do what only a person does."""
    for initial in _SMALL_INITIAL.finditer(text):
        low = fold(initial[1])
        if initial[2] in listed("human_verbs") and (kind_of(low) & KNOWN or is_unknown(low)):
            yield NAME, initial.start() - 1, initial.end(1)


def _full(text: str, printed: Set[str]) -> Iterator[tuple[str, int, int]]:
    """Full names in small letters, of which both words are known and are nothing else."""
    for given in words("given_names") & printed:
        if f"{given} " not in text or kind_of(given) & ~NAMED:
            continue
        for found in re.finditer(rf"(?<!\w){re.escape(given)} (?:[a-z]\.? )?([a-z'’-]+)", text):
            if kind_of(fold(found[1])) & ~KNOWN == 0 and kind_of(fold(found[1])) & Kind.SURNAME:
                yield NAME, found.start(), found.end()
