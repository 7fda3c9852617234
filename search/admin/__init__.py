"""The admin: letters corrected, words labelled, uploads watched. Each module registers its own models."""

from search.admin import batches, items, letters, vocabularies

__all__ = ["batches", "items", "letters", "vocabularies"]
