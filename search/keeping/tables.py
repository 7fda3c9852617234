"""Disputed items as rows of a table: the columns, once, for every file that holds them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from search.keeping.citing import MEANING, SAMPLE, citations
from search.keeping.text import cell
from search.models import Decision, DisputedItem, Side

BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it, spreadsheets take the file for the machine's old code page."""

_SEVERAL = "; "

Column = tuple[str, Callable[[DisputedItem], str]]
COLUMNS: tuple[Column, ...] = (
    ("Case number", lambda item: item.determination.case_number or ""),
    ("Item", lambda item: str(item.position)),
    ("Decision", lambda item: Decision(item.decision).label),
    ("Meaning", lambda item: MEANING[Decision(item.decision)]),
    ("Decision date", lambda item: _date(item)),
    ("Treatment requested", lambda item: item.heading),
    ("In dispute", lambda item: item.disputed),
    ("Treatment category", lambda item: item.treatment.category.label),
    ("Treatment type", lambda item: item.treatment.label),
    ("Drug", lambda item: item.drug.label if item.drug else ""),
    ("Body regions", lambda item: _SEVERAL.join(region.label for region in item.regions.all())),
    (
        "Reviewer specialties",
        lambda item: _SEVERAL.join(each.label for each in item.determination.specialties.all()),
    ),
    ("Reviewer's guidelines", lambda item: _SEVERAL.join(citations(item, Side.REVIEWER))),
    ("Claims administrator's guidelines", lambda item: _SEVERAL.join(citations(item, Side.CLAIMS))),
    ("Rationale", lambda item: item.rationale),
    ("Remark", lambda item: SAMPLE if item.determination.is_sample else ""),
)


def headings() -> list[str]:
    """The columns' names, the address last."""
    return [*(name for name, _ in COLUMNS), "Address"]


def row(item: DisputedItem, base: str) -> list[str]:
    """One item; ``base`` is the site's address without a slash at the end."""
    return [*(value(item) for _, value in COLUMNS), f"{base}{item.get_absolute_url()}"]


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """``rows`` as lines of CSV (RFC 4180) for spreadsheets, formulas neutralised, one at a time."""
    writer = csv.writer(_Echo())
    mark = BYTE_ORDER_MARK
    for each in rows:
        line: str = writer.writerow([cell(value) for value in each])
        yield mark + line
        mark = ""


def _date(item: DisputedItem) -> str:
    # ISO dates are the ones that every spreadsheet recognises and sorts.
    decided = item.determination.decision_date
    return decided.isoformat() if decided else ""


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line
