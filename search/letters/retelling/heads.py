"""The header of a letter in other dress: days and a number, each by the words before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from ..days import DAY, read_day
from ..header import DateField, case_number, sensible
from ..margins import CASE_NUMBER
from .labels import labels_of

_FEWEST_KNOWN = 2
# In the order in which they happen.
_FIELDS: dict[str, DateField] = {
    "injury": "date_of_injury",
    "denial": "ur_denial_date",
    "received": "application_received",
    "assigned": "date_assigned",
    "decided": "decision_date",
}
# Not the usual labels: of their table a line may be lost, and these are only what a letter of another dress has.
LABELS = {
    "case": "Case Number",
    "injury": "Injury date",
    "denial": "UR decision date",
    "received": "Received on",
    "assigned": "Assigned on",
    "decided": "Date decided",
    "priority": "Priority",
}
_VALUE = re.compile(
    rf"(?P<day>(?<![\w/])(?:{DAY}|(?:19|20)\d{{6}})(?![\w/]))|(?P<case>{CASE_NUMBER.pattern})", re.IGNORECASE
)
_EIGHT = re.compile(r"(\d{4})(\d\d)(\d\d)$")
_MOST_WORDS = 9
_BREAKS = re.compile(r"[;|\t]|\.\s|,\s+(?:and\s+)?|\s{3,}")
# The word in a cell of its own, or as its label's value.
_PRIORITY = re.compile(
    r"(?:^|[;.,|\t(]|\s{2,}|priority ?:?|track ?:?|type ?:?) *(standard|regular|expedited)\b"
    r"(?= *(?:review\b|case\b|track\b|\(|[;.,|)\t]|$|\s{2,}))",
    re.IGNORECASE | re.MULTILINE,
)
_NOT_EXPEDITED = re.compile(r"\bnot expedited\b", re.IGNORECASE)


def header_of(lines: Sequence[str]) -> tuple[list[str], bool]:
    """The header's lines in words that are known, from the lines above a letter's sections; and whether every day in
    them is told, once and in the order in which things happen.
    """
    days, numbers, whole = _told(text := "\n".join(lines))
    printed = [f"{LABELS['case']}: {number}" for number in numbers if number]
    printed += [f"{LABELS[kind]}: {day}" for kind, day in days.items()]
    said = {word.casefold() for word in _PRIORITY.findall(_NOT_EXPEDITED.sub("", text))}
    if len(said) == 1:
        printed.append(f"{LABELS['priority']}: {'Expedited' if 'expedited' in said else 'Standard'}")
    return printed, whole and bool(printed)


def days_of(lines: Sequence[str]) -> Mapping[DateField, date]:
    """The days of a header that tells all five of them, and no other; nothing of any other header."""
    days, _, whole = _told("\n".join(lines))
    if not whole or len(days) < len(_FIELDS):
        return {}
    return {_FIELDS[kind]: day for kind in days if (day := read_day(days[kind]))}


def _told(text: str) -> tuple[dict[str, str], set[str], bool]:
    """The days of a header by their kinds, its numbers, and whether all days are told in the order of events."""
    days: dict[str, str] = {}
    unknown: list[str] = []
    numbers: set[str] = set()
    whole = True
    end = 0
    for found in _VALUE.finditer(text):
        if found["case"]:
            numbers.add(case_number(found["case"]) or "")
        else:
            kind = _kind(text[end : found.start()])
            day = _EIGHT.sub(r"\1-\2-\3", found["day"])
            if not kind:
                unknown.append(day)
            elif days.setdefault(kind, day) != day:
                whole = False
        end = found.end()
    if unknown:
        placed = _by_their_order(days, unknown)
        whole = whole and bool(placed)
        days |= placed
    read = {field: read_day(days[kind]) for kind, field in _FIELDS.items() if kind in days}
    dates = {field: day for field, day in read.items() if day}
    if len(dates) != len(days) or not sensible(dates) or len(numbers) > 1:
        whole = False
    return days, numbers, whole


def _by_their_order(days: Mapping[str, str], unknown: Sequence[str]) -> dict[str, str]:
    """What days under words that are not known must be, where a header prints all five days, and those that are known
    stand where they must among them: the injury came first, and the decision last.
    """
    told = {day: read_day(day) for day in (*days.values(), *unknown)}
    order = sorted(told, key=lambda day: told[day] or date.max)
    are_five = len(told) == len(set(told.values())) == len(_FIELDS)
    if not are_five or not all(told.values()) or len(days) < _FEWEST_KNOWN:
        return {}
    placed = dict(zip(_FIELDS, order, strict=True))
    if any(placed[kind] != day for kind, day in days.items()):
        return {}
    return {kind: day for kind, day in placed.items() if day in unknown}


def _kind(before: str) -> str:
    """What a day is, by the words before it: as many of them as are known."""
    pieces = [piece for piece in _BREAKS.split(before.replace("\n", "; ")) if piece and piece.strip(" .,:;-–—")]
    words = (pieces[-1] if pieces else "").split()[-_MOST_WORDS:]
    for start in range(len(words)):
        for label in labels_of(" ".join(words[start:])):
            if label.kind in _FIELDS:
                return label.kind
    return ""
