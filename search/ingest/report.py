"""A reading as plain data for programs: what ``manage.py parse_letter`` prints."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from search.ingest.reading import LetterReading, NamedItem
from search.letters import HEADER_FIELDS
from search.vocabulary import NamedCitation


def as_data(name: str, reading: LetterReading, *, explain: bool = False) -> dict[str, Any]:
    """One letter. Dates are ISO; what is absent is None. ``explain`` adds which rule named each thing."""
    header = {field: _plain(getattr(reading.letter, field)) for field in HEADER_FIELDS}
    data: dict[str, Any] = {
        "file": name,
        **header,
        "licensed_in": list(reading.licensed_in),
        "specialties": list(reading.specialties),
        "clinical_summary": reading.letter.clinical_summary,
        "items": [_item(item, explain) for item in reading.items],
        "warnings": [*reading.warnings, *reading.concerns],
        "review": list(reading.review),
    }
    if explain:
        patient = reading.patient
        data["explained"] = {"form": reading.letter.form, "age": patient.age, "sex": patient.sex}
    return data


def unread(name: str, reason: str) -> dict[str, Any]:
    """The same object for a file that could not be read; ``reason`` is the sentence that says why."""
    return {
        "file": name,
        **dict.fromkeys(HEADER_FIELDS),
        "licensed_in": [],
        "specialties": [],
        "clinical_summary": None,
        "items": [],
        "warnings": [reason],
        "review": [reason],
    }


def _item(item: NamedItem, explain: bool) -> dict[str, Any]:
    printed = item.printed
    data: dict[str, Any] = {
        "heading": printed.heading,
        "disputed": printed.disputed,
        "decision": printed.decision,
        "treatment": item.treatment.value,
        "drug": item.drug.value,
        "body_regions": list(item.regions.values),
        "claims_guideline": printed.claims_guideline or None,
        "claims_citations": _citations(item.claims_citations),
        "reviewer_guideline": printed.reviewer_guideline or None,
        "reviewer_citations": _citations(item.reviewer_citations),
        "rationale": printed.rationale or None,
        "grounds": [ground.key for ground in item.grounds],
        "grounds_evidence": {ground.key: printed.rationale[slice(*ground.evidence)] for ground in item.grounds},
    }
    if explain:
        asked = item.quantities
        data["explained"] = {
            **rules(item),
            "grounds": {ground.key: f"{ground.rule}: {ground.phrase}" for ground in item.grounds},
            "original_request": printed.original_request,
            "authorized": printed.authorized,
            "quantity": asked.quantity,
            "strength": asked.strength,
            "frequency": asked.frequency,
            "sessions": asked.sessions,
        }
    return data


def rules(item: NamedItem) -> dict[str, str]:
    """Which rule named each field of an item."""
    return {
        "treatment": item.treatment.rule,
        "drug": item.drug.rule,
        "regions": item.regions.rule,
        "claims_citations": _joined(citation.rule for citation in item.claims_citations),
        "reviewer_citations": _joined(citation.rule for citation in item.reviewer_citations),
    }


def _joined(found: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(found))


def _citations(citations: Iterable[NamedCitation]) -> list[list[str]]:
    return [[citation.guideline, citation.section, citation.pages] for citation in citations]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
