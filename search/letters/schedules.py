"""Letters that print no decision with their items, and all of them by the items' numbers or letters in a list at the
end: "Item A … Upheld". Each is set behind its heading, as most letters print it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from .decisions import decided, decision_of
from .forms import label_of
from .lines import Line
from .paragraphs import ends_sentence
from .values import Decision

_WHAT = r"(?:(?:disputed )?(?:item|issue|request|treatment|service|no\.?|#)s?(?: ?/ ?services?)? ?)"
_ROW = re.compile(
    rf"\W{{0,3}}{_WHAT}?(?P<key>[A-La-l]|\d{{1,2}})\b[\s.:…)–—|-]{{1,40}}(?P<said>upheld|overturned)\W{{0,3}}$",
    re.IGNORECASE,
)
_OPENER = re.compile(rf"\W{{0,3}}{_WHAT}(?P<key>[A-La-l]|\d{{1,2}})\s?[.):–—-]{{1,2}}\s+\S", re.IGNORECASE)
# What must be done then, behind the list.
_BEHIND = re.compile(r"(?:the )?claims administrator (?:shall|must|is to|has to)\b[^.]{5,160}\.", re.IGNORECASE)
_TITLE = re.compile(
    r"\W{0,3}(?:(?:schedule|list|table|summary) (?:of )?(?:the )?)?(?:imr |final )?"
    r"(?:determinations?|decisions?|outcomes?|results?)\W{0,3}",
    re.IGNORECASE,
)
_LONGEST_HEADING = 4
_FEWEST = 2


def with_scheduled_decisions(lines: Sequence[Line]) -> list[Line]:
    """The lines with each decision of a list at the end behind its item's heading; as they are where the list and the
    items are not one to one, or a decision stands elsewhere too.
    """
    end = len(lines) - (bool(lines) and _BEHIND.fullmatch(lines[-1].text) is not None)
    start = end
    while start and _ROW.match(lines[start - 1].text):
        start -= 1
    told = _told(lines[start:end])
    if len(told) < _FEWEST or len(told) != end - start:
        return list(lines)
    ends = _headings(lines[:start])
    if ends.keys() != told.keys() or any(decided(line.text) for line in lines[:start]):
        return list(lines)
    start -= _TITLE.fullmatch(lines[start - 1].text) is not None
    if not ends_sentence(lines[start - 1].text):
        return list(lines)
    kept = list(lines[:start])
    for key, at in ends.items():
        kept[at] = replace(kept[at], text=f"{kept[at].text.rstrip(' .:')}: {told[key].capitalize()}")
    return kept


def _told(rows: Sequence[Line]) -> Mapping[str, Decision]:
    found = filter(None, (_ROW.match(line.text) for line in rows))
    return {row["key"].casefold(): decision_of(row["said"]) for row in found}


def _headings(lines: Sequence[Line]) -> Mapping[str, int]:
    """The last line of each item's heading, by its number or letter: it opens the item, and a label stands below."""
    found: dict[str, int] = {}
    for at, line in enumerate(lines):
        opener = _OPENER.match(line.text)
        if opener is None or label_of(line.text):
            continue
        below = range(at + 1, min(at + 1 + _LONGEST_HEADING, len(lines)))
        end = next((place for place in below if label_of(lines[place].text)), None)
        if end is None or found.setdefault(opener["key"].casefold(), end - 1) != end - 1:
            return {}
    return found
