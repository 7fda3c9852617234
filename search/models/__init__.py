"""What is stored. The database is the only truth; the index holds nothing that cannot be rebuilt from it."""

from search.models.determinations import (
    Citation,
    Decision,
    Determination,
    DeterminationSpecialty,
    DisputedItem,
    Outcome,
    Side,
    Visibility,
)
from search.models.imports import FileOutcome, ImportBatch, ImportedFile
from search.models.vocabulary import (
    BodyRegion,
    Drug,
    Guideline,
    GuidelineSection,
    Specialty,
    State,
    TreatmentCategory,
    TreatmentType,
    VocabularyRow,
)

__all__ = [
    "BodyRegion",
    "Citation",
    "Decision",
    "Determination",
    "DeterminationSpecialty",
    "DisputedItem",
    "Drug",
    "FileOutcome",
    "Guideline",
    "GuidelineSection",
    "ImportBatch",
    "ImportedFile",
    "Outcome",
    "Side",
    "Specialty",
    "State",
    "TreatmentCategory",
    "TreatmentType",
    "Visibility",
    "VocabularyRow",
]
