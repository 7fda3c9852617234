"""The controlled vocabularies of independent medical review, and what matches a letter's text to them.

Data are TOML files in `data/`; nothing here knows a web framework or a database. Every `name_…` function
takes any string, never raises, and says which rule decided.
"""

from .citations import name_citations
from .outside import NamedCitation
from .people import NamedSpecialties, name_specialties, name_states
from .regions import NamedRegions, name_regions
from .same_words import synonyms
from .terms import (
    GroundWords,
    Term,
    body_regions,
    decisions,
    drug_term,
    drugs,
    ground_words,
    grounds,
    guideline_sections,
    guidelines,
    parse_key,
    specialties,
    states,
    treatment_categories,
    treatment_types,
)
from .text import slug
from .treatment import Named, name_drug, name_treatment

__all__ = [
    "GroundWords",
    "Named",
    "NamedCitation",
    "NamedRegions",
    "NamedSpecialties",
    "Term",
    "body_regions",
    "decisions",
    "drug_term",
    "drugs",
    "ground_words",
    "grounds",
    "guideline_sections",
    "guidelines",
    "name_citations",
    "name_drug",
    "name_regions",
    "name_specialties",
    "name_states",
    "name_treatment",
    "parse_key",
    "slug",
    "specialties",
    "states",
    "synonyms",
    "treatment_categories",
    "treatment_types",
]
