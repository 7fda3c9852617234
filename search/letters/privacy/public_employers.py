"""Towns and counties beside somebody's work, whose employee he is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .hints import places_of
from .name_words import listed
from .names import Names

_COUNTIES = " county"
_TOWNS = ("city of ", "county of ", "town of ", "port of ")
PHRASES = (*_TOWNS, _COUNTIES)
_BEFORE, _BEHIND = 60, 40
_TOWN = re.compile(r"(?:[A-ZÀ-Þ][\w'’.]+ ?){1,3}")
# "works for Kern County"; one works in a county as well that does not employ one.
_COUNTY = re.compile(
    r"(?:(?<=\bfor )|(?<=\bwith )|(?<=\bby )|(?<=officer in )|(?<=deputy in )|(?<=sheriff in ))(?:the )?"
    r"(?:[A-Z][a-z]+ ){1,3}County\b"
)
_OF_COUNTY = re.compile(
    r"\b(?:[A-Z][a-z]+ ){1,2}County (?:[a-z]+ ){0,2}"
    r"(?:officer|deputy|employee|worker|firefighter|nurse|teacher|clerk|sheriff|jailer|bailiff|librarian|aide)\b"
)
_WORDS = """
    employee employees employs employed employer since worker workers payroll police fire insured self-insured defendant
"""
_EMPLOYS = frozenset(_WORDS.split())
_WORD = re.compile(r"[\w-]+")


def public_employers(names: Names) -> Iterator[tuple[int, int]]:
    """Where each begins and ends, in capitals or not."""
    work = listed("work_words") | listed("of_words") | _EMPLOYS
    for town in (town for town in _TOWNS if town in names.may_hold):
        for at in places_of(town, names.folded):
            called = _TOWN.match(names.text, at + len(town))
            if called and names.text[at].isupper():
                before = names.folded[max(0, at - _BEFORE) : at].rpartition(". ")[2]
                after = names.folded[at + len(town) : called.end() + _BEHIND].partition(". ")[0]
                if not work.isdisjoint(_WORD.findall(before)) or not _EMPLOYS.isdisjoint(_WORD.findall(after)):
                    yield at, called.end()
    if _COUNTIES not in names.may_hold:
        return
    yield from (found.span() for found in _OF_COUNTY.finditer(names.text))
    for found in _COUNTY.finditer(names.text):
        before = names.folded[max(0, found.start() - _BEFORE) : found.start()].rpartition(". ")[2]
        if not work.isdisjoint(_WORD.findall(before)):
            yield found.span()
