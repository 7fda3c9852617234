"""From rows to documents: what of an item is indexed, as :mod:`search.schema` declares it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from search.index.document import Document
from search.models import CaseAlias, DisputedItem, ItemGround, LoggedChange
from search.models.filing import COLUMNS, filed_under
from search.query.question import ASKED
from search.schema import FACET_NAMES, FIELD_NUMBERS, FIELDS
from search.vocabulary.asking import asked_names
from search.vocabulary.thoughts import reason_names

KEYS = (*FACET_NAMES, ASKED)
"""The keys that each document has values for: the facets, and what its request and its reasons go by."""
_CASE, _RATIONALE = FIELD_NUMBERS["case"], FIELD_NUMBERS["rationale"]
AT_ONCE = 1_000
_READ = (
    *COLUMNS,
    "determination__decision_date",
    "disputed",
    "heading",
    "treatment_id",
    *(each.path for each in FIELDS),
)


def all_documents() -> Iterator[Document]:
    """Every visible item, by id. Memory does not grow with their number."""
    last = 0
    while rows := _rows(DisputedItem.objects.visible().filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        last = rows[-1][0]
        yield from _documents(rows)


def between(first: int, end: int) -> Iterator[Document]:
    """The visible items whose ids lie from ``first`` on before ``end``."""
    return _documents(_rows(DisputedItem.objects.visible().filter(pk__gte=first, pk__lt=end).order_by("pk")))


def highest() -> int:
    """The highest id that any item has; 0 where there is none."""
    return DisputedItem.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def documents(ids: Sequence[int]) -> Iterator[Document]:
    """The visible items among ``ids``, by id, each once."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), AT_ONCE):
        wanted = DisputedItem.objects.visible().filter(pk__in=ordered[start : start + AT_ONCE])
        yield from _documents(_rows(wanted.order_by("pk")))


def mark() -> str:
    """What stands for the latest change in the database. A log without a row is begun: from none one cannot go on."""
    return LoggedChange.objects.mark() or LoggedChange.objects.begin()


def since(mark: str) -> tuple[str, Sequence[int]] | None:
    """What changed after ``mark``, and the mark then reached; None where one cannot go on from it."""
    found = LoggedChange.objects.since(mark)
    return (found.mark, found.items) if found else None


def _rows(items: Any) -> list[tuple[Any, ...]]:
    return list(items.values_list(*_READ))


def _documents(rows: Sequence[tuple[Any, ...]]) -> Iterator[Document]:
    numbers = [row[0] for row in rows]
    aliases, grounds = _aliases(numbers), _grounds(numbers)
    for row, keys in zip(rows, filed_under(rows), strict=True):
        decided, disputed, heading, treatment, *texts = row[len(COLUMNS) :]
        if row[0] in aliases:
            texts[_CASE] = " ".join([texts[_CASE] or "", *aliases[row[0]]])
        reasons = _reasons(texts[_RATIONALE] or "", grounds.get(row[0], ()))
        yield Document(
            id=row[0],
            decided=decided.toordinal() if decided else 0,
            texts=tuple(text or "" for text in texts),
            keys={**keys, ASKED: (*asked_names(disputed or heading, treatment), *reasons)},
        )


def _reasons(rationale: str, grounds: Sequence[tuple[str, int, int]]) -> Iterator[str]:
    """The names of what decided an item, from the sentences of its grounds."""
    return reason_names((ground, rationale[start:end]) for ground, start, end in grounds)


def _grounds(items: Sequence[int]) -> dict[int, list[tuple[str, int, int]]]:
    """For each item its grounds, the main one first, with where their sentences stand."""
    rows = ItemGround.objects.filter(item__in=items).order_by("item", "position")
    found: dict[int, list[tuple[str, int, int]]] = {}
    for item, ground, start, end in rows.values_list("item_id", "ground", "sentence_start", "sentence_end"):
        found.setdefault(item, []).append((ground, start, end))
    return found


def _aliases(items: Sequence[int]) -> dict[int, list[str]]:
    """For items of letters whose case number was corrected: the numbers that they had."""
    found = CaseAlias.objects.filter(determination__items__in=items).order_by("pk")
    aliases: dict[int, list[str]] = {}
    for item, number in found.values_list("determination__items", "number"):
        aliases.setdefault(item, []).append(number)
    return aliases
