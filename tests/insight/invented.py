"""Words that no other rationale has."""

from __future__ import annotations

from random import Random


def own_words(number: int, count: int = 14) -> str:
    """``count`` invented words, the same for the same ``number``."""
    chance = Random(number)
    return " ".join("".join(chance.choices("bdfgklmnprstv", k=5)) + "ax" for _ in range(count))
