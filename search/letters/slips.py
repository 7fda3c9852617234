"""What scanners do to a header: labels misspelt, letters among the digits of its dates."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .days import read_day
from .digits import AS_DIGITS, with_digits
from .header import TOKEN, ZONE_LINES
from .lines import Line
from .wordings import respelled

# The labels as they are usually printed, by the kind of token that each is.
_USUAL = {
    "case_label": "Case Number:",
    "date_assigned": "Date Assigned:",
    "date_of_injury": "Date of Injury:",
    "decision_date": "Decision Date:",
    "ur_denial_date": "UR Denial Date:",
    "priority_label": "Priority:",
    "application": "Application Received:",
}
_DIGIT = r"[\dOolIi|SB]"
# A year that has lost a digit, where no other than one of our days can have been meant.
_YEAR = rf"{_DIGIT}{{4}}|[0Oo]{_DIGIT}{{2}}|2[1lIi|]{_DIGIT}"
# Two digits, two digits, four: with a slip among them, or with one of the signs between them lost.
_MENDABLE = re.compile(
    rf"(?<![\w/-])({_DIGIT}{{1,2}})[/-]({_DIGIT}{{1,2}})[/-]({_YEAR})(?![\w/-])"
    rf"|(?<![\w/-])(?:({_DIGIT}{{2}})[/-]({_DIGIT}{{2}})({_DIGIT}{{4}})|({_DIGIT}{{2}})({_DIGIT}{{2}})[/-]({_DIGIT}{{4}}))(?![\w/-])"
)
# All its figures are there, and one of the signs between them is doubled or another.
_ILL_PARTED = re.compile(
    r"(?<![\w/-])(?:(\d{2})(?:[/-]{2}|[^\s\d/-])(\d{2})[/-](\d{4})|(\d{2})[/-](\d{2})(?:[/-]{2}|[^\s\d/-])(\d{4}))(?![\w/-])"
)
_SEVERAL = 3
# A label right behind the value before it, as copies of tables have them.
_GLUED = re.compile(
    r"(?<=[a-z\d])(?=(?:Case Number|Date Assigned|Date of Injury|Decision Date|UR Denial Date|Priority|Application"
    r"(?: Received)?|Received) ?:)"
)
_LONGEST_ALONE = 40
_LABELLED = re.compile(r"[:;]|\d[/-]")
_FIRST_FORMS = "2013"  # whose forms print dates either way
_NUMBERS = re.compile(r"(?<![\w/-])(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?![\w/-])")
_NEARLY_DATE = re.compile(r"(?<![\w/-])[\w|]{1,3} ?[/-] ?[\w|]{1,3} ?[/-] ?[\w|]{1,5}(?![\w/-])")


@dataclass(frozen=True, slots=True)
class Mended:
    """Lines whose header was mended, and how the dates were printed that had slips."""

    lines: list[Line]
    slipped: Mapping[datetime.date, str]


def mended(lines: Sequence[Line], first_title: int) -> Mended:
    """The lines, of which those above the first title have labels, priority and dates respelled, the others numbers.

    A date that was mended is for a caller to believe where little hangs on it, and not where the letter is filed by it.
    """
    zone = [_unglued(line) for line in lines[: min(first_title, ZONE_LINES)]] if first_title < len(lines) else []
    printed = "\n".join(line.text for line in zone)
    kinds = {str(found.lastgroup) for found in TOKEN.finditer(printed)}
    wanted = [label for kind, label in _USUAL.items() if kind not in kinds]
    slipped: dict[datetime.date, str] = {}
    for at, line in enumerate(zone):
        text = line.text
        if len(text) > _LONGEST_ALONE and _LABELLED.search(text) is None:
            continue  # prose
        for label in wanted:
            text = respelled(text, label)
        if "priority" not in kinds:
            for word in ("Standard", "Expedited"):
                text = respelled(text, word)
        text = _ILL_PARTED.sub(lambda found: "/".join(filter(None, found.groups())), text)
        text = _MENDABLE.sub(lambda found: _mended_date(found, slipped), text)
        zone[at] = line if text == line.text else replace(line, text=text)
    return Mended([*zone, *with_digits(lines[len(zone) :])], slipped)


def _unglued(line: Line) -> Line:
    return replace(line, text=_GLUED.sub(" ", line.text)) if line.text.count(":") > 1 else line


def _mended_date(found: re.Match[str], slipped: dict[datetime.date, str]) -> str:
    month, day_of_month, year = (part.translate(AS_DIGITS) for part in found.groups() if part)
    if len(year) == 3:
        year = f"2{year}" if year[0] == "0" else f"20{year[1:]}"
    text = f"{month}/{day_of_month}/{year}"
    day = read_day(text)
    if day is None or text == found[0].replace("-", "/"):
        return found[0]
    slipped[day] = found[0]
    return text


def damaged_dates(lines: Sequence[Line]) -> Iterator[str]:
    """What stands in a header like a date and is none: letters among its digits, or a digit lost."""
    for line in lines:
        for found in _NEARLY_DATE.finditer(line.text):
            printed_date = found[0].strip("|")  # a table's border
            digits = sum(map(str.isdigit, printed_date))
            odd = digits < sum(map(str.isalnum, printed_date)) or "|" in printed_date
            if digits >= 3 and odd and read_day(printed_date) is None:
                yield printed_date
    printed = [found for line in lines for found in _NUMBERS.finditer(line.text)]
    lost = [found[0] for found in printed if len(found[1]) < 2 or len(found[2]) < 2]
    filled = any("0" in (found[1][0], found[2][0]) for found in printed)
    if filled and len(lost) == 1 and lost[0][-4:] > _FIRST_FORMS and len(printed) - len(lost) >= _SEVERAL:
        # Where months and days are filled up with zeros, one of a single digit has lost the other.
        yield from lost
