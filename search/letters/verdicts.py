"""The verdict in a rationale's own words, which must be that of its item's decision."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from .values import ParsedItem

_DENIED = re.compile(
    r"\b(?:not?|never|neither|nor|cannot|lacks?|fails?|without|un)\b[^.;]{0,60}?\bmedical(?:ly)? "
    r"(?:necess|appropriat)|\bnotmedically|\bmedical(?:ly)? necessity (?:\w+ ){0,3}(?:not|cannot|lacking)\b"
    r"|\bmedically unnecessary|\bnon-?certified"
)
_ESTABLISHED = r"(?:established|demonstrated|shown|met|substantiated|confirmed)"
_GRANTED = re.compile(
    r"\b(?:is|are|was|were|be|as|both|therefore|thus),? ?medically (?:necessary|appropriate)"
    rf"|\bmedical necessity (?:(?:of|for) [^.;]{{1,60}} )?(?:has been|is|was) (?:clearly |thus )?{_ESTABLISHED}"
)
_USUAL = re.compile("medical(?=ly| necess| appropriat)")
_BEFORE, _BEHIND = 80, 120
"""Characters around the usual words within which all that grants or denies stands."""
_LAST_SENTENCE = re.compile(r"(?:^|(?<=[.!?] ))[^.!?]{3,}[.!?]?$")
_FOUND = (
    r"(?:supported|warranted|indicated|justified|recommended|certified|approved|authorized|granted|reasonable"
    r"|appropriate)"
)
_DECIDED = r"(?:denial|decision) (?:is|was|should be|must be)"
_AGAINST = re.compile(
    rf"\bnot (?:\w+ ){{0,2}}{_FOUND}\b|\bnon-?certified\b|\bdenied\b|\b{_DECIDED} (?:upheld|affirmed|sustained)\b"
    r"|\bnecessity (?:\w+ ){0,3}not\b|\b(?:un(?:warranted|justified|supported|reasonable))\b",
    re.IGNORECASE,
)
_FAVORS = re.compile(
    rf"\b(?:is|are|was|were|be|seems?|as) (?:\w+ ){{0,2}}{_FOUND}\b|\b{_DECIDED} (?:overturned|reversed|set aside)\b",
    re.IGNORECASE,
)
_ASKED = r"(?:(?:the|this) )?(?:(?:disputed|current) )?(?:requests?|treatments?|services?|medications?)"
# A last sentence of nothing but the verdict on what is in dispute.
_LAST_SAYS = re.compile(
    rf"(?:(?:therefore|thus|hence|as such|accordingly|consequently),? )?{_ASKED}(?: (?:for|of) [^.;]{{1,160}}?)? "
    r"(?:is|are) (?:therefore |thus |hereby )?(?P<not>not )?medically (?:necessary|appropriate)"
    r"(?: and appropriate)?[.!]?"
)
_LAST_ON_DENIAL = re.compile(
    r"\b(?:denial|non-?certification|(?:decision|determination) of the (?:claims administrator|utilization review)"
    r"|(?:ur|utilization review|claims administrator['’]?s?) (?:denial|decision|determination))\b(?: of [^.;]{1,80}?)? "
    r"(?:is|should be|must be|is hereby|is therefore) (?:(?P<kept>upheld|affirmed|sustained)|"
    r"(?P<gone>overturned|reversed|set aside))"
)
_VERDICTS = (
    *("necessary", "necessity", "appropriate", "certif", "warranted", "indicated", "supported", "approved", "denied"),
    *("upheld", "overturned", "recommended", "reasonable", "authoriz", "established", "justified"),
)
_ON_REQUEST = re.compile(r"\b(?:requests?|requested|denial|decision)\b", re.IGNORECASE)
"""What else is reasonable, or is not, is advice."""
_LONG_WORD = re.compile(r"[a-z]{5,}")
_LONGEST_LAST = 400
_CLOSE = 40
"""Characters between a verdict's beginning and the end of the denial that it is a part of."""
MEDICALLY = re.compile(r"medical(?<!\wmedical)(?:ly)? (?:\w+ ){0,3}(?:necess|appropriat)")
_MEDICALLY_WHAT = re.compile(r"medically (\w{7,11})")
_SLIPS = 2


def comes_to_a_verdict(rationale: str) -> bool:
    """Whether a rationale, in small letters, says what comes of it."""
    if any(map(rationale.__contains__, _VERDICTS)) or MEDICALLY.search(rationale) is not None:
        return True
    return any(
        Levenshtein.distance(word, "necessary", score_cutoff=_SLIPS) <= _SLIPS
        for word in _MEDICALLY_WHAT.findall(rationale)
    )


def contradicts(item: ParsedItem) -> bool:
    """Whether all verdicts in the rationale's words are the other one. Linear in its length."""
    text = in_one_line(item.rationale)
    told = around_verdicts(text, _BEFORE, _BEHIND) if "certified" not in text else [(0, len(text))]
    granted = [found.start() for start, end in told for found in _GRANTED.finditer(text, start, end)]
    denied = [found.end() for start, end in told for found in _DENIED.finditer(text, start, end)]
    if _closes_otherwise(item.decision, text):
        return True
    if not granted and not denied:
        return _ends_otherwise(item, " ".join(item.rationale.split()))
    if item.decision == "upheld":
        return bool(granted and not denied)
    return bool(denied) and all(_ends_within(denied, start) for start in granted)


def _closes_otherwise(decision: str, text: str) -> bool:
    """Whether the last sentence is the other verdict, whatever stands above it."""
    last = _LAST_SENTENCE.search(text, max(0, len(text) - _LONGEST_LAST))
    if last is None:
        return False
    if said := _LAST_SAYS.fullmatch(last[0].strip()):
        return (said["not"] is None) == (decision == "upheld")
    on_denial = _LAST_ON_DENIAL.search(last[0])
    return on_denial is not None and (on_denial["kept"] is None) == (decision == "upheld")


@lru_cache(32)
def in_one_line(rationale: str) -> str:
    """A rationale in small letters without its line ends; remembered while the checks look at one letter."""
    return " ".join(rationale.casefold().split())


def around_verdicts(text: str, before: int, behind: int) -> list[tuple[int, int]]:
    """Where the stretches of a text begin and end that hold the usual words of a verdict and so many characters around
    them. No two overlap.
    """
    stretches: list[tuple[int, int]] = []
    for found in _USUAL.finditer(text):
        start, end = max(0, found.start() - before), found.end() + behind
        if stretches and start <= stretches[-1][1]:
            start = stretches.pop()[0]
        stretches.append((start, end))
    return stretches


def _ends_within(ends: Sequence[int], start: int) -> bool:
    """Whether one of these places, in order, lies at a start or close behind it."""
    at = bisect_left(ends, start)
    return at < len(ends) and ends[at] - start < _CLOSE


def _ends_otherwise(item: ParsedItem, text: str) -> bool:
    """Whether a rationale without a verdict in the usual words ends with the other one."""
    last = _LAST_SENTENCE.search(text)
    said = last[0] if last and _is_on_request(last[0], item.heading) else ""
    against, favors = _AGAINST.search(said), _FAVORS.search(_AGAINST.sub(" ", said))
    return bool(favors and not against) if item.decision == "upheld" else bool(against and not favors)


def _is_on_request(said: str, heading: str) -> bool:
    """Whether a sentence speaks of what is in dispute."""
    told = frozenset(_LONG_WORD.findall(said.casefold()))
    return _ON_REQUEST.search(said) is not None or not told.isdisjoint(_LONG_WORD.findall(heading.casefold()))
