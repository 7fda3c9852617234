"""Disputed items as rows of a table: the columns, once, for every file that holds them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from search.keeping.citing import SAMPLE
from search.keeping.item_data import SEVERAL, ItemData
from search.keeping.text import cell
from search.models import Side
from search.schema import FACETS

BYTE_ORDER_MARK: Final = "\ufeff"
"""Without it, spreadsheets take the file for the machine's old code page."""

Column = tuple[str, Callable[[ItemData], str]]


def _keys_column(name: str, label: str) -> Column:
    return f"{label} (key)", lambda data: data.filed[name].in_keys


def _facet_column(name: str, title: str) -> Column:
    return title, lambda data: data.filed[name].in_words


def _or_nothing(value: object) -> str:
    return "" if value is None else str(value)


COLUMNS: tuple[Column, ...] = (
    ("Case number", lambda data: data.case_number or ""),
    ("Item", lambda data: str(data.position)),
    ("Decision", lambda data: data.decision.label),
    ("Meaning", lambda data: data.decision.meaning),
    # ISO dates are the ones that every spreadsheet recognises and sorts.
    ("Decision date", lambda data: data.decision_date.isoformat() if data.decision_date else ""),
    ("Treatment requested", lambda data: data.heading),
    ("In dispute", lambda data: data.disputed),
    ("Treatment category", lambda data: data.category),
    ("Treatment type", lambda data: data.treatment),
    *(_facet_column(each.name, title) for each in FACETS if (title := each.exported_as[1])),
    ("Reviewer's guidelines", lambda data: SEVERAL.join(map(str, data.cited(Side.REVIEWER)))),
    ("Claims administrator's guidelines", lambda data: SEVERAL.join(map(str, data.cited(Side.CLAIMS)))),
    ("Rationale", lambda data: data.rationale),
    # Keys stay when staff better a label: what programs hold on to.
    *(_keys_column(each.name, each.label) for each in FACETS),
    ("Patient's age", lambda data: _or_nothing(data.patient_age)),
    ("Assigned", lambda data: _or_nothing(data.date_assigned)),
    ("Injury", lambda data: _or_nothing(data.date_of_injury)),
    ("UR denial", lambda data: _or_nothing(data.ur_denial_date)),
    ("Clinical summary", lambda data: data.clinical_summary),
    ("Citation", lambda data: data.citation),
    ("Remark", lambda data: SAMPLE if data.is_sample else ""),
)


def headings() -> list[str]:
    """The columns' names, the address last."""
    return [*(name for name, _ in COLUMNS), "Address"]


def row(data: ItemData, base: str) -> list[str]:
    """One item; ``base`` is the site's address without a slash at the end."""
    return [*(value(data) for _, value in COLUMNS), f"{base}{data.path}"]


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """``rows`` as lines of CSV (RFC 4180) for spreadsheets, formulas neutralised, one at a time."""
    writer = csv.writer(_Echo())
    mark = BYTE_ORDER_MARK
    for each in rows:
        line: str = writer.writerow([cell(value) for value in each])
        yield mark + line
        mark = ""


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line
