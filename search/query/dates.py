"""The two ends of a span of decision dates, as people write them and as addresses keep them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Literal

from search.schema.facets import EARLIEST_YEAR, LATEST_YEAR

End = Literal["from", "to"]

_FORMS = (
    re.compile(r"(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})", re.ASCII),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})", re.ASCII),
)


def read_date(text: str, end: End) -> date | None:
    """The day that ``text`` means: ``2015``, ``2015-04``, ``2015-04-15`` or ``4/15/2015``; None if it is none
    of these.

    A year or month alone is the whole of it: its first day where a span begins, its last where one ends.
    """
    found = next((match for form in _FORMS if (match := form.fullmatch(text.strip()))), None)
    if not found:
        return None
    given = {name: int(digits) for name, digits in found.groupdict().items()}
    year = given["year"]
    month = given.get("month", 1 if end == "from" else 12)
    if not (EARLIEST_YEAR <= year <= LATEST_YEAR and 1 <= month <= 12):
        return None
    last = monthrange(year, month)[1]
    day = given.get("day", 1 if end == "from" else last)
    return date(year, month, day) if 1 <= day <= last else None


def typed_date(day: date, end: End) -> str:
    """``day`` as people here type it: the year alone where the span begins or ends with it, else 4/15/2015."""
    written = written_date(day, end)
    return written if len(written) == len("2015") else f"{day.month}/{day.day}/{day.year:04}"


def written_date(day: date, end: End) -> str:
    """``day`` as an address has it: the year alone where the span begins or ends with it, else the ISO
    date."""
    edge = (1, 1) if end == "from" else (12, 31)
    return f"{day.year:04}" if (day.month, day.day) == edge else day.isoformat()
