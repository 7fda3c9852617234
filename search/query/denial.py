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
    """One request of a text. ``search`` finds items that ask for the same; ``treatment``: its type, as a key."""

    search: SearchRequest
    treatment: str


def requests_of(text: str) -> tuple[Requested, ...]:
    """The requests that a denial speaks of, each once, in its order; none where it names nothing."""
    try:
        found = [Requested(SearchRequest(q=words), kind) for words, kind in searches(text)]
        return tuple({each.search: each for each in found}.values())
    finally:
        forget()
