"""Days as letters print them: month first, in figures or words, with or without the time behind them."""

from __future__ import annotations

import datetime
import re

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}"
_WEEKDAY = r"(?:(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?)(?:day)?\.?,? )?"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
CLOCK = r"(?:,? (?:at )?|T)\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?: ?[AP]\.?M\b\.?|Z)?"
"""The time that programs print behind a day."""
DAY = (
    rf"(?:\d{{1,2}}[/-]\d{{1,2}}[/-](?:\d{{4}}|\d{{2}})(?![^\W_]|:\d)|\d{{4}}-\d{{2}}-\d{{2}}(?![^\W_T]|:\d)"
    r"|(?<![\d.])\d{1,2}\.\d{1,2}\.(?:19|20)\d{2}(?![\d.]\d)"
    rf"|\b{_WEEKDAY}{MONTH}\.? {_NTH}(?:, ?|(?<=[a-z]) )\d{{4}}\b"
    rf"|\b{_NTH}(?: (?:day )?(?:of )?|-){MONTH}\.?(?:,? |-)\d{{4}}\b)(?:{CLOCK})?"
)
_CLOCKED = re.compile(CLOCK, re.IGNORECASE)
_NAMED = re.compile(rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*", re.IGNORECASE)


def read_day(printed: str) -> datetime.date | None:
    """A date as letters print it, or None where no such day exists."""
    clock = _CLOCKED.search(printed, 6)
    printed = printed[: clock.start()] if clock else printed
    try:
        # A weekday is no month: the month stands right before a number or behind one.
        if any(map(str.isalpha, printed)):
            *_, named = _NAMED.finditer(printed)
            day, year = re.findall(r"\d+", printed)
            return datetime.date(int(year), _MONTHS.index(named["month"].lower()) + 1, int(day))
        first, second, third = (int(part) for part in re.split(r"[/.-]", printed))
        if first > 31:
            return datetime.date(first, second, third)
        if third < 100:
            third += 1900 if third > 40 else 2000
        return datetime.date(third, first, second)
    except ValueError:
        return None
