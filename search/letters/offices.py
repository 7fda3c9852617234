"""How far a line speaks as offices do, and not as letters do, told by its words alone.

Letters say nearly nothing that other letters do not say; what an office prints on them is of another world. Each word
speaks for one or the other by as much as it is commoner there (``offices`` in ``stamps.toml``, ``ordinary.txt``),
and a word that neither knows speaks for the office, the more so with a capital.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from .data import table, words

TOLD = 2.0
"""So much is an office's line, if one of its words or signs is an office's."""
TOLD_BY_UNKNOWN = 4.5
"""So much is an office's line, if all that speaks for it is that its words are unknown."""

# What a word of each kind counts, in the measure of logarithms of how much commoner it is on stamps than in letters;
# chosen on made-up stamps and letters of which none is held back.
_OFFICE = 4.0
_MAY_BE_OFFICE = 0.5
_NUMBER = 2.0
_UNKNOWN_NAME = 2.5
_UNKNOWN = 1.0
_EITHER = -0.4
_LETTER = -1.6
_GOES_ON = 0.5
_FEWEST = -6.0
"""Below that no number makes a line an office's."""

_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_PARTS = re.compile(r"[-'’.]")
# What letters cite is full of names that no list has.
_CITES = re.compile(r"\((?:19|20)\d\d|\b(?:19|20)\d\d[;)]|\d; ?\d|\bet al\b|\(s\)|\b[A-Z][a-z]+ [A-Z]{1,2}[,.]")


# An office by its name alone.
_FIRM = re.compile(
    r"(?:(?:[A-Z][\w&.'’-]*|&|of|and|the),? ){1,6}"
    r"(?:Inc|INC|LLC|L\.L\.C|LLP|L\.L\.P|PLC|PC|P\.C|APC|APLC|Corp|CORP|Co|CO|Ltd|LTD|LP|L\.P)\.?"
)
_REVIEWERS = ("maximus", "work loss", "reed group")
_ADDRESS = re.compile(r"://|www\.")
# An address that is printed with a day or a page is a browser's, and none that a letter cites.
_PRINTED = re.compile(r"\d/\d{1,2}/\d|\b\d{1,3} ?(?:/|of) ?\d{1,3}\b", re.IGNORECASE)
# Numbers of files, and signs that hardly a letter prints.
_FILED = re.compile(r"\d{6,}|(?<!\d)0\d{2,}(?!\d)|\d{2,}[-_.]\d{3,}[-_.]\d+|[|~\\_@©>!]|\*$")


@cache
def _weights() -> dict[str, float]:
    """What each known word weighs."""
    lists = table("stamps")
    offices = " ".join(lists[name] for name in ("offices", "core", "counted", "signed")).split()
    letters = dict.fromkeys((*words("ordinary"), *table("privacy")["more_ordinary"].split()), _LETTER)
    said = {word: _MAY_BE_OFFICE if word in letters else _OFFICE for word in offices}
    spoken = dict.fromkeys(lists["addresses"].split(), _OFFICE)
    return letters | said | dict.fromkeys(lists["either"].split(), _EITHER) | spoken


class Odds(NamedTuple):
    """How far a line speaks as offices do; without what words say that no list has; whether it says a word or prints a
    sign that is an office's alone.
    """

    odds: float
    known: float
    told: bool


@cache
def _offices() -> frozenset[str]:
    return frozenset(word for word, weight in _weights().items() if weight == _OFFICE)


def names_office(text: str) -> bool:
    """Whether a line holds a word that is an office's alone, told quickly."""
    return not _offices().isdisjoint(text.casefold().split())


@lru_cache(maxsize=4096)
def office_odds(text: str) -> Odds:
    """How far a line speaks as offices do."""
    known = unknown = 0.0
    told = False
    weights = _weights()
    for printed in _WORD.findall(text):
        word = printed.casefold().rstrip(".'’-")
        if len(word) < 2:
            continue
        weight = weights.get(word)
        if weight is not None:
            known += weight
            told |= weight == _OFFICE
        elif all(part in weights for part in _PARTS.split(word) if len(part) > 1):
            known += _LETTER
        else:
            unknown += _UNKNOWN_NAME if printed[0].isupper() else _UNKNOWN
    if text[0] != "|" and known + unknown > _FEWEST and (signs := len(_FILED.findall(text))):
        known += _NUMBER * signs
        told = True
    return Odds(known + unknown, known, told)


def is_of_office(text: str, *, by_unknown: bool = True) -> bool:
    """Whether a line speaks as offices do; ``by_unknown``: words that no list has may tell it."""
    odds = office_odds(text)
    if odds.odds < TOLD or _cites(text):
        return False
    if odds.told:
        return by_unknown or odds.known >= TOLD
    # A sentence may tell of people and places that no list has.
    return by_unknown and odds.odds >= TOLD_BY_UNKNOWN and text[-1] != "."


def is_firm(text: str) -> bool:
    """Whether a line is the name of a firm and no more."""
    return _FIRM.fullmatch(text) is not None and not text.casefold().startswith(_REVIEWERS)


def goes_on_as_office(text: str) -> bool:
    """Whether a line below one that speaks as offices do may be its stamp's next one."""
    return office_odds(text).odds > _GOES_ON and not _cites(text)


def _cites(text: str) -> bool:
    return _CITES.search(text) is not None or (_ADDRESS.search(text) is not None and _PRINTED.search(text) is None)
