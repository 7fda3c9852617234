"""The header of a letter as it is stored, as it was read and as a revision keeps it: whether one tells what another
does not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from search.ingest.reading import LetterReading
from search.ingest.rows import VocabularyKeys
from search.models import Determination

WORDS = {
    "decision_date": "another decision date",
    "date_assigned": "another date of assignment",
    "date_of_injury": "another date of injury",
    "ur_denial_date": "another date of the denial",
    "application_received": "another date of the application",
    "priority": "another priority",
    "licensed_in": "a reviewer licensed elsewhere",
    "specialties": "a reviewer of another specialty",
}
"""What is said of a header that tells something else, by column."""
_SEVERAL = ("licensed_in", "specialties")
_FIELDS = tuple(name for name in WORDS if name not in _SEVERAL)

Header = Mapping[str, object]
"""A column's name and its value as text, or the keys of several; what is not known is left out."""


def of_letter(letter: Determination) -> Header:
    """The header of a stored letter, with nothing for what is not known."""
    return {
        **{name: str(getattr(letter, name) or "") for name in _FIELDS},
        "licensed_in": frozenset(letter.licensed_in.values_list("pk", flat=True)),
        "specialties": frozenset(letter.determinationspecialty_set.values_list("specialty_id", flat=True)),
    }


def of_reading(reading: LetterReading, rows: VocabularyKeys) -> Header:
    """The header that was read."""
    return {
        **{name: str(getattr(reading.letter, name) or "") for name in _FIELDS},
        "licensed_in": frozenset(rows.states(reading.licensed_in)),
        "specialties": frozenset(rows.specialties(reading.specialties)),
    }


def of_content(content: Mapping[str, Any]) -> Header:
    """The header in a revision's content."""
    return {
        **{name: str(content["letter"].get(name) or "") for name in _FIELDS},
        **{name: frozenset(content[name]) for name in _SEVERAL},
    }


def adds(given: Header, stored: Header, corrected: Collection[str]) -> bool:
    """Whether a header tells anything that a stored one does not, but for what a person ``corrected`` there."""
    return any(value and value != stored[name] for name, value in given.items() if name not in corrected)


def otherwise(given: Header, stored: Header, corrected: Collection[str]) -> list[str]:
    """What a header says otherwise than a stored one, in words; what was not known there is no difference."""
    names = (name for name, value in given.items() if value and stored[name] and value != stored[name])
    return [WORDS[name] for name in names if name not in corrected]
