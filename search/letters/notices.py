"""Whole sentences that speak of the paper they stand on, and of who may have it, in whatever words.

A letter tells of a worker's care; what an office prints or writes on its pages tells of pages, copies, senders and
courts. A sentence's words of papers count for a notice, its words of care against it (``stamps.toml``).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .data import table
from .wordings import runs_of_letters

SURE = 2
"""So much is a notice, wherever it stands: no sentence of real letters that fills its lines comes near."""
LONGEST_NOTICE = 420
_MOST_SPEAKING = 2

_WORD = re.compile(r"[^\W\d_]\w*(?:-\w+)*")
_PART = re.compile(r"-(\w+)")
_SPEAKING = frozenset(("you", "your", "please", "kindly", "we", "our", "us", "thank", "thanks"))
"""A letter speaks to nobody, and says nothing of its writers."""
# "Page(s): 80" and the like cite.
_CITES = re.compile(r"\(s\)|\bet al\b|\(?(?:19|20)\d\d[;)]|\bpages? \d")
# Who declares something writes a paper of his own, as a proof of service.
_DECLARES = re.compile(r"\bI [a-z]")
# What offices say of a worker or a request is not care.
_OF_OFFICES = re.compile(
    r"\b(?:at|upon|on|per) (?:the |your |our )?request(?: of)?\b"
    r"|\b(?:injured )?workers?['’]s?(?! (?:pain|condition|injur))"
    r"|\bworkers['’]? comp(?:ensation)?\b|\bmedical (?:records?|information|files?)\b|\b(?:false|fraudulent) claim",
    re.IGNORECASE,
)


@cache
def _papers() -> frozenset[str]:
    """Words of papers, and those that speak to a reader."""
    return _SPEAKING.union(table("stamps")["papers"].split())


@cache
def _runs_of_papers() -> frozenset[str]:
    """The last run of letters of each of these: "mail" of "e-mail"."""
    return frozenset(runs_of_letters(word)[-1] for word in _papers())


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What points at the paper itself, and what tells of care."""
    lists = table("stamps")
    own, points = "|".join(lists["points_at"].split()), "|".join(lists["pointing"].split())
    begins, whole = "|".join(lists["care_begins"].split()), "|".join(lists["care"].split())
    return (
        re.compile(rf"\b(?:{points}) (?:[\w-]+ )?(?:{own})", re.IGNORECASE),
        re.compile(rf"\b(?:(?:{begins})\w*|(?:{whole})\b)", re.IGNORECASE),
    )


@lru_cache(maxsize=4096)
def speaks_of_papers(text: str) -> bool:
    """Whether a word of papers stands in a text, or it speaks to its reader; told quickly."""
    if text.isascii() and _runs_of_papers().isdisjoint(runs_of_letters(text)):
        return False
    return not _papers().isdisjoint(_said(text))


def _said(text: str) -> list[str]:
    """A text's words, and the later parts of those with a hyphen: "re-release" speaks of a release."""
    folded = text.casefold()
    return [*_WORD.findall(folded), *(_PART.findall(folded) if "-" in folded else ())]


def tells_of_care(text: str) -> bool:
    """Whether a text holds a word of a worker's care, or of its review."""
    return _patterns()[1].search(text) is not None


@lru_cache(maxsize=1024)
def notice_odds(text: str) -> int:
    """By how much a sentence speaks more of papers than of care; ``SURE`` and more is a notice."""
    if _CITES.search(text) or _DECLARES.search(text):
        return -1
    points_at, care = _patterns()
    text = _OF_OFFICES.sub(" ", text)
    said = _papers().intersection(_said(text))
    speaking = min(len(said & _SPEAKING), _MOST_SPEAKING)
    calls = text.endswith("!")  # as no letter does
    return len(said - _SPEAKING) + speaking + calls + (points_at.search(text) is not None) - len(care.findall(text))


def is_of_papers(text: str) -> bool:
    """Whether a text speaks of papers, or to its reader, and not of care."""
    return notice_odds(text) > 0 and not tells_of_care(_OF_OFFICES.sub(" ", text))
