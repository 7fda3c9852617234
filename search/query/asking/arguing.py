"""What a person argues: the grounds on which decisions rest, and the treatments that it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from search.vocabulary.data import table


@cache
def _grounds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return _patterns(table("requests")["grounds"])


@cache
def _treatments() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return _patterns(table("arguments")["about"])


def _patterns(written: Mapping[str, Sequence[str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((key, re.compile(rf"\b(?:{'|'.join(cues)})\b", re.IGNORECASE)) for key, cues in written.items())


@lru_cache(maxsize=512)
def grounds_of(text: str) -> tuple[str, ...]:
    """The keys of the grounds that the words of ``text`` speak of."""
    return tuple(ground for ground, pattern in _grounds() if pattern.search(text))


@lru_cache(maxsize=512)
def treatments_of(text: str) -> tuple[str, ...]:
    """The keys of the categories of treatment that an argument is about by its words."""
    return tuple(key for key, pattern in _treatments() if pattern.search(text))
