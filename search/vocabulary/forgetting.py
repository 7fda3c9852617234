"""Drops what the readers of this room remember of texts, for who read a text that nothing may keep."""

from __future__ import annotations

from search.vocabulary import asking, misprints, text, treatment


def forget_texts() -> None:
    """Empty every cache whose keys are texts or words of texts."""
    for remembering in (asking.read_asked, misprints.mended, misprints.mend, text.singular, treatment._read):
        remembering.cache_clear()
