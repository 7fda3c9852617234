"""The vocabularies as rows: kept in step with the data files, and grown by what letters print beyond them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models, transaction

from search import vocabulary
from search.ingest.own_names import OwnNames
from search.models import (
    BodyRegion,
    Drug,
    Guideline,
    GuidelineSection,
    NamedField,
    Specialty,
    State,
    TreatmentCategory,
    TreatmentType,
    VocabularyRow,
)
from search.models.locks import alone_until_commit
from search.vocabulary import NamedCitation, Term

# Behind everything that is listed.
UNLISTED_POSITION = 1_000_000


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a table's rows come from, and which of its columns holds the key of a term's parent."""

    model: type[VocabularyRow]
    terms: Callable[[], Iterable[Term]]
    parent: str = ""

    def columns(self, position: int, term: Term) -> dict[str, object]:
        label = _fitting(self.model, "label", term.label)
        parent = {self.parent: term.parent} if self.parent else {}
        return {"label": label, "position": position, "listed": True, **parent}


# Parents before their children.
_SOURCES = (
    _Source(TreatmentCategory, vocabulary.treatment_categories),
    _Source(TreatmentType, vocabulary.treatment_types, "category_id"),
    _Source(Specialty, vocabulary.specialties),
    _Source(State, vocabulary.states),
    _Source(BodyRegion, vocabulary.body_regions),
    _Source(Drug, vocabulary.drugs),
    _Source(Guideline, vocabulary.guidelines),
    _Source(GuidelineSection, vocabulary.guideline_sections, "guideline_id"),
)


@dataclass(frozen=True, slots=True)
class Synced:
    """How many rows were added, and how many changed their label, place or standing."""

    added: int
    changed: int


@transaction.atomic
def sync_vocabulary() -> Synced:
    """Bring every vocabulary table in step with the data files.

    Adds and updates; never deletes a row nor changes a key, since letters and bookmarks hold on to them. What left
    the files stays as a row that is no longer listed. A label that a person chose stays. A second run changes nothing.
    """
    alone_until_commit("vocabulary")
    added = changed = 0
    for source in _SOURCES:
        manager = source.model._default_manager
        rows = {row.pk: row for row in manager.all()}
        wanted = {term.key: source.columns(place, term) for place, term in enumerate(source.terms(), start=1)}
        fresh = [source.model(key=key, **columns) for key, columns in wanted.items() if key not in rows]
        moved = [row for key, row in rows.items() if _settle(row, wanted.get(key))]
        manager.bulk_create(fresh, batch_size=500, ignore_conflicts=True)  # an import may bring the same word
        names = ["label", "position", "listed", *([source.parent.removesuffix("_id")] if source.parent else [])]
        manager.bulk_update(moved, names, batch_size=200)
        added, changed = added + len(fresh), changed + len(moved)
    return Synced(added, changed)


def _settle(row: VocabularyRow, columns: dict[str, object] | None) -> bool:
    """Give a row its columns; True if any was another."""
    if columns is None:
        columns = {"listed": False, "position": UNLISTED_POSITION}
    if row.relabelled:
        columns = {**columns, "label": row.label}
    if all(getattr(row, name) == value for name, value in columns.items()):
        return False
    for name, value in columns.items():
        setattr(row, name, value)
    return True


class VocabularyKeys:
    """Keys of vocabulary rows, looked up once a run. What is missing becomes a row that is not listed.

    A transaction that is rolled back takes new rows with it: call :meth:`forget` then.
    """

    def __init__(self) -> None:
        self._keys: dict[type[VocabularyRow], set[str]] = {}
        self._own: OwnNames | None = None

    def forget(self) -> None:
        """Look everything up again."""
        self._keys.clear()
        self._own = None

    @property
    def own(self) -> OwnNames:
        """The corrections that are remembered."""
        if self._own is None:
            self._own = OwnNames()
        return self._own

    def treatment(self, key: str) -> str:
        """The key of a treatment type such as ``rehabilitation/massage-therapy``."""
        category = key.partition("/")[0]
        self._have(TreatmentCategory, category, category)
        return self._have(TreatmentType, key, key, category_id=category)

    def drug(self, generic: str | None) -> str | None:
        """The key of a drug, or of several joined by "/"."""
        if not generic:
            return None
        term = vocabulary.drug_term(generic)
        return self._have(Drug, term.key, term.label) if term.key else None

    def regions(self, keys: Iterable[str]) -> list[str]:
        """Keys of body regions."""
        return [self._have(BodyRegion, key, key) for key in keys]

    def specialties(self, labels: Iterable[str]) -> list[str]:
        """Keys of specialties in the order of their labels, each once."""
        keys: list[str] = []
        for label in labels:
            own = self.own.called(NamedField.SPECIALTY, label)
            keys += [own.key] if own else self._labelled(Specialty, [label])
        return list(dict.fromkeys(keys))

    def states(self, labels: Iterable[str]) -> list[str]:
        """Keys of states in the order of their labels, each once."""
        return self._labelled(State, labels)

    def citation(self, citation: NamedCitation) -> tuple[str, str | None]:
        """Keys of a citation's guideline and, where it has one, section."""
        guideline = self._have(Guideline, citation.guideline, citation.guideline)
        if not citation.section_key:
            return guideline, None
        if own := self.own.called(NamedField.SECTION, f"{guideline} {citation.section}"):
            return guideline, own.key
        key = f"{guideline}/{citation.section_key}"
        label = citation.section or citation.section_key
        return guideline, self._have(GuidelineSection, key, label, guideline_id=guideline)

    def _labelled(self, model: type[VocabularyRow], labels: Iterable[str]) -> list[str]:
        keyed = {vocabulary.slug(label): label for label in labels}
        return [self._have(model, key, label) for key, label in keyed.items() if key]

    def _have(self, model: type[VocabularyRow], key: str, label: str, **parent: str) -> str:
        if model not in self._keys:
            self._keys[model] = set(model._default_manager.values_list("key", flat=True))
        keys = self._keys[model]
        if key not in keys:
            label = _fitting(model, "label", label)
            row = model(key=key, label=label, position=UNLISTED_POSITION, listed=False, **parent)
            # Another process may have brought the same word meanwhile.
            model._default_manager.bulk_create([row], ignore_conflicts=True)
            keys.add(key)
        return key


def _fitting(model: type[models.Model], field: str, text: str) -> str:
    """``text`` cut to what the column takes."""
    return text[: getattr(model._meta.get_field(field), "max_length", None)]
