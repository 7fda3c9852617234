"""What a person argues: the grounds and thoughts on which decisions rest, and the treatments that it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from search.vocabulary.asking import words_named
from search.vocabulary.data import table
from search.vocabulary.thoughts import Thought, thoughts_of

_MOST_THOUGHTS = 4


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


@lru_cache(maxsize=512)
def argued_thoughts(text: str) -> tuple[Thought, ...]:
    """The thoughts that ``text`` argues; a question only asks, whatever its words ("is it justified", "how many")."""
    first = text.split(maxsplit=1)[:1]
    return () if not words_named("asking").isdisjoint(map(str.lower, first)) else thoughts_of(text)[:_MOST_THOUGHTS]
