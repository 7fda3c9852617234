"""The disputed items of the common form: heading with decision, two guideline paragraphs, rationale."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .decisions import Decided, decided, is_decision_line, is_withdrawn, read_decision, read_opening
from .forms import Part, label_of, weak_label_of
from .headings import LONGEST_HEADING, Layout, heading_start
from .lines import Line
from .overview import overview_start
from .paragraphs import Mender, ends_sentence, shown
from .portions import is_numbering, split_heading, without_numbering, without_sentence
from .strangers import tells_of_undecided
from .usual import ORDER
from .values import Decision, ParsedItem

_DUE: Mapping[Part, Part] = {"claims": "reviewer", "reviewer": "rationale", "rationale": "claims"}
_VERDICT = re.compile(r"\b(?:is|are) (?:not )?medically (?:necessary|appropriate)\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*[(\[](\d{1,2})[)\]]\s+")
SHORT = 40
_LONGEST_NOTE = 300


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
    """An item's place in the lines: where its heading begins and ends, and its markers.

    ``doubt``: the words of its decision where their sense is not sure. ``decided``: the line behind its rationale on
    which its decision stands, ``alone``: and nowhere else.
    """

    start: int
    end: int
    decision: Decision | None
    markers: list[Marker]
    doubt: str = ""
    decided: int | None = None
    alone: bool = False


_BARE = re.compile(r"[:–—-] ?\w+\W*$")
# How it is said of an item besides that nothing was decided on it.
_GONE = re.compile(
    r"no (?:longer|part)\b|not (?:part|before|at issue)\b|(?:took|taken) (?:\w+ ){0,3}back|removed", re.IGNORECASE
)


def has_markers(lines: Sequence[Line]) -> bool:
    return any(label_of(line.text) for line in lines)


def names_part(text: str) -> bool:
    """Whether a line begins with the words that open a part of an item."""
    return label_of(text) is not None


def markers(lines: Sequence[Line]) -> tuple[Marker, ...]:
    """All the markers, in printed order. A weak label opens a part only where that part is due."""
    found: list[Marker] = []
    for at, line in enumerate(lines):
        label = label_of(line.text)
        if label is None and at:
            label = weak_label_of(line.text)
            label = label if label and _is_due(label[0], found[-1:], lines[at - 1].text) else None
        if label is not None:
            found.append(Marker(at, *label))
    return tuple(found)


def _is_due(part: Part, last: Sequence[Marker], above: str) -> bool:
    """Whether a part may open here: it follows the last one, or stands right below its item's decision."""
    return (bool(last) and part == _DUE[last[0].part]) or decided(above) is not None


def order_of(found: Sequence[Marker]) -> Sequence[Part]:
    """The order in which a letter prints the parts of all its items; the usual one where it has no other."""
    first = tuple(marker.part for marker in found[: len(ORDER)])
    if first == ORDER or set(first) != set(ORDER) or len(found) % len(first):
        return ORDER
    regular = all(marker.part == first[place % len(first)] for place, marker in enumerate(found))
    return first if regular else ORDER


def read_items(lines: Sequence[Line], mender: Mender, first: int, sure: bool, end: int | None = None) -> Items:
    """The items printed from line ``first`` on, to before line ``end`` where a section without items begins.

    ``sure``: the words that introduce the items were found, so that the first heading begins right there.
    """
    lines = lines[:end]
    last = overview_start(lines)
    found = [marker for marker in markers(lines) if marker.line >= first]
    drafts = _decided_behind(lines, found, first)
    if drafts:
        last = len(lines)
    else:
        drafts = _drafts(lines[:last], [marker for marker in found if marker.line < last], first, sure)
        _find_repeated(lines, drafts, last)
    items: list[ParsedItem] = []
    warnings: list[str] = []
    counted = _are_counted([lines[draft.start].text for draft in drafts])
    for place, draft in enumerate(drafts, start=1):
        end = drafts[place].start if place < len(drafts) else last
        end = end if draft.decided is None else draft.decided
        heading = _heading(lines[draft.start : draft.end], draft, mender)
        heading = _IN_BRACKETS.sub("", heading) if counted else heading
        if draft.decision is None:
            warnings.append(f"Item {place} prints no decision and was left out.")
        elif not any(char.isalnum() for char in heading):
            warnings.append(f"Item {place} prints no heading and was left out.")
        else:
            last_line = _before_withdrawn(lines, draft, end)
            parts = dict(_parts(lines, draft.markers, last_line, mender))
            warnings += [*_missing(place, parts), *_undecided(lines[last_line:end])]
            if _VERDICT.search(heading):
                warnings.append(f"Item {place}: the heading may hold the end of the text above it.")
            items.append(_item(heading, draft.decision, parts))
    starts = (at for draft in drafts for at in (draft.start, *(marker.line for marker in draft.markers)))
    return Items(tuple(items), tuple(warnings), tuple(starts), tuple(drafts))


def _are_counted(headings: Sequence[str]) -> bool:
    """Whether numbers in brackets count the headings through: "(6) visits" may else be an amount."""
    numbers = [found[1] if (found := _IN_BRACKETS.match(heading)) else "" for heading in headings]
    return len(numbers) > 1 and numbers == [str(place) for place in range(1, len(numbers) + 1)]


def _drafts(lines: Sequence[Line], found: Sequence[Marker], first: int, sure: bool) -> list[Draft]:
    """An item begins at a marker that no marker of the same item may stand before."""
    layout = Layout.of(lines, [marker.line for marker in found])
    order = order_of(found)
    drafts: list[Draft] = []
    floor = first
    for marker in found:
        decision = _decision(lines, floor, marker, order)
        fresh = decision is not None or not drafts or _restarts(drafts[-1].markers, marker, order)
        if fresh:
            start = _start(lines, layout, floor, marker.line, decision, sure and not drafts)
            if start > floor and start > first and is_numbering(lines[start - 1].text):
                start -= 1
            if decision is None and (opened := _opened(lines, layout, floor, marker.line, sure and not drafts)):
                start, decision = opened
            read = decision.decision if decision else None
            drafts.append(Draft(start, marker.line, read, [], decision.doubt if decision else ""))
        drafts[-1].markers.append(marker)
        floor = marker.line + 1
    return drafts


def _restarts(earlier: Sequence[Marker], marker: Marker, order: Sequence[Part]) -> bool:
    """Whether this marker can only belong to a next item, whose decision is missing or cannot be read."""
    return marker.part == order[0] and any(seen.part == order[-1] for seen in earlier)


def _decision(lines: Sequence[Line], floor: int, marker: Marker, order: Sequence[Part]) -> Decided | None:
    """The decision right above a label, maybe broken over two lines."""
    if marker.line <= floor:
        return None
    above = lines[marker.line - 1].text
    if marker.part != order[0]:
        usual = decided(above)
        return Decided(usual, 0) if usual else None
    found = read_decision(above)
    if found is None and marker.line - 1 > floor and len(above) < SHORT:
        found = read_decision(f"{lines[marker.line - 2].text} {above}")
    return found


def _opened(lines: Sequence[Line], layout: Layout, floor: int, end: int, opens: bool) -> tuple[int, Decided] | None:
    """Where a heading begins that opens with its decision, and that decision."""
    if end <= floor:
        return None
    start = floor if opens and end - floor <= LONGEST_HEADING else heading_start(lines, layout, floor, end - 1)
    found = read_opening(lines[start].text)
    return (start, Decided(found[0], 0)) if found else None


def _decided_behind(lines: Sequence[Line], found: Sequence[Marker], first: int) -> list[Draft]:
    """The items of a letter that prints each decision on a line of its own below the rationale; none where it does not
    do so for all of them.
    """
    order = order_of(found)
    opening = [place for place, marker in enumerate(found) if marker.part == order[0]]
    ends = [at for at in range(first, len(lines)) if is_decision_line(lines[at].text)]
    if not opening or len(ends) != len(opening):
        return []
    layout = Layout.of(lines, [marker.line for marker in found])
    drafts: list[Draft] = []
    floor = first
    for at, place, following in zip(ends, opening, [*opening[1:], len(found)], strict=True):
        own = found[place:following]
        label = own[0].line
        start = floor if drafts else heading_start(lines, layout, floor, label - 1)
        if start > floor and is_numbering(lines[start - 1].text):
            start -= 1
        decision = read_decision(lines[at].text)
        if (
            decision is None
            or decided(lines[label - 1].text)
            or not start < label < own[-1].line < at
            or own[-1].part != order[-1]
        ):
            return []
        drafts.append(Draft(start, label, decision.decision, list(own), decision.doubt, at, alone=True))
        floor = at + 1
    return drafts


def _before_withdrawn(lines: Sequence[Line], draft: Draft, end: int) -> int:
    """Where the rationale ends above an item that was withdrawn, which has no more than a note of its own."""
    for at in range(draft.markers[-1].line + 1, end):
        if is_withdrawn(lines[at].text) and ends_sentence(lines[at - 1].text):
            note = sum(len(line.text) for line in lines[at + 1 : end])
            return at if note < _LONGEST_NOTE else end
    return end


def _undecided(note: Sequence[Line]) -> Iterator[str]:
    """A doubt about an item that was withdrawn, where what is said of it does not say so as well."""
    said = " ".join(line.text for line in note[1:])
    if len(note) == 1 and note[0].text.endswith(": Withdrawn"):
        return
    if note and _BARE.search(note[0].text) and not (tells_of_undecided(said) or _GONE.search(said)):
        yield f"An item was left out, and it is not said that it was not decided: “{shown(note[0].text)}”."


def _find_repeated(lines: Sequence[Line], drafts: Sequence[Draft], last: int) -> None:
    """Note where an item's decision stands again on a line of its own behind its rationale."""
    if not drafts:
        return
    ends = [*(draft.start - 1 for draft in drafts[1:]), last if last < len(lines) else last - 1]
    if not all(is_decision_line(lines[at].text) for at in ends[:-1]):
        ends = ends[:-1]  # what stands behind the last one alone is said of all
    for draft, at in zip(drafts, ends, strict=False):
        if at > draft.end and is_decision_line(lines[at].text):
            found = read_decision(lines[at].text)
            if found is not None and not found.doubt and found.decision == draft.decision:
                draft.decided = at


def _start(lines: Sequence[Line], layout: Layout, floor: int, end: int, decision: Decided | None, opens: bool) -> int:
    if decision is None:
        return end
    if opens and end - floor <= LONGEST_HEADING:
        return floor
    last = end - 1
    # A decision on a line of its own: the heading ends above it.
    alone = read_decision(lines[last].text)
    if last > floor and alone is not None and alone.start == 0:
        last -= 1
    return heading_start(lines, layout, floor, last)


def _heading(lines: Sequence[Line], draft: Draft, mender: Mender) -> str:
    text = mender.join(lines)
    opening = read_opening(text)
    if opening:
        text = text[opening[1] :]
    found = None if draft.alone else read_decision(text)
    if opening and opening[0] != (found.decision if found else draft.decision):
        draft.doubt = text
    text = (text[: found.start] if found else text).strip(" *_")
    return without_sentence(text, draft.decision) if draft.decision else text


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
    for part in ORDER:
        if not parts.get(part):
            yield f"Item {place} prints no {names[part]}."


def _item(heading: str, decision: Decision, parts: dict[Part, str]) -> ParsedItem:
    heading = without_numbering(heading)
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
