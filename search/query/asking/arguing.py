"""What a person argues, as the grounds on which decisions rest."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from search.vocabulary.data import table


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (ground, re.compile(rf"\b(?:{'|'.join(cues)})\b", re.IGNORECASE))
        for ground, cues in table("requests")["grounds"].items()
    )


@lru_cache(maxsize=512)
def grounds_of(text: str) -> tuple[str, ...]:
    """The keys of the grounds that the words of ``text`` speak of."""
    return tuple(ground for ground, pattern in _patterns() if pattern.search(text))
