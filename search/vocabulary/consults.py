"""Visits to a practitioner that a text asks for: "ortho consult", "follow-up with the hand surgeon"."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from .data import table
from .text import Lexicon
from .treatment_data import our_words

FIRST = ("evaluation-management/specialist-consultations", "surgery/surgical-consultation")
"""The treatment types of first visits to a specialist."""
LATER = ("evaluation-management/office-visits",)
VISITS = (*FIRST, *LATER, "behavioral-health/psychological-evaluation")
"""The treatment types whose items are asked for by naming a practitioner."""
_FARTHEST = 6


@dataclass(frozen=True, slots=True)
class Practitioner:
    """One kind of practitioner. ``covers`` and ``near`` name others; ``type`` is about visits to this one alone."""

    name: str
    covers: tuple[str, ...]
    near: tuple[str, ...]
    type: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The names under which a visit to any of those whom it covers is filed."""
        return tuple(f"who:{name}" for name in (self.name, *self.covers))

    @property
    def others(self) -> tuple[str, ...]:
        """The names under which visits to those near to it are filed."""
        return tuple(f"who:{name}" for name in self.near)


@dataclass(frozen=True, slots=True)
class Consult:
    """A visit: to whom, and whether the words say that it is the first or a later one. ``start`` and ``end`` count
    words; those from ``who_start`` to ``who_end`` name the practitioner: as a person, or by a field alone.
    ``is_visit``: a word for a visit stands beside them."""

    practitioner: Practitioner
    is_first: bool
    is_later: bool
    start: int
    end: int
    who_start: int
    who_end: int
    is_person: bool
    is_visit: bool


def find_consults(words: Sequence[str], others: Collection[tuple[int, int]]) -> Iterator[Consult]:
    """The practitioners named in words of the rules' spelling, each with the words for a visit beside it. ``others``:
    where other things are named, as start and end; who is named by one of them ("hip replacement specialist", "spine
    surgery referral") is a practitioner all the same."""
    first, later, either = (_words("visits", each) for each in ("first", "later", "either"))
    matches = _practitioners().find(words)
    taken = {place for match in matches for place in range(match.start, match.end)}
    for match in matches:
        around = {*words[max(0, match.start - 1) : match.start], *words[match.end : match.end + 1]}
        beside = not around.isdisjoint(first)
        if any(_is_part(match.start, match.end, *other, beside=beside) for other in others):
            continue
        barred = {place for start, end in others for place in range(start, end)}
        practitioner, is_person = match.value
        before = _beside(words, taken, barred, range(match.start - 1, max(-1, match.start - 1 - _FARTHEST), -1))
        behind = _beside(words, taken, barred, range(match.end, min(len(words), match.end + _FARTHEST)))
        said = {words[place] for place in (*before, *range(match.start, match.end), *behind)}
        yield Consult(
            practitioner,
            is_first=not said.isdisjoint(first),
            is_later=not said.isdisjoint(later),
            start=min((match.start, *before)),
            end=max((match.end, *(place + 1 for place in behind))),
            who_start=match.start,
            who_end=match.end,
            is_person=is_person,
            is_visit=not said.isdisjoint(first | later | either),
        )


def _is_part(start: int, end: int, other_start: int, other_end: int, *, beside: bool) -> bool:
    """Whether a name is part of the name of another thing; ``beside``: a word for a first visit is next to it."""
    if other_end <= start or end <= other_start:
        return False
    holds = start <= other_start and other_end <= end
    return not (holds and (beside or end - start > other_end - other_start))


def _beside(words: Sequence[str], taken: Collection[int], barred: Collection[int], places: range) -> list[int]:
    """The places of words for a visit among ``places``, up to the first word that does not belong to one; the places
    ``taken`` name practitioners."""
    visits = _words("visits", "first") | _words("visits", "later") | _words("visits", "either")
    found = []
    for place in places:
        if place in barred:
            break
        if words[place] in visits:
            found.append(place)
        elif place not in taken and words[place] not in _words("between", "words"):
            break
    return found


@cache
def _words(name: str, inner: str) -> frozenset[str]:
    return frozenset(word for phrase in table("practitioners")[name][inner] for word in our_words(phrase))


def _made(raw: Mapping[str, Any]) -> Practitioner:
    return Practitioner(raw["name"], tuple(raw.get("covers", ())), tuple(raw.get("near", ())), raw.get("type"))


@cache
def _practitioners() -> Lexicon[tuple[Practitioner, bool]]:
    return Lexicon(
        (" ".join(our_words(name)), (_made(raw), is_person))
        for raw in table("practitioners")["practitioner"]
        for is_person, names in ((True, raw["persons"]), (False, raw["fields"]))
        for name in names
    )
