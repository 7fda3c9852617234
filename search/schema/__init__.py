"""What a disputed item is searched and filtered by, declared once: facets, text fields, decisions.

A declaration holds every fact about its facet or field: names, order, vocabulary, where its values stand in the
rows, its help. Form, chips, counts, addresses, index documents, JSON, CSV and help derive from it. Knows the
vocabularies and nothing else of ours: no database, no Haystack.
"""

from .catalogue import FROM_FILES, Catalogue
from .decisions import DECISIONS, DecisionWords, decision_words
from .facets import FACET_NAMES, FACETS, Facet, Order, facet
from .sources import Column, Related, Source
from .text_fields import FIELD_NUMBERS, FIELDS, TextField

__all__ = [
    "DECISIONS",
    "FACETS",
    "FACET_NAMES",
    "FIELDS",
    "FIELD_NUMBERS",
    "FROM_FILES",
    "Catalogue",
    "Column",
    "DecisionWords",
    "Facet",
    "Order",
    "Related",
    "Source",
    "TextField",
    "decision_words",
    "facet",
]
