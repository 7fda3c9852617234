"""What is stored. The database is the only truth; the index holds nothing that cannot be rebuilt from it."""

from search.models import among as among
from search.models.audit import WITHDRAWAL_REASONS, Actor, AuditEntry, Deed, acting, record, who, withdrawn_why
from search.models.changes import LoggedChange
from search.models.desk import LetterRevision, Likeness, RevisionState, Waiting, WaitingFor
from search.models.determinations import (
    CaseAlias,
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
from search.models.news import NewsCounter
from search.models.own_names import ITEM_NAMES, VOCABULARY_OF, NamedField, OwnName
from search.models.sign_ins import SignIn, remember_sign_in
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
    "ITEM_NAMES",
    "VOCABULARY_OF",
    "WITHDRAWAL_REASONS",
    "Actor",
    "AuditEntry",
    "BodyRegion",
    "Brief",
    "BriefEntry",
    "CaseAlias",
    "Citation",
    "Decision",
    "Deed",
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
    "LetterRevision",
    "Likeness",
    "LoggedChange",
    "NamedField",
    "NewsCounter",
    "Outcome",
    "OwnName",
    "RevisionState",
    "SavedSearch",
    "Side",
    "SignIn",
    "Specialty",
    "State",
    "TreatmentCategory",
    "TreatmentType",
    "Visibility",
    "VocabularyRow",
    "Waiting",
    "WaitingFor",
    "acting",
    "ground_choices",
    "outcome_of",
    "record",
    "remember_sign_in",
    "who",
    "withdrawn_why",
]
