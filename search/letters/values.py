"""What the letters room hands to the others: plain, frozen values. None of them guesses."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from typing import Literal

Decision = Literal["upheld", "overturned"]
Form = Literal["common", "notice-2013", "documents-reviewed", "medical-professional-review", "unknown"]
Priority = Literal["Standard", "Expedited"]


class UnreadableFile(Exception):
    """The bytes hold no letter that can be read.

    ``reason`` is a plain sentence fragment that follows the file's name: "is empty", "needs a password".
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotRead(Exception):
    """The file was not read for no fault of its own, and may be another time; ``reason`` as above."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a file. Pages are parted by form feeds; ``pages`` is at least 1.

    ``kind`` "converted": of a file that is neither PDF nor text, and may name who made it.

    ``warnings``: what to know about the text; ``doubts``: those of them for which a person should look at it.
    """

    text: str
    kind: Literal["pdf", "text", "converted"]
    pages: int
    warnings: tuple[str, ...]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedItem:
    """One disputed treatment with its own decision.

    ``heading`` is the printed line without the decision. Where it reads "A was the original request. B was
    authorized … the remaining portion, C is", ``original_request`` is A, ``authorized`` B and ``disputed`` C;
    otherwise ``disputed`` equals ``heading`` and the other two are None.
    """

    heading: str
    disputed: str
    original_request: str | None
    authorized: str | None
    decision: Decision
    claims_guideline: str
    reviewer_guideline: str
    rationale: str


@dataclass(frozen=True, slots=True)
class Header:
    """The table at the head of a letter; None is a field that was not printed or stays doubtful."""

    case_number: str | None = None
    date_assigned: datetime.date | None = None
    date_of_injury: datetime.date | None = None
    decision_date: datetime.date | None = None
    ur_denial_date: datetime.date | None = None
    application_received: datetime.date | None = None
    priority: Priority | None = None


HEADER_FIELDS = tuple(field.name for field in fields(Header))


@dataclass(frozen=True, slots=True)
class ParsedLetter:
    """A whole letter. Paragraphs inside a text field are parted by an empty line.

    ``warnings``: what could not be read. ``review``: why a person should look at it before it is published, a
    sentence for each doubt that names its place; empty where the reading accounts for the whole letter. ``left_out``:
    what stands on its pages and is not in ``text``, as far as it may name somebody.
    """

    form: Form
    case_number: str | None
    date_assigned: datetime.date | None
    date_of_injury: datetime.date | None
    decision_date: datetime.date | None
    ur_denial_date: datetime.date | None
    application_received: datetime.date | None
    priority: Priority | None
    licensed_in_printed: str
    specialties_printed: str
    clinical_summary: str | None
    items: tuple[ParsedItem, ...]
    warnings: tuple[str, ...]
    text: str
    left_out: str = ""
    review: tuple[str, ...] = ()
