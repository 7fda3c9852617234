"""Letters that print an item's decision or its reasons in another place than above and below its labels, set as most
letters are. All else stays, and is held where it does not account for itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .decisions import decided, is_decision_line, read_decision
from .forms import label_of
from .items import Marker, markers, order_of
from .lines import Line
from .numbered import by_number
from .paragraphs import ends_sentence
from .usual import ORDER

_BOTH = re.compile(
    r"(?P<label>[A-Z][A-Za-z '’]{4,40}?),? ?\(?(?:for )?(?:both|all(?: (?:three|four|of them))?)(?: items)?\)? ?:",
    re.IGNORECASE,
)
_MOST_SHARED = 8
_LONGEST_LABEL = 70


def in_usual_order(lines: Sequence[Line]) -> list[Line]:
    """The lines, of which those that decide stand above what they decide. Linear in their number."""
    found = markers(lines)
    shared = [] if _is_in_order(lines, found) else _of_both(lines)
    if shared:
        lines, found = shared, markers(shared)
    if _is_in_order(lines, found):
        return list(lines)
    numbered = by_number(lines)
    if numbered != list(lines):
        return numbered
    opening = _opening(found)
    blocks = [found[start:end] for start, end in zip(opening, [*opening[1:], len(found)], strict=True)]
    return _decided_elsewhere(lines, blocks, is_usual=order_of(found) == ORDER)


def _opening(found: Sequence[Marker]) -> list[int]:
    """The places of the markers that open an item's parts."""
    first = order_of(found)[0]
    return [place for place, marker in enumerate(found) if marker.part == first]


def _is_in_order(lines: Sequence[Line], found: Sequence[Marker]) -> bool:
    """Whether each item's decision stands above its first label, and none elsewhere, as in nearly all letters; so is
    what has no labels.
    """
    order = order_of(found)
    opening = _opening(found)
    if any(marker.part != order[place % len(order)] for place, marker in enumerate(found)):
        return not opening
    above = [lines[found[place].line - 1].text for place in opening]
    return all(map(decided, above)) and (not opening or sum(map(_ends_decided, lines)) == len(above))


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
    kept: list[Line] = []
    at = 0
    while at < len(lines):
        if not is_on_several(lines[at].text):
            kept.append(lines[at])
            at += 1
            continue
        start = len(kept)
        while start and len(kept) - start < _MOST_SHARED and _ends_decided(kept[start - 1]):
            start -= 1
        end = next((each for each in range(at + 1, len(lines)) if _ends_shared(lines[each])), len(lines))
        below = [replace(line, text=_BOTH.sub(r"\g<label>:", line.text)) for line in lines[at:end]]
        if len(kept) - start < 2 or any(is_on_several(line.text) for line in below):
            return []
        headings = kept[start:]
        kept[start:] = [each for line in headings for each in (replace(line, before="gap"), *below)]
        at = end
    return kept if len(kept) != len(lines) else []


def _ends_shared(line: Line) -> bool:
    """Whether a line is no more of what is said of several items: it decides, or has a label of its own."""
    return _ends_decided(line) or (label_of(line.text) is not None and not is_on_several(line.text))


def is_on_several(text: str) -> bool:
    """Whether a line's label says that it is on both, or all, of the items."""
    begins = text[:_LONGEST_LABEL].casefold()
    return ("both" in begins or "all" in begins) and _BOTH.match(text) is not None


def _ends_decided(line: Line) -> bool:
    return line.text[-12:].rstrip(" .:;*")[-2:] in {"ld", "ed", "LD", "ED"} and decided(line.text) is not None
