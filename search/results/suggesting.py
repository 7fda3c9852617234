"""Did you mean: a spelling that finds more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from search.query.request import SearchRequest
from search.query.spelling import Spelling
from search.results.counting import total_of
from search.results.lasting import Lasting


@dataclass(frozen=True, slots=True)
class Respelling:
    """The same search with other letters, and what it finds."""

    request: SearchRequest
    total: int

    @property
    def address(self) -> str:
        """Where it is found."""
        return self.request.address()


def _spelling(terms: Mapping[str, int]) -> Spelling:
    return Spelling(terms.items())


_lasting = Lasting(lambda: (), _spelling)


def with_other_spelling(request: SearchRequest, total: int) -> Respelling | None:
    """A near spelling of the words that finds more than ``total``; None where there is none, or none is known yet."""
    spelling = _lasting.get() if request.q else None
    respelt = spelling.respell(request.q) if spelling else None
    if not respelt:
        return None
    other = request.with_query(respelt)
    found = total_of(other)
    return Respelling(other, found) if found > total else None
