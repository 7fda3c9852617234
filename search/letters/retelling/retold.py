"""A text in another dress to the same letter in the usual one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ..header import case_number
from ..margins import CASE_NUMBER
from ..papers import says_undone
from ..values import ParsedLetter
from .assembly import put_together
from .heads import header_of
from .plain import plain
from .printing import printed
from .rows import named_fields, set_out
from .told import Uneven
from .units import Unit, units
from .verdicts import codes_told, decides

LONGEST = 120_000
_REVIEW = re.compile(r"independent medical review|\bIMR\b|\bMAXIMUS\b|expert reviewer", re.IGNORECASE)


# Doubts that say no more than that a letter's form is not known, or that parts of an item were not found.
_NOT_FOUND = re.compile(
    r"The letter's form is not known|No (?:case number|decision date|disputed item|clinical case summary)\b"
    r"|The reviewer's \w+ could not be read|The title of |The (?:date of injury|[\w ]{2,16} date) could not"
    r"|Item \d+ (?:prints no|does not have its three labels)|The text above the first item|The items are numbered"
    r"|Item \d+: (?:the rationale (?:comes to no|ends within)|another part's label|a guideline paragraph (?:ends|may))"
    r"|A guideline paragraph ends|A decision belongs to no item|What looks like an item stands above"
    r"|What is said of all|The clinical summary holds what looks like"
    r"|The letter's sections are not in|A line may be no part of the text"
)
_UNREAD = re.compile(
    r"The letter's form is not known|No disputed item|Item \d+ prints no |The text above the first item|The title of "
    r"|No clinical case summary|The reviewer's \w+ could not"
)
# What is only asked of the usual dress: a hand that retells a letter tells its verdict apart from the reasons, its
# header has the days that it has, and each field is whole where the next one begins.
_OF_USUAL_DRESS = re.compile(
    r"Item \d+: (?:the rationale comes to no verdict|a guideline paragraph may have lost a line)"
    r"|The reviewer's \w+ could|The sentence that opens the clinical summary"
    r"|(?:A guideline paragraph|The clinical summary) ends without a stop"
)
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
    bare = plain(named_fields(set_out(text)))
    try:
        told = put_together(units(bare, codes_told(bare)))
    except Uneven:
        return None
    head = [_line(unit) for unit in told.head]
    header, whole = header_of(head)
    if any(map(decides, (*(unit.text for unit in told.asides), *head))):
        return None
    left_out = [unit.text for unit in told.asides]
    if whole:
        left_out += head
    else:
        header = head
    return Retold("\n\n".join(printed(told, header)), "\n".join(left_out), len(told.items), whole)


_HEADER = {
    "case": "Case Number",
    "assigned": "Assigned on",
    "injury": "Injury date",
    "decided": "Date decided",
    "denial": "UR decision date",
    "received": "Received on",
    "priority": "Priority",
}


def _line(unit: Unit) -> str:
    return f"{_HEADER[unit.kind]}: {unit.text}" if unit.kind in _HEADER else unit.text


def is_determination(text: str) -> bool:
    """Whether a text may be an independent medical review's: it has one such case's number, or speaks of the review."""
    numbers = {case_number(found[0]) for found in CASE_NUMBER.finditer(text)}
    if len(numbers) > 1:
        return False
    return bool(numbers) or _REVIEW.search(text) is not None


def is_unread(letter: ParsedLetter) -> bool:
    """Whether a letter's items were not found, or not all their parts."""
    return any(map(_UNREAD.match, letter.review))


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
    doubts += [text for text in letter.review if not _NOT_FOUND.match(text)]
    doubts += [
        f"It says of itself that it does not stand: “{line.strip()[:60]}”."
        for line in anew.left_out.split("\n")
        if says_undone(line)
    ][:1]
    if doubts and letter.items:
        return letter
    return replace(again, review=tuple(dict.fromkeys(doubts)), text=letter.text, left_out=letter.left_out)
