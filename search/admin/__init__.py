"""The admin: letters corrected, words labelled, uploads watched. Each module registers its own models."""

from search.admin import (
    audit,
    batches,
    items,
    letters,
    masking,
    people,
    remembering,
    reviewing,
    samples,
    telling,
    vocabularies,
    whole_batches,
)

__all__ = [
    "audit",
    "batches",
    "items",
    "letters",
    "masking",
    "people",
    "remembering",
    "reviewing",
    "samples",
    "telling",
    "vocabularies",
    "whole_batches",
]
