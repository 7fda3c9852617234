"""When small segments are merged: by tiers of size, as Lucene and Whoosh do, so that each document is
rewritten a few times in its life (the logarithm of the collection to the base :data:`FANOUT`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from search.index.columns.toc import Entry

FANOUT = 8
AT_ONCE = 40_000
"""Documents that one change may rewrite: about a second's work. Larger merges wait until there are many
segments.
"""
MANY = 32


def to_merge(entries: Sequence[Entry]) -> list[Entry]:
    """The segments to be merged now: a full tier, or one that is mostly deleted; often none."""
    tiers: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        tiers[_tier(entry.living)].append(entry)
        if entry.deleted * 2 > entry.documents and entry.living <= AT_ONCE:
            return [entry]
    for tier in sorted(tiers):
        if len(tiers[tier]) >= FANOUT:
            fitting = _fitting(sorted(tiers[tier], key=lambda entry: entry.living))
            if len(fitting) > 1:
                return fitting
    if len(entries) > MANY:
        return sorted(entries, key=lambda entry: entry.living)[:FANOUT]
    return []


def _tier(documents: int) -> int:
    tier = 0
    while documents >= FANOUT:
        documents //= FANOUT
        tier += 1
    return tier


def _fitting(entries: Sequence[Entry]) -> list[Entry]:
    total, fitting = 0, []
    for entry in entries:
        total += entry.living
        if total > AT_ONCE:
            break
        fitting.append(entry)
    return fitting
