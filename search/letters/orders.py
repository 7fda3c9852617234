"""Letters that print an item's decision or its reasons in another place than above and below its labels, set as most
letters are. All else stays, and is held where it does not account for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .decisions import decided, is_decision_line, read_decision
from .forms import label_of
from .items import USUAL_ORDER, Marker, markers, order_of
from .lines import Line
from .numbered import by_number
from .paragraphs import ends_sentence

_BOTH = re.compile(
    r"(?P<label>[A-Z][A-Za-z '’]{4,40}?),? ?\(?(?:for )?(?:both|all(?: (?:three|four|of them))?)(?: items)?\)? ?:",
    re.IGNORECASE,
)
_MOST_SHARED = 8
_LONGEST_LABEL = 70


def in_usual_order(lines: Sequence[Line]) -> list[Line]:
    """The lines, of which those that decide stand above what they decide. Linear in their number."""
    found = markers(lines)
    order = order_of(found)
    opening = [place for place, marker in enumerate(found) if marker.part == order[0]]
    if not opening:
        return list(lines)
    regular = all(marker.part == order[place % len(order)] for place, marker in enumerate(found))
    above = [lines[found[place].line - 1].text for place in opening]
    if regular and all(map(decided, above)) and sum(map(_ends_decided, lines)) == len(above):
        return list(lines)  # as in nearly all letters
    shared = _of_both(lines)
    if shared:
        return in_usual_order(shared)
    numbered = by_number(lines)
    if numbered != list(lines):
        return numbered
    blocks = [found[start:end] for start, end in zip(opening, [*opening[1:], len(found)], strict=True)]
    return _decided_elsewhere(lines, blocks, is_usual=order == USUAL_ORDER)


def _decided_elsewhere(lines: Sequence[Line], blocks: Sequence[Sequence[Marker]], *, is_usual: bool) -> list[Line]:
    """The lines of a letter that prints each decision between two labels of its item or behind its parts, with these
    above the item's labels; as they are where it does not do so for all items. Behind parts in the usual order a
    decision is read where it stands.
    """
    below: dict[int, int] = {}
    ends = [*(block[0].line for block in blocks[1:]), len(lines)]
    for block, end in zip(blocks, ends, strict=True):
        first, labels = block[0].line, {marker.line for marker in block[1:]}
        alone = [at for at in range(first + 1, end) if is_decision_line(lines[at].text)]
        if len(alone) != 1 or read_decision(lines[first - 1].text) or not ends_sentence(lines[alone[0] - 1].text):
            return list(lines)
        if alone[0] + 1 not in labels and (is_usual or alone[0] < block[-1].line):
            return list(lines)
        below[first] = alone[0]
    moved = set(below.values())
    kept: list[Line] = []
    for at, line in enumerate(lines):
        if at in below:
            kept.append(replace(lines[below[at]], before="none"))
        if at not in moved:
            kept.append(replace(line, before="gap") if at - 1 in moved else line)
    return kept


def _of_both(lines: Sequence[Line]) -> list[Line]:
    """The lines of a letter whose labels say that they are on both, or all, of the headings right above them, with what
    they label below each of these; nothing where they do not say so.
    """
    at = next((at for at, line in enumerate(lines) if is_on_several(line.text)), None)
    if at is None:
        return []
    start = at
    while start and at - start < _MOST_SHARED and _ends_decided(lines[start - 1]):
        start -= 1
    end = at
    while end < len(lines) and (label_of(lines[end].text) is None or is_on_several(lines[end].text)):
        if end > at and _ends_decided(lines[end]):
            break
        end += 1
    below = [replace(line, text=_BOTH.sub(r"\g<label>:", line.text)) for line in lines[at:end]]
    if at - start < 2 or any(is_on_several(line.text) for line in below):
        return []
    return [
        *lines[:start],
        *(each for line in lines[start:at] for each in (replace(line, before="gap"), *below)),
        *lines[end:],
    ]


def is_on_several(text: str) -> bool:
    """Whether a line's label says that it is on both, or all, of the items."""
    begins = text[:_LONGEST_LABEL].casefold()
    return ("both" in begins or "all" in begins) and _BOTH.match(text) is not None


def _ends_decided(line: Line) -> bool:
    return line.text[-12:].rstrip(" .:;*")[-2:] in {"ld", "ed", "LD", "ED"} and decided(line.text) is not None
