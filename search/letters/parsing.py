"""A letter's text to a ``ParsedLetter``: its form, its sections, its items."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .header import header_lines, read_header
from .items import markers, read_items
from .lines import Line, read_lines
from .paragraphs import Mender
from .reviewer import read_reviewer
from .values import ParsedItem, ParsedLetter

PARSER_VERSION = 1

_SECTIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "reviewer",
        re.compile(r"HOW THE IMR (?:FINAL )?DE(?:TERMINATION|CISION) WAS MADE\W{0,3}", re.IGNORECASE),
    ),
    ("summary", re.compile(r"CLINICAL (?:CASE )?SUMMARY\W{0,3}", re.IGNORECASE)),
    ("items", re.compile(r"IMR ISSUES?,? (?:AND )?DECISIONS?,? AND RATIONALES?\W{0,3}", re.IGNORECASE)),
)
_SUMMARY_INTRO = re.compile(
    r"\s{0,3}the (?:expert|physician|independent)? ?reviewer developed the following clinical case summary\b.{0,120}?records\s?:\s{0,3}",
    re.IGNORECASE | re.DOTALL,
)
_ITEMS_INTRO = re.compile(r"set forth below\s?:?\s{0,3}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Sections:
    """Where each section's body begins and ends in the lines; (0, 0) where it is missing."""

    first: int
    reviewer: tuple[int, int]
    summary: tuple[int, int]
    items: int | None


def parse(text: str) -> ParsedLetter:
    """Read a letter. Never raises; what could not be read is a warning, never a guess. Linear in the text's length."""
    printed = read_lines(text)
    at_head = header_lines(printed, _sections(printed).first)
    header, header_warnings = read_header([printed[at] for at in at_head])
    skipped = frozenset(at_head)
    lines = [line for at, line in enumerate(printed) if at not in skipped]
    mender = Mender(lines)
    sections = _sections(lines)
    licensed, specialties = read_reviewer(mender.join(lines[slice(*sections.reviewer)]))
    items: tuple[ParsedItem, ...] = ()
    item_warnings: tuple[str, ...] = ()
    if markers(lines):
        items, item_warnings = read_items(lines, mender, _first_item(lines, sections))
    return ParsedLetter(
        form="common" if items else "unknown",
        case_number=header.case_number,
        date_assigned=header.date_assigned,
        date_of_injury=header.date_of_injury,
        decision_date=header.decision_date,
        ur_denial_date=header.ur_denial_date,
        application_received=header.application_received,
        priority=header.priority,
        licensed_in_printed=licensed,
        specialties_printed=specialties,
        clinical_summary=_summary(lines[slice(*sections.summary)], mender),
        items=items,
        warnings=header_warnings + item_warnings,
        text=mender.paragraphs(printed),
    )


def _sections(lines: Sequence[Line]) -> _Sections:
    starts: dict[str, int] = {}
    for at, line in enumerate(lines):
        if len(line.text) > 80:
            continue
        for name, pattern in _SECTIONS:
            if name not in starts and pattern.fullmatch(line.text):
                starts[name] = at
    found = sorted(starts.values())
    ends = dict(zip(found, [*found[1:], len(lines)], strict=True))

    def body(name: str) -> tuple[int, int]:
        return (starts[name] + 1, ends[starts[name]]) if name in starts else (0, 0)

    return _Sections(
        first=found[0] if found else len(lines),
        reviewer=body("reviewer"),
        summary=body("summary"),
        items=starts["items"] + 1 if "items" in starts else None,
    )


def _first_item(lines: Sequence[Line], sections: _Sections) -> int:
    start = sections.items if sections.items is not None else 0
    for at in range(start, min(start + 4, len(lines))):
        if _ITEMS_INTRO.search(lines[at].text[-40:]):
            return at + 1
    return start


def _summary(lines: Sequence[Line], mender: Mender) -> str | None:
    text = mender.paragraphs(lines)
    intro = _SUMMARY_INTRO.match(text)
    return text[intro.end() if intro else 0 :] or None
