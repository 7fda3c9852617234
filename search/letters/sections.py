"""The titled sections of a letter, in all the forms it may take."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from .lines import Line

Section = Literal["application", "reviewer", "summary", "documents", "items", "issue"]

_LONGEST_TITLE = 90
_TITLES: tuple[tuple[Section, re.Pattern[str]], ...] = (
    ("application", re.compile(r"INDEPENDENT MEDICAL REVIEW (?:DECISIONS?(?: AND RATIONALES?)?|CASE SUMMARY)\W{0,3}", re.IGNORECASE)),
    (
        "reviewer",
        re.compile(
            r"(?:HOW THE IMR (?:FINAL )?DE(?:TERMINATION|CISION) WAS MADE|MEDICAL QUALIFICATIONS OF THE EXPERT REVIEWER"
            r"|MEDICAL PROFESSIONAL REVIEW(?:ER)?)\W{0,3}",
            re.IGNORECASE,
        ),
    ),
    ("summary", re.compile(r"(?:(?:BRIEF )?CLINICAL (?:CASE )?SUMMARY|(?:EXPERT REVIEWER )?CASE SUMMARY)\W{0,3}", re.IGNORECASE)),
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


def find_sections(lines: Sequence[Line]) -> Mapping[Section, tuple[int, int]]:
    """Where each section's first copy stands: the line of its title, and the line after its end."""
    starts: dict[Section, int] = {}
    for at, line in enumerate(lines):
        if len(line.text) > _LONGEST_TITLE and not line.text.startswith("ISSUE"):
            continue
        for name, title in _TITLES:
            if name not in starts and title.fullmatch(line.text):
                starts[name] = at
    ends = [*sorted(starts.values())[1:], len(lines)]
    order = sorted(starts, key=lambda name: starts[name])
    return {name: (starts[name], end) for name, end in zip(order, ends, strict=False)}
