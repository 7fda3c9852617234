"""A text in another dress to the same letter in the usual one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..forms import title_of
from ..header import DateField, case_number
from ..margins import CASE_NUMBER
from ..papers import says_undone
from ..stamps import is_stamp
from ..totals import outcome_told
from ..usual import ITEMS_TITLE, REVIEWER_TITLE, SUMMARY_TITLE
from ..values import ParsedLetter
from .assembly import put_together
from .heads import LABELS, days_of, header_of
from .openings import Unit
from .plain import plain
from .printing import printed
from .rows import named_fields, set_out
from .told import Told, Uneven
from .units import units
from .verdicts import codes_told, decides

LONGEST = 120_000
_LONG = 10_000
_MANY = 15
# What is said above a letter that is none.
_NO_LETTER = re.compile(
    r"\b(?:sample|example|exercise|training|invented|fictitious|fictional|mock|template|specimen|draft|hypothetical"
    r"|do not (?:file|use|rely)|test (?:record|case|data)|superseded|amended|corrected|unsigned|proposed decision)\b",
    re.IGNORECASE,
)
_REVIEW = re.compile(r"independent medical review|\bIMR\b|\bMAXIMUS\b|expert reviewer", re.IGNORECASE)


# Doubts that stand however a letter is set: of its pages, of another letter beside it, of its days.
_OF_FILE = re.compile(
    r".*(?:case numbers are printed|of another year|pages are not in the order|seems to stand in the margin"
    r"|in the header is not a date|is in the future|does not exist in the calendar|order in which the events happen)"
    r"|Page \d+ is missing|The decision date is before|An item was left out|Item \d+: the heading holds another outcome"
    r"|Item \d+ is decided"
)
_UNREAD = re.compile(
    r"The letter's form is not known|No disputed item|Item \d+ prints no |The text above the first item|The title of "
    r"|No clinical case summary|The reviewer's \w+ could not"
)
# What is only asked of the usual dress: a hand that retells a letter tells its verdict apart from the reasons, its
# header has the days that it has, and each field is whole where the next one begins.
_OF_USUAL_DRESS = re.compile(
    r"Item \d+: (?:the rationale comes to no verdict|a guideline paragraph may have lost a line)"
    r"|The title of how the determination|The reviewer's \w+ could|The sentence that opens the clinical summary"
    r"|(?:A guideline paragraph|The clinical summary) ends without a stop"
)
_OF_DAYS = re.compile(r"The (?:date of injury|\w+(?: \w+)? date) could not be read|No decision date was found")
_LONGEST_HEAD = 60
_OF_HEADER = re.compile(
    r"The (?:date of injury|\w+(?: \w+)? date) could not be read|No case number was found in the header"
)


@dataclass(frozen=True, slots=True)
class Retold:
    """``text``: the letter anew; ``left_out``: what of it stands nowhere in it; ``items``: how many it has;
    ``whole_header``: all days above its sections were understood."""

    text: str
    left_out: str
    items: int
    whole_header: bool


def retold(text: str) -> Retold | None:
    """The letter set anew, or nothing where it does not come out even. Linear in the text's length."""
    if len(text) > LONGEST or not is_determination(text):
        return None
    try:
        bare = plain(named_fields(set_out(_without_stamps(text))))
        told = put_together(units(bare, codes_told(bare)))
    except Uneven:
        return None
    head = [_line(unit) for unit in told.head]
    header, whole = header_of(head)
    around = filter(None, (*(unit.text for unit in told.asides), *head))
    if any(
        (decides(line) and not _sums_up(line, told)) or says_undone(line) or _NO_LETTER.search(line) for line in around
    ):
        return None
    left_out = [unit.text for unit in told.asides]
    if whole:
        left_out += head
    else:
        header = head
    if not any(map(CASE_NUMBER.search, header)) and (number := _number_told(text)):
        header.insert(0, f"{LABELS['case']}: {number}")
    return Retold("\n\n".join(printed(told, header)), "\n".join(left_out), len(told.items), whole)


def _without_stamps(text: str) -> str:
    """The text without the lines of machines: what prints a clock, and is a stamp."""
    return "\n".join(
        line for line in text.split("\n") if not (_CLOCK.search(line) and is_stamp(" ".join(line.split())))
    )


_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
_SUM = re.compile(
    r"(?:(?!ur\b|utilization|original)\w+ ){0,4}(?:result|outcome|determination|decision|disposition)s?\s?[:=–—-]\s?"
    r"(?P<partly>part(?:ly|ial(?:ly)?) )?(?P<what>upheld|overturned)(?P<part> in part| in full)?"
    r"(?:\s?\((?P<some>\d{1,2}) of (?P<all>\d{1,2}) \w+(?: (?P<again>upheld|overturned))?\))?\W{0,2}",
    re.IGNORECASE,
)


def _sums_up(line: str, told: Told) -> bool:
    """Whether a line tells the outcome of all items together, and they are decided so."""
    decisions = [unit.text for item in told.items for unit in item.parts.get("decision", ())[:1]]
    outcome = outcome_told(line)
    if outcome is not None:
        return len(set(decisions)) > 1 if outcome == "in part" else set(decisions) == {outcome}
    found = _SUM.fullmatch(line.strip())
    if found is None:
        return False
    such = decisions.count((found["again"] or found["what"]).casefold())
    in_part = bool(found["partly"]) or (found["part"] or "").casefold() == " in part"
    counted = found["some"] is None or (int(found["some"]), int(found["all"])) == (such, len(told.items))
    return (
        counted
        and len(decisions) == len(told.items)
        and (0 < such < len(decisions) if in_part else such == len(decisions))
    )


def _number_told(text: str) -> str | None:
    """The one case number that is printed anywhere, but for one of another case."""
    return next(
        (
            case_number(found[0])
            for found in CASE_NUMBER.finditer(text)
            if not _OTHER.search(text[max(0, found.start() - _NEAR) : found.start()])
        ),
        None,
    )


_OTHER = re.compile(r"\b(?:prior|previous|earlier|related|companion|other|another|see|cf|compare)\b", re.IGNORECASE)
_NEAR = 40


def _line(unit: Unit) -> str:
    return f"{LABELS[unit.kind]}: {unit.text}" if unit.kind in LABELS else unit.text


def is_determination(text: str) -> bool:
    """Whether a text may be an independent medical review's: it has one such case's number, or speaks of the review."""
    numbers = {case_number(found[0]) for found in CASE_NUMBER.finditer(text)}
    if len(numbers) > 1:
        return False
    return bool(numbers) or _REVIEW.search(text) is not None


def is_unread(letter: ParsedLetter) -> bool:
    """Whether a letter's items were not found, or not all their parts. One that is long and has the usual titles, or
    their labels many times, is damaged, and in no other dress.
    """
    usual = (
        letter.text.count("guideline:") > _MANY
        or sum(map(letter.text.__contains__, (REVIEWER_TITLE, SUMMARY_TITLE, ITEMS_TITLE))) > 1
    )
    if len(letter.text) > _LONG and usual:
        return False
    return any(map(_UNREAD.match, letter.review))


def _days_in(lines: Sequence[str]) -> Mapping[DateField, date]:
    try:
        head = set_out("\n".join(lines))
    except Uneven:
        return {}
    return days_of([" ".join(line.split()) for line in head.split("\n")])


def with_days(letter: ParsedLetter) -> ParsedLetter:
    """The letter with the days of a header in other words than the usual, where it tells all five."""
    if not any(map(_OF_DAYS.match, letter.review)) or any(map(_OF_FILE.match, letter.review)):
        return letter
    lines = letter.text.split("\n")
    # The first title may stand above the header.
    ends = (at for at, line in enumerate(lines[:_LONGEST_HEAD]) if line.strip() and title_of(line))
    days = next(filter(None, (_days_in(lines[:end]) for end in ends)), {})
    if not days or any(getattr(letter, field) not in {None, day} for field, day in days.items()):
        return letter
    return replace(
        letter,
        date_of_injury=days["date_of_injury"],
        ur_denial_date=days["ur_denial_date"],
        application_received=days["application_received"],
        date_assigned=days["date_assigned"],
        decision_date=days["decision_date"],
        review=tuple(text for text in letter.review if not _OF_DAYS.match(text)),
    )


def set_anew(letter: ParsedLetter, again: ParsedLetter, anew: Retold) -> ParsedLetter:
    """The better of the letter as it was read first, and as it was read when it was set anew."""
    if len(again.items) != anew.items:
        return letter
    doubts = [
        text
        for text in again.review
        if not _OF_USUAL_DRESS.match(text) and not (anew.whole_header and _OF_HEADER.match(text))
    ]
    if not again.case_number and not again.decision_date and anew.whole_header:
        doubts.append("Neither a case number nor a decision date was found.")
    doubts += filter(_OF_FILE.match, letter.review)
    if doubts and letter.items:
        return letter
    return replace(again, review=tuple(dict.fromkeys(doubts)), text=letter.text, left_out=letter.left_out)
