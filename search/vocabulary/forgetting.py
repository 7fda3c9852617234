"""Drops what the readers of this room remember of texts, for who read a text that nothing may keep."""

from __future__ import annotations

from search.vocabulary import asking, misprints, text, treatment


def forget_texts() -> None:
    """Empty every cache whose keys are texts or words of texts."""
    readers = (asking.read_asked, asking.asked_names, misprints.mended, misprints.mend, text.singular, treatment._read)
    for remembering in readers:
        remembering.cache_clear()
