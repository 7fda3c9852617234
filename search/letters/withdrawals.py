"""Items that were withdrawn before anybody decided them, however that is printed, set as most letters print it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .decisions import is_withdrawn
from .forms import label_of, title_of
from .lines import Line
from .paragraphs import ends_sentence

_SAID = (
    r"(?P<said>(?:(?:this |the )?(?:request|item|treatment|service) (?:(?:was|is|has been) )?)?"
    r"(?:withdrawn|no longer in dispute|not reviewed[;,:]? ?\(?withdrawn\)?)\b"
    r"(?:(?!upheld|overturn|modif)[^:]){0,120})"
)
_BEHIND_HEADING = re.compile(rf"(?P<heading>\S.{{3,220}}?)\s?(?::|\s[–—-]|[–—])\s?{_SAID}$", re.IGNORECASE)
_ALONE = re.compile(
    rf"(?:(?:decision|determination|outcome|result|status|disposition)\s?[:–—-]\s?)?{_SAID}$", re.IGNORECASE
)
_LONGEST_HEADING = 3
"""So many lines may a heading have."""


def with_plain_withdrawals(lines: Sequence[Line]) -> list[Line]:
    """The lines, of which a withdrawn item's heading ends with the one word, and what else is said stands below it."""
    start = next((at for at, line in enumerate(lines) if title_of(line.text) == "items"), len(lines))
    found: list[Line] = list(lines[: start + 1])
    for at in range(start + 1, len(lines)):
        line = lines[at]
        below = lines[at + 1].text if at + 1 < len(lines) else ""
        says_so = "ithdrawn" in line.text or "no longer" in line.text.casefold()
        if not says_so or (below and label_of(below)):
            found.append(line)
        elif (told := _ALONE.match(line.text)) and (heading := _heading_above(found)):
            found[-len(heading) :] = _set_apart(heading, told["said"])
        elif _opens(found, line) and (told := _BEHIND_HEADING.match(line.text)):
            found += _set_apart([replace(line, text=told["heading"])], told["said"])
        else:
            found.append(line)
    return found


def _set_apart(heading: Sequence[Line], said: str) -> list[Line]:
    *above, last = heading
    plain = [*above, replace(last, text=f"{last.text.rstrip(' :.–—-')}: Withdrawn")]
    said = said.strip(" .;,")
    return [*plain, Line(f"{said[0].upper()}{said[1:]}.", "gap")] if " " in said else plain


def _opens(above: Sequence[Line], line: Line) -> bool:
    """Whether a line may open a paragraph behind a whole one, or stands first among the items."""
    text = above[-1].text
    return title_of(text) == "items" or (not line.text[0].islower() and (ends_sentence(text) or text[-1] == ":"))


def _heading_above(above: Sequence[Line]) -> Sequence[Line]:
    """The lines right above that are an item's heading: a paragraph of its own that is no sentence."""
    for count in range(1, min(_LONGEST_HEADING, len(above) - 1) + 1):
        lines = above[-count:]
        if label_of(lines[0].text) or ends_sentence(lines[-1].text) or is_withdrawn(lines[-1].text):
            return ()
        if _opens(above[:-count], lines[0]):
            return lines
    return ()
