"""The header table, read in whatever order an extractor gives its labels and values.

The table is set in two columns. Copies print a label and its value on one line, the value on the next, all
labels of a column before its values, or a value before its label. Values that stand right after their label
are taken as printed; the others are dealt to the waiting labels in the form's order, and that is believed
only where the dates make sense: injury ≤ UR denial ≤ application received ≤ assigned ≤ decision. Else the
one arrangement that makes sense is taken, and where there are several, the fields stay empty with a warning.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import pairwise, permutations
from typing import Literal

from .days import DAY, MONTH, read_day
from .lines import CASE_NUMBER, Line
from .values import Header, Priority

DateField = Literal["date_of_injury", "ur_denial_date", "application_received", "date_assigned", "decision_date"]
# In the order in which the events happen.
DATE_FIELDS: tuple[DateField, ...] = (
    "date_of_injury",
    "ur_denial_date",
    "application_received",
    "date_assigned",
    "decision_date",
)
_FIELD_OF: Mapping[str, DateField] = {field: field for field in DATE_FIELDS}
NAMES: Mapping[DateField, str] = {
    "date_of_injury": "date of injury",
    "ur_denial_date": "UR denial date",
    "application_received": "application date",
    "date_assigned": "assignment date",
    "decision_date": "decision date",
}

# What is a label right before its day alone: "injury 4/17/2008", "Decision: 5/2/2016".
_ITS_DAY = (
    r"(?: ?[:=])?(?=\s{1,40}(?:\d{1,2}[/-]\d|\d{4}-\d"
    rf"|{MONTH}\.? \d))"
)
TOKEN = re.compile(
    rf"(?P<case_label>(?:maximus |imr )?case (?:(?:number|no\.?|#|id) ?[:=]?|(?=(?:{CASE_NUMBER.pattern}))))"
    r"|(?P<date_assigned>(?:date assigned|assigned date|assignment date)(?: to (?:the )?reviewer)? ?[:=]?"
    rf"|(?:assigned(?: on)?|date of assignment) ?[:=]|(?:case )?assigned{_ITS_DAY})"
    r"|(?P<date_of_injury>(?:date of injury|injury date) ?[:=]?|(?:date of injuries|date of loss|DOI) ?[:=]"
    rf"|(?:injury|DOI){_ITS_DAY})"
    r"|(?P<ur_denial_date>(?:UR denial date|date of UR (?:decision|denial)|UR (?:decision|denial) date) ?[:=]?"
    r"|(?:date of (?:the )?(?:UR|utilization review) (?:decision|denial|determination)"
    r"|(?:UR|utilization review) (?:decision|denial|determination) date|UR denial) ?[:=]"
    rf"|UR (?:decision|denial|determination)(?: date)?{_ITS_DAY})"
    r"|(?P<decision_date>(?:decision date|determination date|date of (?:the )?(?:imr )?(?:final )?"
    r"(?:decision|determination)|(?:imr |final ){1,2}(?:decision|determination) date|date decided|date issued"
    r"|decided(?: on)?|decision issued|dated) ?[:=]"
    rf"|(?:decided(?: on)?|(?:imr )?decision(?: issued)?|(?:imr )?final determination){_ITS_DAY})"
    r"|(?P<priority_label>(?:priority|(?:review|case) (?:type|priority)|type of review)"
    r"(?: ?[:=]|(?= standard| expedited)))"
    r"|(?P<application>(?:date (?:the )?)?(?:imr )?application(?: date)?(?= ?(?:received|$|\n|\d))"
    r"(?: ?received(?: on| date)?)? ?[:=]?)"
    r"|(?P<received>(?:date received|received date) ?[:=]?|received(?: on)? ?[:=]"
    rf"|(?:(?:imr )?request |app\.? )?(?:received|rec['’]d){_ITS_DAY})"
    rf"|(?P<date>(?<![^\W_])(?:{DAY}))"
    r"|(?P<priority>\b(?:standard|regular|expedited|expedite)\b)"
    rf"|(?P<case>{CASE_NUMBER.pattern})",
    re.IGNORECASE,
)
_APPLICATION: Mapping[DateField, re.Pattern[str]] = {
    "application_received": re.compile(
        rf"\bapplication for independent medical review was filed on ({DAY})", re.IGNORECASE
    ),
    "ur_denial_date": re.compile(rf"\bdisputing the utilization review denial dated ({DAY})", re.IGNORECASE),
    "date_assigned": re.compile(rf"\bnotice of assignment\b[^.]{{0,120}}\bon ({DAY})", re.IGNORECASE),
}
# The same where a sentence stands for the table. What leads to a day is told within its own clause.
_UP_TO = r"(?:(?!\d{1,2}[/-]\d|\b\d{4}\b)[^.;()]){0,60}?"
_PROSE: Mapping[DateField, str] = {
    "date_of_injury": (
        r"injur(?:y|ies|ed)(?: (?:at work|occurred|happened|took place|is dated|was)){0,2}|hurt(?: at work)?"
    ),
    "ur_denial_date": rf"(?:UR|utilization review)\b{_UP_TO}(?:deni(?:al|ed)|decision|determination|denies)|denied"
    r"(?: (?:the|all|these|those|both) (?:\w+ ){0,2}(?:requests?|treatments?|services?|items?)| it| them)?",
    "application_received": (
        rf"(?:application|request for (?:independent medical )?review)\b{_UP_TO}(?:received|filed|arrived)"
    ),
    "date_assigned": r"assigned(?: to (?:an?|the) (?:\w+ ){0,3}reviewer)?",
    "decision_date": (
        rf"(?:determination|decision|letter)\b{_UP_TO}(?:issued|made|completed|reached|signed|rendered)|decided"
    ),
}
_VALUE_OF: Mapping[str, str] = {
    "case_label": "case",
    "priority_label": "priority",
    **dict.fromkeys(DATE_FIELDS, "date"),
}
ZONE_LINES = 80
_TABLE_LINES = 20
_SEVERAL = 3
_LONGEST_TITLE = 30
_PRIORITIES: Mapping[str, Priority] = {"s": "Standard", "r": "Standard", "e": "Expedited"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


@lru_cache(maxsize=4096)
def is_header_line(text: str) -> bool:
    """Whether a line holds nothing but labels and values of the header."""
    return len(text) <= 160 and TOKEN.match(text) is not None and not TOKEN.sub("", text).strip(" :;,.-–|=")


_LABELS = frozenset({"case_label", "priority_label", "application", "received", *DATE_FIELDS})


def label_kind(text: str) -> str | None:
    """Which of the header's labels a line begins with."""
    found = TOKEN.match(text) if text[:1].isalpha() else None
    return found.lastgroup if found and found.lastgroup in _LABELS else None


def header_lines(lines: Sequence[Line], first_title: int) -> list[int]:
    """Positions of the header's lines: those with a label or value before the first section's title.

    Where none is there, the title was printed above the table; and where there is no title, a line of the
    header holds nothing else.
    """
    above: list[int] = []
    if first_title < len(lines):
        above = [at for at in range(min(first_title, ZONE_LINES)) if _heads(lines[at].text)]
        if any(found.lastgroup == "date" for at in above for found in TOKEN.finditer(lines[at].text)):
            return above
    start = first_title + 1 if first_title < len(lines) else 0
    below = [at for at in range(start, min(start + _TABLE_LINES, len(lines))) if is_header_line(lines[at].text)]
    return [*above, *below]


def with_header_first(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, of which a header that stands behind all else comes first; as they are where none does."""
    start = len(lines)
    while start and is_header_line(lines[start - 1].text):
        start -= 1
    labels = {label_kind(line.text) for line in lines[start:]}
    if len(lines) - start < _SEVERAL or not {"case_label", "decision_date"} <= labels:
        return lines
    above, titled = (lines[at].text if at >= 0 else "" for at in (start - 2, start - 1))
    start -= len(titled) < _LONGEST_TITLE and titled[-1:] != "." and above[-1:] == "."
    return [
        *lines[start:],
        *(replace(line, before="gap") if at == 0 else line for at, line in enumerate(lines[:start])),
    ]


def _heads(text: str) -> bool:
    """Whether a line above the first title belongs to the header: a label, or nothing but values; not a date in a
    sentence or a stamp.
    """
    told = list(TOKEN.finditer(text[:300]))
    kinds = [found.lastgroup for found in told]
    # Within a sentence a label's words have no colon, and stand in no cell of their own.
    labels = (
        found.lastgroup
        for found in told
        if found[0].rstrip().endswith((":", "=")) or text[: found.start()].rstrip(" *_•#-")[-1:] in {"", "|"}
    )
    if kinds[-2:] == ["case_label", "case"] and told[-1].end() == len(text):
        return True  # "Final Determination in Case CM14-0012345"
    if kinds.count("date") >= _SEVERAL and len(kinds) >= 2 * _SEVERAL:
        return True  # "Dates: assigned 10/28/2016; injury 7/7/2009; …"
    return bool(kinds) and (is_header_line(text) or not _LABELS.isdisjoint(labels) or (":" in text and "case" in kinds))


def read_header(lines: Sequence[Line], slipped: Collection[datetime.date] = ()) -> tuple[Header, tuple[str, ...]]:
    """The header's fields from its lines, and what stayed doubtful as sentences.

    ``slipped`` are dates that were mended: what they are printed as may be another day, so no order is told by them.
    """
    tokens = list(_tokens([line.text for line in lines]))
    dates, warnings = _read_pairs(tokens) if _is_paired(tokens) else _read_dates(tokens, slipped)
    case = next((token.text for token in tokens if token.kind == "case"), None)
    priority = next((token.text for token in tokens if token.kind == "priority"), None)
    return (
        Header(
            case_number=case_number(case) if case else None,
            priority=_PRIORITIES[priority[0].lower()] if priority else None,
            **dates,
        ),
        warnings,
    )


def case_number(printed: str) -> str | None:
    """The number in its usual print: "CM15-0035427"; the first ones of 2013 are "IMR 13-000004"."""
    found = CASE_NUMBER.search(printed)
    if found is None:
        return None
    if found[1]:
        return f"CM{found[1]}-{found[2]}"
    if found[3].upper() == "CM" and found[4] != "13":
        return None  # six digits are those of the first year; later ones have lost one
    return f"{'IMR ' if found[3].upper() == 'IMR' else 'CM'}{found[4]}-{found[5]}"


def read_application(text: str) -> Mapping[DateField, datetime.date]:
    """The dates that a notice of 2013 gives in a sentence of its own instead of a table."""
    found = {field: pattern.search(text) for field, pattern in _APPLICATION.items()}
    return {field: day for field, match in found.items() if match and (day := read_day(match[1]))}


@cache
def _in_prose() -> Mapping[DateField, re.Pattern[str]]:
    """What tells each day in a sentence; few letters need them."""
    return {
        field: re.compile(rf"\b(?:{words})[\s,–-]{{1,3}}(?:on |of |dated? ){{0,2}}(?P<day>{DAY})", re.IGNORECASE)
        for field, words in _PROSE.items()
    }


def read_prose(text: str) -> Mapping[DateField, datetime.date]:
    """The days that sentences above the first title tell; none that they tell of two things or in two ways."""
    told: dict[DateField, set[str]] = {}
    places: Counter[int] = Counter()
    for field, pattern in _in_prose().items():
        for found in pattern.finditer(text):
            told.setdefault(field, set()).add(found["day"])
            places[found.start("day")] += 1
    if any(times > 1 for times in places.values()):
        return {}
    return {field: day for field, days in told.items() if len(days) == 1 and (day := read_day(*days))}


def told_above(header: Header, above: Sequence[Line]) -> Header:
    """The header with what it lacks, as far as sentences above the first title tell it."""
    if header.case_number and all(getattr(header, field) for field in DATE_FIELDS):
        return header
    text = " ".join(line.text for line in above[:_TABLE_LINES])
    numbers = {case_number(found[0]) for found in CASE_NUMBER.finditer(text)}
    if header.case_number is None and len(numbers) == 1:
        header = replace(header, case_number=numbers.pop())
    return complete(header, read_prose(text))


def complete(header: Header, more: Mapping[DateField, datetime.date]) -> Header:
    """The header with the dates that it lacks, where they make sense beside those that it has."""
    known = {field: day for field in DATE_FIELDS if (day := getattr(header, field))}
    return replace(header, **{**more, **known}) if more and sensible({**more, **known}) else header


def _tokens(texts: Sequence[str]) -> Iterator[_Token]:
    """Labels and values in the order of the text. "Application / Received:" may be parted by its own date."""
    waiting = False
    for at, text in enumerate(texts):
        told = list(TOKEN.finditer(text))
        # A date in a sentence that names the case is the sentence's.
        alone = _LABELS.isdisjoint(found.lastgroup for found in told) and not is_header_line(text)
        for found in told:
            kind = str(found.lastgroup)
            if alone and kind != "case":
                continue
            if kind == "application":
                waiting = "received" not in found[0].lower()
                kind = "application_received"
            elif kind == "received":
                if waiting:
                    waiting = False
                    continue
                kind = "application_received"
            yield _Token(kind, found[0], at)


def _is_paired(tokens: Sequence[_Token]) -> bool:
    """Whether every label is followed by a value of its kind, so that nothing is left to deduce."""
    labels, values = tokens[::2], tokens[1::2]
    return len(labels) == len(values) and all(
        value.kind == _VALUE_OF.get(label.kind) for label, value in zip(labels, values, strict=True)
    )


def _read_pairs(tokens: Sequence[_Token]) -> tuple[dict[DateField, datetime.date], tuple[str, ...]]:
    pairs = [
        (_FIELD_OF[label.kind], read_day(value.text))
        for label, value in zip(tokens[::2], tokens[1::2], strict=True)
        if label.kind in _FIELD_OF
    ]
    printed = {field: day for field, day in pairs if day is not None}
    warnings = [f"The {NAMES[field]} does not exist in the calendar." for field, day in pairs if day is None]
    return printed, (*warnings, *_disorder(printed))


def _disorder(dates: Mapping[DateField, datetime.date]) -> Iterator[str]:
    if not sensible(dates):
        yield "The dates of the header are not in the order in which the events happen."


def _read_dates(
    tokens: Sequence[_Token], slipped: Collection[datetime.date]
) -> tuple[dict[DateField, datetime.date], tuple[str, ...]]:
    printed: dict[DateField, datetime.date] = {}
    warnings: list[str] = []
    loose: list[datetime.date] = []
    waiting: list[DateField] = []
    dealt: dict[DateField, datetime.date] = {}
    before: _Token | None = None
    for token in tokens:
        if token.kind in _FIELD_OF:
            field = _FIELD_OF[token.kind]
            if field not in printed and field not in waiting:
                waiting.append(field)
        elif token.kind == "date":
            day = read_day(token.text)
            if day is None:
                warnings.append("A date in the header does not exist in the calendar.")
            if before is not None and _FIELD_OF.get(before.kind) in waiting and before.line == token.line:
                waiting.remove(_FIELD_OF[before.kind])
                if day is not None:
                    printed[_FIELD_OF[before.kind]] = day
            elif day is not None:
                loose.append(day)
                field_waiting = next((name for name in waiting if name not in dealt), None)
                if field_waiting:
                    dealt[field_waiting] = day
        before = token
    return _settle(printed, waiting, loose, dealt, warnings, is_sure=not set(slipped).intersection(loose))


def _settle(
    printed: dict[DateField, datetime.date],
    waiting: Sequence[DateField],
    loose: Sequence[datetime.date],
    dealt: Mapping[DateField, datetime.date],
    warnings: list[str],
    *,
    is_sure: bool,
) -> tuple[dict[DateField, datetime.date], tuple[str, ...]]:
    """Deal the loose dates to the labels without one."""
    warnings += _disorder(printed)
    if waiting and sensible(printed):
        complete = len(dealt) == len(waiting) == len(loose)
        if complete and sensible(printed | dict(dealt)):
            printed |= dealt
        elif is_sure:
            printed |= _only_sensible(printed, waiting, loose)
    warnings += [
        f"The {NAMES[field]} could not be read." for field in DATE_FIELDS if field in waiting and field not in printed
    ]
    return printed, tuple(dict.fromkeys(warnings))


def _only_sensible(
    printed: Mapping[DateField, datetime.date], waiting: Sequence[DateField], loose: Sequence[datetime.date]
) -> dict[DateField, datetime.date]:
    """The one arrangement of the loose dates that makes sense, or what all sensible arrangements share."""
    if not len(loose) == len(waiting) <= len(DATE_FIELDS):
        return {}
    sensed = {
        arrangement
        for arrangement in permutations(loose)
        if sensible(dict(printed) | dict(zip(waiting, arrangement, strict=True)))
    }
    return {
        field: next(iter(days))
        for field, days in zip(waiting, map(set, zip(*sensed, strict=True)), strict=False)
        if len(days) == 1
    }


def sensible(dates: Mapping[DateField, datetime.date]) -> bool:
    """Whether the dates happen in their order."""
    days = [dates[field] for field in DATE_FIELDS if field in dates]
    return all(first <= second for first, second in pairwise(days))
