"""Letters printed in capitals, of which capitals tell nothing."""

from __future__ import annotations

from collections.abc import Sequence

_FEW_PARTS = 0.2
_FEW_SMALL = 2
"""Small letters a line."""


def has_capitals(texts: Sequence[str]) -> bool:
    """Whether a letter's lines are in capitals more often than titles are."""
    return sum(map(str.isupper, texts)) > _FEW_PARTS * len(texts)


def is_all_capitals(texts: Sequence[str]) -> bool:
    """Whether hardly a small letter stands in a letter's lines."""
    return has_capitals(texts) and sum(map(str.islower, "".join(texts))) < _FEW_SMALL * len(texts)
