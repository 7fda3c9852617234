"""The disputed items of the common form: heading with decision, two guideline paragraphs, rationale."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from .headings import LONGEST_HEADING, Layout, decided, heading_start
from .lines import Line
from .paragraphs import Mender
from .portions import split_heading
from .values import Decision, ParsedItem

Part = Literal["claims", "reviewer", "rationale"]

_COLON = r" ?(?::|(?= (?:Decision based|The (?:Claims|Expert)|CA MTUS|MTUS|ODG)\b))"
_MARKERS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    ("claims", re.compile(rf"(?:the )?claims? admini?strators?(?:['’]?s)? guidelines?{_COLON}", re.IGNORECASE)),
    (
        "reviewer",
        re.compile(rf"(?:the )?(?:maximus|imr|expert reviewer|reviewer)(?:['’]?s)? guidelines?{_COLON}", re.IGNORECASE),
    ),
    ("rationale", re.compile(rf"(?:the )?decision rationales?{_COLON}", re.IGNORECASE)),
)
# What stands in every marker, to pass quickly over all other lines.
_SIGNS = ("uideline", "ationale", "UIDELINE", "ATIONALE")
_VERDICT = re.compile(r"\b(?:is|are) (?:not )?medically (?:necessary|appropriate)\b", re.IGNORECASE)
_ORDER: tuple[Part, ...] = ("claims", "reviewer", "rationale")


@dataclass(frozen=True, slots=True)
class Marker:
    """The words that open a part of an item: the line they begin, and how many characters they take."""

    line: int
    part: Part
    length: int


@dataclass(frozen=True, slots=True)
class Items:
    """The items, what was missing among them as sentences, and the lines where headings and their parts begin."""

    items: tuple[ParsedItem, ...]
    warnings: tuple[str, ...]
    starts: tuple[int, ...]
    drafts: tuple[Draft, ...] = ()


@dataclass(slots=True)
class Draft:
    """An item's place in the lines: where its heading begins and ends, and its markers."""

    start: int
    end: int
    decision: Decision | None
    markers: list[Marker]


def has_markers(lines: Sequence[Line]) -> bool:
    return bool(markers(lines))


def names_part(text: str) -> bool:
    """Whether a line begins with the words that open a part of an item."""
    return any(map(text[:45].__contains__, _SIGNS)) and any(pattern.match(text) for _, pattern in _MARKERS)


def markers(lines: Sequence[Line]) -> tuple[Marker, ...]:
    """All the markers, in printed order."""
    return tuple(
        Marker(at, part, found.end())
        for at, line in enumerate(lines)
        if any(map(line.text[:45].__contains__, _SIGNS))
        for part, pattern in _MARKERS
        if (found := pattern.match(line.text))
    )


def read_items(lines: Sequence[Line], mender: Mender, first: int, sure: bool) -> Items:
    """The items printed from line ``first`` on.

    ``sure``: the words that introduce the items were found, so that the first heading begins right there.
    """
    drafts = _drafts(lines, first, sure)
    items: list[ParsedItem] = []
    warnings: list[str] = []
    for place, draft in enumerate(drafts, start=1):
        end = drafts[place].start if place < len(drafts) else len(lines)
        heading = _heading(lines[draft.start : draft.end], mender)
        if draft.decision is None:
            warnings.append(f"Item {place} prints no decision and was left out.")
        elif not any(char.isalnum() for char in heading):
            warnings.append(f"Item {place} prints no heading and was left out.")
        else:
            parts = dict(_parts(lines, draft.markers, end, mender))
            warnings += _missing(place, parts)
            if _VERDICT.search(heading):
                warnings.append(f"Item {place}: the heading may hold the end of the text above it.")
            items.append(_item(heading, draft.decision, parts))
    starts = (at for draft in drafts for at in (draft.start, *(marker.line for marker in draft.markers)))
    return Items(tuple(items), tuple(warnings), tuple(starts), tuple(drafts))


def _drafts(lines: Sequence[Line], first: int, sure: bool) -> list[Draft]:
    """An item begins at a marker that no marker of the same item may stand before."""
    found = [marker for marker in markers(lines) if marker.line >= first]
    layout = Layout.of(lines, [marker.line for marker in found])
    drafts: list[Draft] = []
    floor = first
    for marker in found:
        above = lines[marker.line - 1].text if marker.line > floor else ""
        decision = decided(above, certain=marker.part == "claims")
        fresh = decision is not None or not drafts or _restarts(drafts[-1].markers, marker)
        if fresh:
            start = _start(lines, layout, floor, marker.line, decision, sure and not drafts)
            drafts.append(Draft(start, marker.line, decision, []))
        drafts[-1].markers.append(marker)
        floor = marker.line + 1
    return drafts


def _restarts(earlier: Sequence[Marker], marker: Marker) -> bool:
    """Whether this marker can only belong to a next item, whose decision is missing or cannot be read."""
    return marker.part == "claims" and any(seen.part == "rationale" for seen in earlier)


def _start(lines: Sequence[Line], layout: Layout, floor: int, end: int, decision: Decision | None, opens: bool) -> int:
    if decision is None:
        return end
    if opens and end - floor <= LONGEST_HEADING:
        return floor
    return heading_start(lines, layout, floor, end - 1)


def _heading(lines: Sequence[Line], mender: Mender) -> str:
    text = mender.join(lines)
    cut = re.search(r"[\s:;.,–—-]{0,6}\b(?:upheld|overturned)\b[\s.:;*]{0,8}$", text, re.IGNORECASE)
    return (text[: cut.start()] if cut else text).strip()


def _parts(lines: Sequence[Line], found: Sequence[Marker], end: int, mender: Mender) -> Iterator[tuple[Part, str]]:
    for marker, following in zip(found, [*found[1:], None], strict=True):
        stop = following.line if following else end
        opening = lines[marker.line]
        rest = opening.text[marker.length :].strip()
        body = ([Line(rest, opening.before)] if rest else []) + list(lines[marker.line + 1 : stop])
        yield marker.part, mender.paragraphs(body)


def _missing(place: int, parts: dict[Part, str]) -> Iterator[str]:
    names = {
        "claims": "claims administrator's guideline",
        "reviewer": "reviewer's guideline",
        "rationale": "rationale",
    }
    for part in _ORDER:
        if not parts.get(part):
            yield f"Item {place} prints no {names[part]}."


def _item(heading: str, decision: Decision, parts: dict[Part, str]) -> ParsedItem:
    portions = split_heading(heading)
    return ParsedItem(
        heading=heading,
        disputed=portions.disputed,
        original_request=portions.original_request,
        authorized=portions.authorized,
        decision=decision,
        claims_guideline=parts.get("claims", ""),
        reviewer_guideline=parts.get("reviewer", ""),
        rationale=parts.get("rationale", ""),
    )
