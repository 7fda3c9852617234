"""The catalogue of facets' values as the database has it now: what staff added, took away and relabelled.

The rows that matter are few and are read in two queries, at most every few seconds a process; the process that
saves one reads them again at once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from threading import Lock
from time import monotonic

from django.apps import apps
from django.db import Error
from django.db.models import QuerySet, Value

from search.models import VocabularyRow
from search.schema import FACETS, FROM_FILES, Catalogue, facet

log = logging.getLogger(__name__)

HOLDS_SECONDS = 5.0
_AT_ONCE = 900
_lock = Lock()
_catalogue = FROM_FILES
_read_at = float("-inf")


def catalogue() -> Catalogue:
    """The catalogue, read again where it is time to; the same object as long as it says the same.

    Without a database the one that held last stays.
    """
    global _read_at, _catalogue
    if monotonic() - _read_at > HOLDS_SECONDS:
        with _lock:
            _read_at = monotonic()  # first, so that pages do not all wait for a database that does not answer
            try:
                read = _read()
            except Error:
                log.warning("The names of filters' values stay as they are, since the database does not answer.")
            else:
                _catalogue = read if read != _catalogue else _catalogue
    return _catalogue


def forget() -> None:
    """Read the rows again when the catalogue is next asked for: they may have changed."""
    global _read_at
    _read_at = float("-inf")


def tables_of(name: str) -> tuple[type[VocabularyRow], ...]:
    """The models that hold a facet's values as rows, parents first."""
    return tuple(apps.get_model("search", table) for table in facet(name).tables)


def _read() -> Catalogue:
    parts = [_told(each.name, rows) for each in FACETS for rows in _rows_that_matter(each.name)]
    found: dict[str, dict[str, str]] = {}
    told = sorted(parts[0].union(*parts[1:], all=True), key=lambda row: (row[3], row[1]))
    for name, key, label, _, relabelled in told:
        if relabelled or key not in FROM_FILES.values(name):
            found.setdefault(name, {})[key] = label
    return Catalogue(found)


def _rows_that_matter(name: str) -> Iterable[QuerySet[VocabularyRow]]:
    """All rows of the tables that alone say what there is, and the relabelled ones of those that letters fill."""
    closed = len(facet(name).closed_tables)
    for number, table in enumerate(tables_of(name)):
        rows = table._default_manager.order_by()
        yield rows if number < closed else rows.filter(relabelled=True)


def _told(name: str, rows: QuerySet[VocabularyRow]) -> QuerySet[VocabularyRow, tuple[str, str, str, int, bool]]:
    return rows.annotate(facet=Value(name)).values_list("facet", "pk", "label", "position", "relabelled")


def labels(names: Catalogue, name: str, values: Iterable[str]) -> dict[str, str]:
    """Value → label; those that only letters brought are asked of the database, all of them: a list shows each."""
    known = names.values(name)
    found = {value: known[value] if value in known else names.label(name, value) for value in values}
    tables = tables_of(name)
    brought = [value for value in found if value not in known] if tables else []
    for start in range(0, len(brought), _AT_ONCE):
        rows = tables[-1]._default_manager.filter(pk__in=brought[start : start + _AT_ONCE]).values_list("pk", "label")
        found |= {str(key): str(label) for key, label in rows}
    return found
