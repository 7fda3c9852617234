"""Letters that list their items with a number and the decision, and give guidelines and reasons further below by that
number: "1. Lumbar brace: Upheld … Item 1 … Rationale for items 2 and 3:". They are set as most letters are.

Each number must have its row, and each part of it once; else all stays as it is, and is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .decisions import read_decision
from .forms import Part, label_of, title_of, weak_label_of
from .lines import Line
from .paragraphs import ends_sentence
from .usual import LABELS, ORDER
from .wordings import fold

_WHAT = r"(?:(?:disputed )?(?:items?|issues?|requests?|treatments?|services?|numbers?|nos?\.?)\s?)"
_NUMBERS = r"[#(\[]{0,2}(?P<numbers>\d{1,2}(?:(?:\s?,\s?(?:and )?|\s?&\s?|\s?and\s|\s?[–-]\s?)#?\d{1,2}){0,5})"
_ROW = re.compile(rf"\W{{0,3}}{_WHAT}?[#(\[]{{0,2}}(?P<number>\d{{1,2}})\s?[.):\]–-]{{1,2}}\s?(?=\S)", re.IGNORECASE)
_OPENER = re.compile(
    r"\W{0,3}(?:(?:as (?:to|for)|regarding|re|on|for|concerning|about|(?:guidelines? and )?(?:reasons?|rationales?)"
    rf"(?: and guidelines?)?(?: (?:for|on))?)\s?:?\s)?{_WHAT}?{_NUMBERS}[.):\]–-]{{0,2}}(?:\s(?P<what>\S.*))?$",
    re.IGNORECASE,
)
# "Rationale for item 2:", "MAXIMUS guideline (items 1 and 2):"
_OWN_NUMBER = re.compile(
    r"(?P<label>[A-Za-z][A-Za-z'’ ]{4,50}?),?\s?(?:\(\s?)?(?:(?:for|of|on|as to)\s)?"
    rf"{_WHAT}?{_NUMBERS}\)?\s?[:.–-]\s?",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\W{0,2}(?:(?:item|issue|request)\s)?[#(\[]{0,2}(?P<number>\d{1,2})[.):\]–-]{1,2}\s?(?=\S)", re.I
)
_LONGEST_ROW = 4
_MOST_ROWS = 100
"""Letters decide one to some dozens of things."""
_SHORT = 3
_LONGEST_TITLE = 50


@dataclass(slots=True)
class _Counted:
    """A row's lines, what it names, and what is said of its number further below."""

    heading: Sequence[Line]
    named: str
    parts: dict[Part, list[Line]] = field(default_factory=dict)


def by_number(lines: Sequence[Line]) -> list[Line]:
    """The lines with what is said of each number below its row; as they are where not all of it is understood."""
    lines = [_without_bars(line) for line in lines]
    plain = next((at for at, line in enumerate(lines) if label_of(line.text)), 0)
    rows = _rows(lines) or (_unnumbered(lines, plain) if plain else {})
    if not 0 < len(rows) <= _MOST_ROWS:
        return list(lines)
    labels = [at for at, line in enumerate(lines) if _label(line.text)]
    if not labels or any(at > labels[-1] for at, _ in rows.values()):
        return list(lines)
    start = min(at for at, _ in rows.values())
    start -= start > 0 and _is_title(lines[start - 1].text)
    items = {number: _Counted(lines[at:end], _named(lines[at:end])) for number, (at, end) in rows.items()}
    last = next((at for at in range(labels[-1] + 1, len(lines)) if title_of(lines[at].text)), len(lines))
    if not _gather(lines, (start, last), rows, items):
        return list(lines)
    return [*lines[:start], *(line for item in items.values() for line in _printed(item)), *lines[last:]]


_BARS = re.compile(r"\|\s?(\d{1,2})\s?\|\s?([^|]{3,200}?)\s?\|\s?(upheld|overturned)\s?\|?$", re.IGNORECASE)


def _without_bars(line: Line) -> Line:
    """A table's row with a number, a heading and a decision, as lists print it."""
    row = _BARS.match(line.text) if line.text[0] == "|" else None
    return replace(line, text=f"{row[1]}. {row[2]}: {row[3]}") if row else line


def _rows(lines: Sequence[Line]) -> dict[int, tuple[int, int]]:
    """Where the rows stand, by their numbers, which count from one on."""
    found: dict[int, tuple[int, int]] = {}
    at, end = 0, len(lines)
    while at < end:
        counted = _ROW.match(lines[at].text)
        stop = _row_end(lines, at, end) if counted and int(counted["number"]) == len(found) + 1 else 0
        if stop:
            found[len(found) + 1] = (at, stop)
        at = stop or at + 1
    return found


def _unnumbered(lines: Sequence[Line], label: int) -> dict[int, tuple[int, int]]:
    """The rows of a list without numbers, whose last one stands shortly above the first label's own heading."""
    end = next((at for at in range(label - 1, max(label - 4, 0), -1) if _decides(lines[at].text)), label)
    start = end
    while end < label - 1 and start and _decides(lines[start].text):
        start -= 1
    return {number: (at, at + 1) for number, at in enumerate(range(start + 1, end + 1), start=1)}


def _decides(text: str) -> bool:
    found = read_decision(text)
    return found is not None and found.start > 0


def _row_end(lines: Sequence[Line], start: int, end: int) -> int:
    """The line behind a row's decision; 0 where it has none."""
    for at in range(start, min(start + _LONGEST_ROW, end)):
        if at > start and (_ROW.match(lines[at].text) or lines[at].before == "gap"):
            return 0
        if _decides(" ".join(line.text for line in lines[start : at + 1])):
            return at + 1
    return 0


def _label(text: str) -> tuple[Part, int, Sequence[int]] | None:
    """The part that a line opens, how many signs open it, and the numbers that it is said of, if it tells them."""
    own = _OWN_NUMBER.match(text)
    named = label_of(f"{own['label']}:") or weak_label_of(f"{own['label']}:") if own else None
    if own and named:
        return named[0], own.end(), _numbers(own["numbers"])
    usual = label_of(text)
    counted = _COUNTED.match(text)
    return (usual[0], usual[1], [int(counted["number"])] if counted else ()) if usual else None


def _numbers(text: str) -> list[int]:
    """ "1, 2 and 4", "1-3" """
    found = [int(number) for number in re.findall(r"\d+", text)]
    if len(found) == 2 and re.fullmatch(r"\d+\s?[–-]\s?\d+", text):
        return list(range(found[0], found[1] + 1))
    return found


def _gather(
    lines: Sequence[Line], within: tuple[int, int], rows: Mapping[int, tuple[int, int]], items: Mapping[int, _Counted]
) -> bool:
    """Put the parts to their items; whether each item has each of them once, and all else is understood."""
    current: Sequence[int] = ()
    part: Part | None = None
    begun = {start: (number, end) for number, (start, end) in rows.items()}
    at, last = within
    while at < last:
        line = lines[at]
        if at in begun:
            number, at = begun[at]
            current, part = [number], None
            continue
        at += 1
        label = _label(line.text) or (_weak(line.text) if part == "reviewer" else None)
        if label:
            part, length, own = label
            rest = line.text[length:].strip()
            # A label alone may be a title of what is told of one item after another.
            current = own or (current if rest or not _COUNTED.match(lines[at].text) else ())
            if not _open(items, current, part, [replace(line, text=rest)] if rest else []):
                return False
        elif (opened := _opened(lines, at - 1, items)) is not None:
            current, part = opened, None
        elif part and (counted := _COUNTED.match(line.text)) and _is_next(items, part, int(counted["number"]), current):
            current = [int(counted["number"])]
            if not _open(items, current, part, [replace(line, text=line.text[counted.end() :])]):
                return False
        elif part and current:
            for number in current:
                items[number].parts[part].append(line)
        elif not _is_title(line.text):
            return False
    return all(set(item.parts) == set(ORDER) and all(item.parts.values()) for item in items.values())


def _is_title(text: str) -> bool:
    """Whether a line is a title among the items: nothing else may be dropped."""
    short = len(text) < _LONGEST_TITLE and not ends_sentence(text) and not any(map(str.isdigit, text))
    return short and (text.isupper() or text[-1] == ":") and title_of(text) is None


def _weak(text: str) -> tuple[Part, int, Sequence[int]] | None:
    found = weak_label_of(text)
    return (*found, ()) if found else None


def _open(items: Mapping[int, _Counted], numbers: Sequence[int], part: Part, lines: list[Line]) -> bool:
    """Begin a part of these items; whether all are known and none has it yet."""
    if not all(number in items and part not in items[number].parts for number in numbers):
        return False
    for number in numbers:
        items[number].parts[part] = list(lines)
    return True


def _opened(lines: Sequence[Line], at: int, items: Mapping[int, _Counted]) -> Sequence[int] | None:
    """The numbers on which the labels below are, where a line tells them, maybe with what is in dispute."""
    if at + 1 == len(lines) or not _label(lines[at + 1].text):
        return None
    text = lines[at].text
    found = _OPENER.match(text)
    if found:
        numbers = _numbers(found["numbers"])
        what = fold(found["what"] or "")
        known = all(number in items for number in numbers)
        return numbers if known and (not what or (len(numbers) == 1 and what in items[numbers[0]].named)) else None
    what = fold(text) if len(text) > _SHORT else ""
    named = [number for number, item in items.items() if what and item.named.startswith(what)]
    return named if len(named) == 1 else None


def _named(heading: Sequence[Line]) -> str:
    """What a row says behind its number, folded."""
    text = " ".join(line.text for line in heading)
    found = _ROW.match(text)
    return fold(text[found.end() if found else 0 :])


def _is_next(items: Mapping[int, _Counted], part: Part, number: int, current: Sequence[int]) -> bool:
    """Whether a counted paragraph is the next item's in a part that is told of one item after another."""
    if number not in items or part in items[number].parts:
        return False
    return number == 1 if not current else number == current[-1] + 1 and len(current) == 1


def _printed(item: _Counted) -> Iterator[Line]:
    yield replace(item.heading[0], before="gap")
    yield from item.heading[1:]
    for part in ORDER:
        first, *rest = item.parts[part]
        yield Line(f"{LABELS[part]}: {first.text}", "gap")
        yield from rest
