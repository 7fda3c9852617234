"""When segments are merged: by tiers of size, as Lucene and Whoosh do, so that each document is rewritten a few
times in its life (the logarithm of the collection to the base :data:`FANOUT`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from search.index.columns.toc import SegmentEntry

FANOUT = 8
WHOLE = 250_000
"""A segment of this many documents is as large as segments get; half of it, and it is no longer merged."""


def to_merge(entries: Sequence[SegmentEntry], most: int = WHOLE, *, expunge: bool = False) -> list[SegmentEntry]:
    """The segments to be merged next, of at most ``most`` documents together; often none.

    A segment that is mostly deleted comes first (``expunge``: one of which anything is), then the lowest full tier.
    """
    for entry in entries:
        borne = 0 if expunge else entry.documents // 2
        # A segment that is as large as they get may hold a block more than WHOLE.
        if entry.deleted > borne and (entry.living <= most or most >= WHOLE):
            return [entry]
    tiers: dict[int, list[SegmentEntry]] = defaultdict(list)
    for entry in entries:
        if entry.living * 2 <= WHOLE:
            tiers[_tier(entry.living)].append(entry)
    for tier in sorted(tiers):
        if len(tiers[tier]) >= FANOUT:
            fitting = _fitting(sorted(tiers[tier], key=lambda entry: entry.living), most)
            if len(fitting) > 1:
                return fitting
    return []


def _tier(documents: int) -> int:
    tier = 0
    while documents >= FANOUT:
        documents //= FANOUT
        tier += 1
    return tier


def _fitting(entries: Sequence[SegmentEntry], most: int) -> list[SegmentEntry]:
    total, fitting = 0, []
    for entry in entries:
        total += entry.living
        if total > most:
            break
        fitting.append(entry)
    return fitting
