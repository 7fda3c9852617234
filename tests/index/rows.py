"""Letters and items in the database, made in one call."""

from __future__ import annotations

import hashlib
from datetime import date
from itertools import count

from search.grounds import read_grounds
from search.ingest.ground_rows import ground_rows
from search.models import (
    BodyRegion,
    Citation,
    Determination,
    DeterminationSpecialty,
    DisputedItem,
    Drug,
    Guideline,
    GuidelineSection,
    ItemGround,
    Side,
    Specialty,
    State,
    TreatmentCategory,
    TreatmentType,
)

_numbers = count(1)


def letter(
    case_number: str | None = None,
    decided: date | None = None,
    summary: str = "",
    specialties: tuple[str, ...] = (),
    states: tuple[str, ...] = (),
    **fields: object,
) -> Determination:
    """A published letter without items."""
    fingerprint = hashlib.sha256(str(next(_numbers)).encode()).hexdigest()[:32]
    made = Determination.objects.create(
        case_number=case_number,
        fingerprint=fingerprint,
        body_digest=fingerprint,
        decision_date=decided,
        clinical_summary=summary,
        **fields,
    )
    for position, key in enumerate(specialties):
        row = Specialty.objects.get_or_create(key=key, defaults={"label": key})[0]
        DeterminationSpecialty.objects.create(determination=made, specialty=row, position=position)
    made.licensed_in.set([State.objects.get_or_create(key=key, defaults={"label": key})[0] for key in states])
    return made


def item(
    of: Determination,
    heading: str = "Massage therapy",
    rationale: str = "",
    decision: str = "upheld",
    treatment: str = "rehabilitation/massage-therapy",
    drug: str | None = None,
    regions: tuple[str, ...] = (),
    guidelines: tuple[str, ...] = (),
    on: tuple[str, ...] = (),
) -> DisputedItem:
    """The letter's next item. ``guidelines``: what the reviewer cites, ``key`` or ``key/section``; ``on``: grounds."""
    parent = treatment.split("/")[0]
    category = TreatmentCategory.objects.get_or_create(key=parent, defaults={"label": "-"})[0]
    kind = TreatmentType.objects.get_or_create(key=treatment, defaults={"label": "-", "category": category})[0]
    made = DisputedItem.objects.create(
        determination=of,
        position=of.items.count() + 1,
        heading=heading,
        disputed=heading,
        rationale=rationale,
        decision=decision,
        treatment=kind,
        drug=Drug.objects.get_or_create(key=drug.replace("/", "-"), defaults={"label": drug})[0] if drug else None,
    )
    made.regions.set([BodyRegion.objects.get_or_create(key=key, defaults={"label": key})[0] for key in regions])
    for position, key in enumerate(guidelines):
        guideline = Guideline.objects.get_or_create(key=key.split("/")[0], defaults={"label": "-"})[0]
        section = None
        if "/" in key:
            section = GuidelineSection.objects.get_or_create(key=key, defaults={"label": "-", "guideline": guideline})[
                0
            ]
        Citation.objects.create(item=made, side=Side.REVIEWER, position=position, guideline=guideline, section=section)
    for position, key in enumerate(on, start=1):
        ItemGround.objects.create(
            item=made, ground=key, position=position, start=0, end=1, sentence_start=0, sentence_end=1
        )
    of.settle_outcome()
    Determination.objects.filter(pk=of.pk).update(outcome=of.outcome)
    return made


def grounds(row: DisputedItem) -> list[ItemGround]:
    """Read and store the grounds of an item, as an import does."""
    return ItemGround.objects.bulk_create(ground_rows(row, read_grounds(row.rationale, row.decision)))
