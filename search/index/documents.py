"""From rows to documents: what of an item is indexed.

Rows are read as plain values, a few queries for each thousand items, because an index of a million items is
built from them. :func:`documents` is the only place that knows which column feeds which field or facet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Model

from search.index.columns.fields import Document
from search.models import Citation, Determination, DeterminationSpecialty, DisputedItem, LoggedChange, Side
from search.query.facets import FACET_NAMES
from search.query.question import ASKED
from search.query.values import age_band
from search.vocabulary.asking import asked_names

KEYS = (*FACET_NAMES, ASKED)
"""The keys that each document has values for: the facets, and what its request goes by."""
AT_ONCE = 1_000


class _Row(NamedTuple):
    """What is read of one item and its letter, in the order of ``_COLUMNS``."""

    id: int
    letter: int
    heading: str
    disputed: str
    rationale: str
    decision: str
    treatment: str
    drug: str | None
    drug_label: str | None
    case_number: str | None
    summary: str
    decided: date | None
    age: int | None
    sex: str


_COLUMNS = (
    "pk",
    "determination_id",
    "heading",
    "disputed",
    "rationale",
    "decision",
    "treatment_id",
    "drug_id",
    "drug__label",
    "determination__case_number",
    "determination__clinical_summary",
    "determination__decision_date",
    "determination__patient_age",
    "determination__patient_sex",
)


def all_documents() -> Iterator[Document]:
    """Every visible item, by id. Memory does not grow with their number."""
    last = 0
    while rows := _rows(DisputedItem.objects.visible().filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = rows[-1].id
        yield from _documents(rows)


def documents(ids: Sequence[int]) -> Iterator[Document]:
    """The visible items among ``ids``, by id, each once."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), AT_ONCE):
        wanted = DisputedItem.objects.visible().filter(pk__in=ordered[start : start + AT_ONCE])
        yield from _documents(_rows(wanted.order_by("pk")))


def mark() -> str:
    """What stands for the latest change in the database."""
    return LoggedChange.objects.mark()


def since(mark: str) -> tuple[str, Sequence[int]] | None:
    """What changed after ``mark``, and the mark then reached; None where one cannot go on from it."""
    found = LoggedChange.objects.since(mark)
    return (found.mark, found.items) if found else None


def _rows(items: Any) -> list[_Row]:
    return [_Row(*row) for row in items.values_list(*_COLUMNS)]


def _documents(rows: Sequence[_Row]) -> Iterator[Document]:
    items = [row.id for row in rows]
    letters = sorted({row.letter for row in rows})
    regions = _gathered(DisputedItem.regions.through, "disputeditem_id", "bodyregion_id", items)
    states = _gathered(Determination.licensed_in.through, "determination_id", "state_id", letters)
    specialties = _gathered(DeterminationSpecialty, "determination_id", "specialty_id", letters)
    guidelines: defaultdict[int, list[str]] = defaultdict(list)
    cited = Citation.objects.filter(item__in=items, side=Side.REVIEWER).order_by()
    for item, guideline, section in cited.values_list("item_id", "guideline_id", "section_id"):
        guidelines[item] += [guideline, section] if section else [guideline]
    for row in rows:
        age = age_band(row.age) if row.age is not None else None
        yield Document(
            id=row.id,
            decided=row.decided.toordinal() if row.decided else 0,
            texts=(row.heading, row.rationale, row.summary, row.drug_label or "", row.case_number or ""),
            keys={
                "decision": (row.decision,),
                "treatment": tuple(dict.fromkeys((row.treatment.partition("/")[0], row.treatment))),
                "specialty": tuple(specialties[row.letter]),
                "guideline": tuple(dict.fromkeys(guidelines[row.id])),
                "year": (str(row.decided.year),) if row.decided else (),
                "region": tuple(regions[row.id]),
                "drug": (row.drug,) if row.drug else (),
                "state": tuple(states[row.letter]),
                "age": (age,) if age else (),
                "sex": (row.sex,) if row.sex else (),
                ASKED: asked_names(row.disputed or row.heading, row.treatment),
            },
        )


def _gathered(table: type[Model], owner: str, value: str, owners: Iterable[int]) -> defaultdict[int, list[str]]:
    gathered: defaultdict[int, list[str]] = defaultdict(list)
    found = table._default_manager.filter(**{f"{owner}__in": list(owners)}).order_by()
    for each, key in found.values_list(owner, value):
        gathered[each].append(key)
    return gathered
