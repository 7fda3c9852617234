"""One disputed item as data: what JSON, CSV, feeds, mails and briefs all print, each in its own form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from search.keeping.citing import citation, citations
from search.models import Citation, Determination, DisputedItem, Side
from search.models.filing import COLUMNS, filed_under
from search.results.catalogue import labels
from search.schema import FACETS, Catalogue, DecisionWords, decision_words

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ItemData:
    """An item whose rows are fetched. ``filed``: facet → key → label, as the facets declare; ``path``: its address
    on the site."""

    item: DisputedItem
    filed: Mapping[str, Mapping[str, str]]

    @property
    def decision(self) -> DecisionWords:
        """The decision in words."""
        return decision_words(self.item.decision)

    @property
    def case_number(self) -> str | None:
        """None where this copy of the letter bears none."""
        return self.item.determination.case_number

    @property
    def decided(self) -> date | None:
        """The day of the decision."""
        return self.item.determination.decision_date

    @property
    def path(self) -> str:
        """Its place on its letter's page."""
        return self.item.get_absolute_url()

    @property
    def is_sample(self) -> bool:
        """Whether the letter is invented."""
        return self.item.determination.is_sample

    def cited(self, side: Side) -> list[Citation]:
        """What one side cites, in printed order."""
        return [each for each in self.item.citations.all() if each.side == side]

    def cited_in_words(self, side: Side) -> list[str]:
        """The same as people read it."""
        return citations(self.item, side)


def item_data(items: Iterable[DisputedItem], names: Catalogue) -> Iterator[ItemData]:
    """``items`` as data, two hundred at a time; values bear the labels of ``names``."""
    following = iter(items)
    while batch := list(islice(following, AT_ONCE)):
        keys = [each.pk for each in batch]
        rows = list(DisputedItem.objects.filter(pk__in=keys).order_by("pk").values_list(*COLUMNS))
        filed = {row[0]: found for row, found in zip(rows, filed_under(rows), strict=True)}
        told = _labels_of(filed.values(), names)
        for each in batch:
            own = filed.get(each.pk, {})
            yield ItemData(each, {name: {key: told[name][key] for key in own.get(name, ())} for name in told})


def _labels_of(filed: Iterable[Mapping[str, Sequence[str]]], names: Catalogue) -> dict[str, dict[str, str]]:
    every = list(filed)
    return {
        each.name: labels(names, each.name, sorted({key for found in every for key in found[each.name]}))
        for each in FACETS
    }


def as_json(data: ItemData, base: str) -> dict[str, Any]:
    """Everything a letter says about the item; absent is null or an empty list. ``base`` is the site's address."""
    item = data.item
    told = {
        "case_number": data.case_number,
        "item": item.position,
        "url": f"{base}{data.path}",
        "heading": item.heading,
        "disputed": item.disputed,
        "decision": item.decision,
        "decision_date": _day(data.decided),
        "treatment": item.treatment_id,
        "drug": item.drug.label if item.drug else None,
        "specialties": list(data.filed["specialty"].values()),
        "licensed_in": list(data.filed["state"].values()),
        "claims_guideline": item.claims_guideline,
        "claims_citations": [as_list(each) for each in data.cited(Side.CLAIMS)],
        "reviewer_guideline": item.reviewer_guideline,
        "reviewer_citations": [as_list(each) for each in data.cited(Side.REVIEWER)],
        "rationale": item.rationale,
        "sample": data.is_sample,
        **_of_letter(item.determination),
    }
    return {
        # A facet may be named like something that a letter prints, which keeps its key.
        **{key: list(data.filed[each.name]) for each in FACETS if (key := each.exported_as[0])},
        **told,
        # Every value with its key, which stays, and its label, which staff may better.
        "filed": {
            name: [{"key": key, "label": label} for key, label in values.items()] for name, values in data.filed.items()
        },
        "citation": citation(item),
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
        "items": [as_json(data, base) for data in item_data(letter.items.all(), names)],
    }


def _of_letter(letter: Determination) -> dict[str, Any]:
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


def as_list(cited: Citation) -> list[str]:
    """A citation as guideline key, section as printed and pages."""
    return [cited.guideline_id, cited.shown_section, cited.pages]
