"""Does the header account for itself? The checks of :mod:`search.letters.doubts` on its dates and its number."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence

from .days import DAY, read_day
from .evidence import Evidence
from .header import DATE_FIELDS, NAMES, ZONE_LINES, DateField, is_header_line
from .lines import Line
from .paragraphs import shown
from .slips import damaged_dates

FIRST_YEAR = 2013
_DATED = re.compile(r"dated? ?:", re.IGNORECASE)
_TELLS_DAY = re.compile(r"\b(?:dated?\W{0,3}$|dated\b|decision date|determination date)", re.IGNORECASE)
_ANY_DAY = re.compile(DAY, re.IGNORECASE)
# What a scanner may have made of a day.
_LIKE_DAY = re.compile(r"(?<![^\W_])[\dlIO]{1,2} ?[/.-] ?[\dlIO]{1,2} ?[/.-] ?[\dlIO]{2,4}(?![^\W_])")
# Labels as nearly all letters print them.
_USUAL = re.compile(
    r"\b(?:Date Assigned|Date of Injury|Decision Date|UR Denial Date|Application Received|Priority)\b", re.IGNORECASE
)
# What tells of a day on which nothing was decided, which some copies go without; and what scanners make of that.
_OF_REVIEW: Mapping[DateField, re.Pattern[str]] = {
    "application_received": re.compile(r"[ao]pp?[l1i][il1]c|rece[il1]v", re.IGNORECASE),
    "date_assigned": re.compile(r"\bass[il1]g", re.IGNORECASE),
}
_FEWEST_USUAL = 3


def dates_are_dates(evidence: Evidence) -> Iterator[str]:
    for printed in (*damaged_dates(evidence.head), *evidence.slipped):
        yield f"“{printed}” in the header is not a date."
    day = evidence.letter.decision_date
    if day is not None and not day.year >= FIRST_YEAR:
        yield f"The decision date is before {FIRST_YEAR}."
    if day is not None and day > datetime.date.today() + datetime.timedelta(days=1):
        yield "The decision date is in the future."


def header_is_whole(evidence: Evidence) -> Iterator[str]:
    letter = evidence.letter
    if letter.case_number is None and (evidence.numbers or any(getattr(letter, field) for field in DATE_FIELDS)):
        yield "No case number was found in the header."
    if all(getattr(letter, field) is None for field in DATE_FIELDS) and letter.case_number is None:
        return
    fields: Sequence[DateField] = DATE_FIELDS if letter.form == "common" else ("decision_date",)
    lacking = [field for field in fields if getattr(letter, field) is None]
    # The letter around a determination is dated and tells no day of assignment.
    if lacking == ["date_assigned"] and any(_DATED.match(line.text) for line in evidence.head):
        return
    if lacking and not _tells_no_other_day(evidence) and not _has_no_such_field(evidence, lacking):
        yield from (f"The {NAMES[field]} could not be read." for field in lacking)


def _has_no_such_field(evidence: Evidence, lacking: Sequence[DateField]) -> bool:
    """Whether a header is of another dress than the usual one, which has a number, a decision date and what else its
    writer put there, and all of it was read: of the usual table a line is lost.
    """
    letter = evidence.letter
    if letter.case_number is None or letter.decision_date is None:
        return False
    above = _above_titles(evidence)
    if len(above) > ZONE_LINES:
        return False
    known = {getattr(letter, field) for field in DATE_FIELDS}
    printed = [found[0] for line in above for found in _ANY_DAY.finditer(line.text)]
    if not {read_day(day) for day in printed} <= known or any(
        _LIKE_DAY.search(_ANY_DAY.sub("", line.text)) for line in above
    ):
        return False
    usual = [len(_USUAL.findall(line.text)) for line in evidence.head]
    if sum(usual) < _FEWEST_USUAL or len(usual) == 1:
        return True
    if len(lacking) + (letter.priority is None) > max(usual):
        return True
    if not _OF_REVIEW.keys() >= set(lacking):
        return False
    return not any(_OF_REVIEW[field].search(line.text) for field in lacking for line in above)


def _above_titles(evidence: Evidence) -> Sequence[Line]:
    """The header, and what else stands above the first title."""
    titles = min((start for start, _ in evidence.sections.values()), default=0)
    return (*evidence.head, *evidence.body[:titles])


def _tells_no_other_day(evidence: Evidence) -> bool:
    """Whether a letter of the form that has no decision date in its table prints no day above its titles that is not
    one of those that were read.
    """
    letter = evidence.letter
    known = {letter.date_of_injury, letter.ur_denial_date, letter.application_received}
    if letter.form != "documents-reviewed" or letter.case_number is None or None in known:
        return False
    above = _above_titles(evidence)
    printed = [found[0] for line in above for found in _ANY_DAY.finditer(line.text)]
    return not any(_TELLS_DAY.search(line.text) for line in above) and {read_day(day) for day in printed} <= known


def body_holds_no_header(evidence: Evidence) -> Iterator[str]:
    """A line of the header's labels below the titles is another letter's, or a page in the wrong place."""
    for line in evidence.body:
        if line.text[-1:] != "." and is_header_line(line.text):
            yield f"A line of the header stands in the text: “{shown(line.text)}”."
            return
