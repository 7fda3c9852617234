"""Drops what the readers of this room remember of texts, for who read a text that nothing may keep."""

from __future__ import annotations

from search.vocabulary import asking, company, misprints, regions, text, treatment
from search.vocabulary.thoughts import forget_thoughts


def forget_texts() -> None:
    """Empty every cache whose keys are texts or words of texts."""
    of_texts = (asking.read_asked, asking.asked_names, regions.name_regions, treatment._read, treatment.spelled_out)
    of_words = (company.by_company, misprints.mended, misprints.mend, text.singular)
    for remembering in (*of_texts, *of_words):
        remembering.cache_clear()
    forget_thoughts()
