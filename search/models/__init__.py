"""What is stored. The database is the only truth; the index holds nothing that cannot be rebuilt from it."""

from search.models.changes import LoggedChange
from search.models.determinations import (
    Citation,
    Decision,
    Determination,
    DeterminationSpecialty,
    DisputedItem,
    Outcome,
    Side,
    Visibility,
    outcome_of,
)
from search.models.grounds import ItemGround, ground_choices
from search.models.imports import FileOutcome, ImportBatch, ImportedFile
from search.models.keeping import Brief, BriefEntry, Digest, SavedSearch
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
    "Brief",
    "BriefEntry",
    "Citation",
    "Decision",
    "Determination",
    "DeterminationSpecialty",
    "Digest",
    "DisputedItem",
    "Drug",
    "FileOutcome",
    "Guideline",
    "GuidelineSection",
    "ImportBatch",
    "ImportedFile",
    "ItemGround",
    "LoggedChange",
    "Outcome",
    "SavedSearch",
    "Side",
    "Specialty",
    "State",
    "TreatmentCategory",
    "TreatmentType",
    "Visibility",
    "VocabularyRow",
    "ground_choices",
    "outcome_of",
]
