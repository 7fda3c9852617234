"""The titled sections of a letter, in all the forms it may take."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from .lines import Line

Section = Literal["application", "reviewer", "summary", "documents", "items", "issue"]

_LONGEST_TITLE = 90
_TITLES: tuple[tuple[Section, re.Pattern[str]], ...] = (
    ("application", re.compile((r"INDEPENDENT MEDICAL REVIEW (?:DECISIONS?(?: AND RATIONALES?)?|CASE "
                                r"SUMMARY)\W{0,3}"), re.IGNORECASE)),
    (
        "reviewer",
        re.compile(
            r"(?:HOW THE IMR (?:FINAL )?DE(?:TERMINATION|CISION) WAS MADE|MEDICAL QUALIFICATIONS OF THE "
            r"EXPERT REVIEWER"
            r"|MEDICAL PROFESSIONAL REVIEW(?:ER)?)\W{0,3}",
            re.IGNORECASE,
        ),
    ),
    ("summary", re.compile((r"(?:(?:BRIEF )?CLINICAL (?:CASE )?SUMMARY|(?:EXPERT REVIEWER )?CASE "
                            r"SUMMARY)\W{0,3}"), re.IGNORECASE)),
    ("documents", re.compile(r"DOCUMENTS REVIEWED(?: FOR DETERMINATION)?\W{0,3}", re.IGNORECASE)),
    (
        "items",
        re.compile(
            r"IMR (?:ISSUES?,? (?:AND )?)?DECISION(?:S|\(S\))?,? AND RATIONALE(?:S|\(S\))?\W{0,3}",
            re.IGNORECASE,
        ),
    ),
    ("issue", re.compile(r"ISSUES? (?:AT|IN) DISPUTE\b.{0,300}", re.IGNORECASE)),
)  # fmt: skip


# The first letters of all titles, to pass quickly over all other lines.
_BEGINNINGS = frozenset({"IND", "HOW", "MED", "BRI", "CLI", "EXP", "CAS", "DOC", "IMR", "ISS"})


def find_sections(lines: Sequence[Line]) -> Mapping[Section, tuple[int, int]]:
    """Where each section's first copy stands: the line of its title, and the line after its end."""
    starts: dict[Section, int] = {}
    for at, line in enumerate(lines):
        name = title_of(line.text)
        if name is not None:
            starts.setdefault(name, at)
    order = sorted(starts, key=lambda name: starts[name])
    ends = [*(starts[name] for name in order[1:]), len(lines)]
    return {name: (starts[name], end) for name, end in zip(order, ends, strict=False)}


def first_title(lines: Sequence[Line]) -> int:
    """The line of the first title, or the number of lines where there is none."""
    return next((at for at, line in enumerate(lines) if title_of(line.text) is not None), len(lines))


def title_of(text: str) -> Section | None:
    """The section that this line is the title of."""
    if text[:3].upper() not in _BEGINNINGS or (len(text) > _LONGEST_TITLE and not text.startswith("ISSUE")):
        return None
    return next((name for name, title in _TITLES if title.fullmatch(text)), None)
