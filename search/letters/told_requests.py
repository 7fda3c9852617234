"""Notices of 2013 that tell their decisions in prose, without numbers, set as the others are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import Line
from .wordings import fold

_TOLD = "has determined"
_TELLS = re.compile(r"[-•*–—\s]{0,3}MAXIMUS\b", re.IGNORECASE)
_DETERMINED = re.compile(
    r"[-•*–—\s]{0,3}(?P<told>MAXIMUS(?: Federal Services(?:, Inc\.?)?)? has determined (?:that )?"
    r"the (?:[a-z-]+ )?requests? for (?P<what>\S.*?) (?:is|are|was|were) ?(?:not ?)?"
    r"medically necessary(?: and appropriate)?\.?)",
    re.IGNORECASE,
)
_LEADS = re.compile(r"(?:(?:the )?(?:disputed )?(?:request for|issue|treatment|service|item)\W{0,3})?", re.IGNORECASE)
_GUIDELINES = re.compile(r"(?:guidelines?|evidence|sources?) relied (?:up)?on\b", re.IGNORECASE)
_LONGEST = 4


def numbered_requests(lines: Sequence[Line]) -> list[Line]:
    """The lines, of which those that tell a decision, and those that name its request again below, get the numbers that
    such notices have; as they are where not every request is named again.
    """
    told = [at for at, line in enumerate(lines) if _TOLD in line.text[:60] and _TELLS.match(line.text)]
    set_anew: dict[int, list[Line]] = {}
    below = told[-1] + 1 if told else 0
    for number, at in enumerate(told, start=1):
        request = _DETERMINED.match(" ".join(line.text for line in lines[at : at + _LONGEST]))
        named = _named(lines, below, request["what"]) if request else None
        if named is None and len(told) == 1:
            named = next((place for place in range(below, len(lines)) if _GUIDELINES.match(lines[place].text)), None)
        if request is None or named is None:
            return list(lines)
        set_anew.update(_told(lines, at, request, number))
        set_anew[named] = [Line(f"{number}) Regarding the request for {request['what']}:", "gap")]
        below = named + 1
    return [new for at, line in enumerate(lines) for new in set_anew.get(at, [line])]


def _told(lines: Sequence[Line], start: int, request: re.Match[str], number: int) -> dict[int, list[Line]]:
    """The sentence that tells a decision in a line of its own, and what stands behind it on its last line, by their
    places."""
    at, left = start, request.end()
    while left > len(lines[at].text):
        left -= len(lines[at].text) + 1
        at += 1
    rest = lines[at].text[left:].strip()
    within = {place: list[Line]() for place in range(start, at + 1)}
    within[at] = [Line(rest, "none")] if rest else []
    within[start] = [Line(f"{number}) {request['told']}", "gap"), *within[start]]
    return within


def _named(lines: Sequence[Line], start: int, what: str) -> int | None:
    """The line that names a request and nothing else."""
    folded = fold(what)
    for at in range(start, len(lines)):
        text = lines[at].text
        lead = _LEADS.match(text)
        if folded in {fold(text), fold(text[lead.end() if lead else 0 :])}:
            return at
    return None
