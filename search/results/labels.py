"""Labels that staff chose in the admin, for pages that otherwise take them from the vocabulary's files.

They are few and are read in one query, at most every few seconds a process; the process that saves one reads them
again at once.
"""

from __future__ import annotations

import logging
from time import monotonic

from django.db import Error
from django.db.models import Value

from search import models
from search.query import values

log = logging.getLogger(__name__)

HOLDS_SECONDS = 5.0

_ROWS: dict[str, tuple[type[models.VocabularyRow], ...]] = {
    "treatment": (models.TreatmentCategory, models.TreatmentType),
    "specialty": (models.Specialty,),
    "guideline": (models.Guideline, models.GuidelineSection),
    "region": (models.BodyRegion,),
    "drug": (models.Drug,),
    "state": (models.State,),
}
_read_at = float("-inf")


def follow_labels() -> None:
    """Read the chosen labels, and show them from now on."""
    global _read_at
    _read_at = monotonic()  # first, so that pages do not all wait for a database that does not answer
    chosen = [
        rows._default_manager.filter(relabelled=True)
        .order_by()
        .annotate(facet=Value(facet))
        .values_list("facet", "pk", "label")
        for facet, tables in _ROWS.items()
        for rows in tables
    ]
    values.prefer({(facet, key): label for facet, key, label in chosen[0].union(*chosen[1:], all=True)})


def keep_up() -> None:
    """Follow the labels where it is time to; without a database those that held last stay."""
    if monotonic() - _read_at > HOLDS_SECONDS:
        try:
            follow_labels()
        except Error:
            log.warning("Labels stay as they are, since the database does not answer.")
