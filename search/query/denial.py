"""A pasted denial to searches: one for each request that it speaks of, in words that stand in an address by themselves.

The text is another person's. What reading it leaves in the caches of this process is dropped with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.query.asking.pasted import MOST_PASTED, forget, searches
from search.query.request import SearchRequest

MOST_CHARACTERS = MOST_PASTED


@dataclass(frozen=True, slots=True)
class Requested:
    """One request of a text. ``search`` finds items that ask for the same; ``treatment``: its type, as a key;
    ``certified``: the text says that all of it was."""

    search: SearchRequest
    treatment: str
    certified: bool = False


def requests_of(text: str) -> tuple[Requested, ...]:
    """The requests that a denial speaks of, each once, in its order; none where it names nothing."""
    try:
        found = [Requested(SearchRequest(q=words), kind, certified) for words, kind, certified in searches(text)]
        merged: dict[SearchRequest, Requested] = {}
        for each in found:
            before = merged.setdefault(each.search, each)
            if before.certified and not each.certified:
                merged[each.search] = each  # certified in one place and not in another
        return tuple(merged.values())
    finally:
        forget()
