"""How many of a thing, in words."""

from __future__ import annotations


def counted(count: int, thing: str) -> str:
    """The number with its noun in the right form.

    >>> counted(1, "letter"), counted(1200, "disputed item")
    ('1 letter', '1,200 disputed items')
    """
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
