"""Towns and counties beside somebody's work, whose employee he is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .hints import places_of
from .name_words import listed
from .names import Names

TOWNS = ("city of ", "county of ", "town of ", "port of ")
_BEFORE, _BEHIND = 60, 40
_TOWN = re.compile(r"(?:[A-ZÀ-Þ][\w'’.]+ ?){1,3}")
_WORDS = "employee employees employs employed employer since worker workers payroll police fire"
_EMPLOYS = frozenset(_WORDS.split())


def public_employers(names: Names) -> Iterator[tuple[int, int]]:
    """Where each begins and ends, in capitals or not."""
    work = listed("work_words") | listed("of_words") | _EMPLOYS
    for town in (town for town in TOWNS if town in names.may_hold):
        for at in places_of(town, names.folded):
            called = _TOWN.match(names.text, at + len(town))
            if called and names.text[at].isupper():
                before = names.folded[max(0, at - _BEFORE) : at].rpartition(". ")[2]
                after = names.folded[at + len(town) : called.end() + _BEHIND].partition(". ")[0]
                if not work.isdisjoint(before.split()) or not _EMPLOYS.isdisjoint(after.split()):
                    yield at, called.end()
