"""One disputed item as data: what JSON, CSV, feeds, mails and briefs all print, each in its own form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, Final, NamedTuple

from django.db.models import QuerySet

from search.keeping.citing import CitedGuideline, citation_of, cited_by
from search.models import Citation, Determination, DisputedItem, Side
from search.models.determinations import address_at
from search.models.filing import COLUMNS, filed_by_facet
from search.results.catalogue import labels
from search.schema import FACETS, Catalogue, DecisionWords, decision_words
from search.schema.sources import Keys

AT_ONCE = 400
SEVERAL: Final = "; "
"""What stands between several values in one text."""


class FiledValues(NamedTuple):
    """The values of a facet that an item has; ``pairs``: each as JSON tells it; ``in_keys`` and ``in_words``: all as
    one text."""

    keys: Keys
    labels: Sequence[str]
    pairs: Sequence[Mapping[str, str]]
    in_keys: str
    in_words: str


class ItemData(NamedTuple):
    """What is told of an item wherever it is taken to, read as plain columns, since ten thousand of them are one file.

    ``filed``: facet → its values, as the facets declare; ``citations``: of both sides, in printed order.
    """

    pk: int
    position: int
    heading: str
    disputed: str
    decision_key: str
    treatment_key: str
    treatment: str
    category: str
    drug: str | None
    claims_guideline: str
    reviewer_guideline: str
    rationale: str
    case_number: str | None
    fingerprint: str
    decision_date: date | None
    date_assigned: date | None
    date_of_injury: date | None
    ur_denial_date: date | None
    application_received: date | None
    priority: str
    patient_age: int | None
    patient_sex: str
    clinical_summary: str
    is_sample: bool
    filed: Mapping[str, FiledValues]
    citations: Sequence[CitedGuideline]

    @property
    def decision(self) -> DecisionWords:
        """The decision in words."""
        return decision_words(self.decision_key)

    @property
    def path(self) -> str:
        """Its place on its letter's page."""
        return f"{address_at(self.case_number or self.fingerprint)}#item-{self.position}"

    @property
    def citation(self) -> str:
        """How it is cited itself."""
        return citation_of(self.case_number, self.decision_date, self.position, self.decision_key, self.is_sample)

    def cited(self, side: Side) -> list[CitedGuideline]:
        """What one side cites, in printed order."""
        return [each for each in self.citations if each.side == side]


_OF_ITEM = {
    "decision_key": "decision",
    "treatment_key": "treatment_id",
    "treatment": "treatment__label",
    "category": "treatment__category__label",
    "drug": "drug__label",
}
_ITS_OWN = frozenset({"pk", "position", "heading", "disputed", "claims_guideline", "reviewer_guideline", "rationale"})
_PATHS = tuple(
    _OF_ITEM.get(name, name if name in _ITS_OWN else f"determination__{name}") for name in ItemData._fields[:-2]
)
"""Where each field stands, but for the last two, which rows of their own hold."""
_OWN = slice(len(COLUMNS), None)


def item_data(keys: Iterable[int], names: Catalogue) -> Iterator[ItemData]:
    """The items behind ``keys`` that anybody may see, in their order, some hundreds at a time; values bear the labels
    of ``names``."""
    following, labelled = iter(keys), {each.name: _Labels(each.name, names) for each in FACETS}
    while batch := list(islice(following, AT_ONCE)):
        rows = list(_asked(batch).values_list(*COLUMNS, *_PATHS))
        values = [labelled[name].told(keys) for name, keys in filed_by_facet(rows).items()]
        cited = cited_by([row[0] for row in rows])
        found = {row[0]: (row[_OWN], filed) for row, filed in zip(rows, zip(*values, strict=True), strict=True)}
        for key in batch:
            if key in found:
                columns, filed = found[key]
                yield ItemData._make((*columns, dict(zip(labelled, filed, strict=True)), cited.get(key, ())))


_EXPORTED = tuple((key, each.name) for each in FACETS if (key := each.exported_as[0]))


def _asked(keys: Sequence[int]) -> QuerySet[DisputedItem]:
    return DisputedItem.objects.visible().filter(**{"pk__among": frozenset(keys)}).order_by()


class _Labels:
    """The labels of a facet's keys, each asked for once."""

    def __init__(self, name: str, names: Catalogue) -> None:
        self._name, self._names = name, names
        self._known: dict[str, str] = {}
        self._of: dict[Keys, FiledValues] = {}

    def told(self, filed: Sequence[Keys]) -> list[FiledValues]:
        """For each item's keys the same in words."""
        if fresh := set(filed) - self._of.keys():
            self._learn(fresh)
        return [self._of[keys] for keys in filed]

    def _learn(self, fresh: Collection[Keys]) -> None:
        missing = {key for keys in fresh for key in keys} - self._known.keys()
        self._known |= labels(self._names, self._name, sorted(missing))
        for keys in fresh:
            told = [self._known[key] for key in keys]
            # A label may be bettered by staff; the key stays.
            pairs = [{"key": key, "label": label} for key, label in zip(keys, told, strict=True)]
            self._of[keys] = FiledValues(keys, told, pairs, SEVERAL.join(keys), SEVERAL.join(told))


def as_json(data: ItemData, base: str) -> dict[str, Any]:
    """Everything a letter says about the item; absent is null or an empty list. ``base`` is the site's address."""
    told = {
        "case_number": data.case_number,
        "item": data.position,
        "url": f"{base}{data.path}",
        "heading": data.heading,
        "disputed": data.disputed,
        "decision": data.decision_key,
        "decision_date": _day(data.decision_date),
        "treatment": data.treatment_key,
        "drug": data.drug,
        "specialties": data.filed["specialty"].labels,
        "licensed_in": data.filed["state"].labels,
        "claims_guideline": data.claims_guideline,
        "claims_citations": [as_list(each) for each in data.cited(Side.CLAIMS)],
        "reviewer_guideline": data.reviewer_guideline,
        "reviewer_citations": [as_list(each) for each in data.cited(Side.REVIEWER)],
        "rationale": data.rationale,
        "sample": data.is_sample,
        **_of_letter(data),
    }
    return {
        # A facet may be named like something that a letter prints, which keeps its key.
        **{key: data.filed[name].keys for key, name in _EXPORTED},
        **told,
        "filed": {name: values.pairs for name, values in data.filed.items()},
        "citation": data.citation,
    }


def letter_as_json(letter: Determination, names: Catalogue, base: str) -> dict[str, Any]:
    """A letter, whose rows are fetched, with its items in printed order as :func:`as_json` gives them."""
    return {
        "case_number": letter.case_number,
        "fingerprint": letter.fingerprint,
        "url": f"{base}{letter.get_absolute_url()}",
        "outcome": letter.outcome or None,
        "decision_date": _day(letter.decision_date),
        **_of_letter(letter),
        "sample": letter.is_sample,
        "items": [as_json(data, base) for data in item_data([each.pk for each in letter.items.all()], names)],
    }


def _of_letter(letter: Determination | ItemData) -> dict[str, Any]:
    return {
        "date_assigned": _day(letter.date_assigned),
        "date_of_injury": _day(letter.date_of_injury),
        "ur_denial_date": _day(letter.ur_denial_date),
        "application_received": _day(letter.application_received),
        "priority": letter.priority or None,
        "patient_age": letter.patient_age,
        "patient_sex": letter.patient_sex or None,
        "clinical_summary": letter.clinical_summary,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def as_list(cited: Citation | CitedGuideline) -> list[str]:
    """A citation as guideline key, section as printed and pages."""
    return [cited.guideline_id, cited.shown_section, cited.pages]
