"""Words as what they are known: given names, surnames, words that letters print, degrees, names of tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from ..data import table, words


class Kind:
    """What a word is known as: bits of an integer (an IntFlag would take most of the time that reading names takes)."""

    GIVEN = 1
    SURNAME = 2
    WORD_SURNAME = 4
    ORDINARY = 8
    DEGREE = 16
    WEAK_DEGREE = 32
    EPONYM = 64


KNOWN = Kind.GIVEN | Kind.SURNAME
NAMED = KNOWN | Kind.WORD_SURNAME


class NameWord(NamedTuple):
    """A word that begins with a capital; ``low``: in small letters without a possessive."""

    start: int
    end: int
    text: str
    low: str
    kind: int


# How surnames alone begin.
_OF_SURNAMES = re.compile(r"(?:o'|d'|mc)[a-z]{3,}$")


@cache
def listed(name: str) -> frozenset[str]:
    """The words of one list of ``privacy.toml``."""
    data = table("privacy")[name]
    return frozenset(data.split() if isinstance(data, str) else data)


@cache
def _kinds() -> Mapping[str, int]:
    """Every word that is known, and as what."""
    lists = (
        (Kind.GIVEN, words("given_names")),
        (Kind.SURNAME, words("surnames")),
        (Kind.WORD_SURNAME, words("word_surnames")),
        (Kind.ORDINARY, words("ordinary") | listed("more_ordinary")),
        (Kind.DEGREE, listed("degrees")),
        (Kind.WEAK_DEGREE, listed("weak_degrees")),
        (Kind.EPONYM | Kind.ORDINARY, listed("eponyms")),
    )
    kinds: dict[str, int] = {}
    for kind, members in lists:
        for word in members:
            kinds[word] = kinds.get(word, 0) | kind
    return kinds


def fold(word: str) -> str:
    """The word in small letters without a possessive and a final dot."""
    low = word.replace("’", "'").casefold().rstrip(".")
    return low.removesuffix("'s").removesuffix("'")


@lru_cache(8192)
def looked_up(word: str) -> tuple[str, int]:
    low = fold(word)
    return low, kind_of(low)


def kind_of(low: str) -> int:
    kind = _kinds().get(low, 0)
    if not kind and "-" in low:
        parts = [_kinds().get(part, 0) for part in low.split("-")]
        if low.partition("-")[0] in listed("prefixes") and parts[1] == 0:
            return 0
        named = any(part & KNOWN for part in parts) or (Kind.WORD_SURNAME in parts and 0 in parts)
        return Kind.SURNAME if named else Kind.ORDINARY if any(parts) else 0
    kind = kind or _kinds().get(low.replace(".", ""), 0)
    return kind or (Kind.SURNAME if _OF_SURNAMES.match(low) else 0)
