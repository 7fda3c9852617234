"""The values that a facet can take: read forgivingly from an address, and named for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from search import vocabulary
from search.query.facets import Facet, facet
from search.vocabulary import Term

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 80


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Whole years ``youngest`` to ``oldest``, both included."""

    key: str
    label: str
    youngest: int
    oldest: int


AGE_BANDS: tuple[AgeBand, ...] = (
    AgeBand("under-30", "Under 30", 0, 29),
    AgeBand("30-39", "30 to 39", 30, 39),
    AgeBand("40-49", "40 to 49", 40, 49),
    AgeBand("50-59", "50 to 59", 50, 59),
    AgeBand("60-69", "60 to 69", 60, 69),
    AgeBand("70-and-over", "70 and over", 70, 150),
)
SEXES: tuple[Term, ...] = (Term("female", "Female"), Term("male", "Male"))
_FORMER: dict[tuple[str, str], str] = {
    ("decision", "approved"): "overturned",
    ("decision", "authorized"): "overturned",
    ("decision", "overturn"): "overturned",
    ("decision", "denied"): "upheld",
    ("decision", "uphold"): "upheld",
    ("sex", "f"): "female",
    ("sex", "woman"): "female",
    ("sex", "women"): "female",
    ("sex", "m"): "male",
    ("sex", "man"): "male",
    ("sex", "men"): "male",
}
"""Values of the past and near misses, mended for ever, since they stand in bookmarks."""


def age_band(years: int) -> str | None:
    """The key of the band that holds an age in whole years; None for an age no person has."""
    return next((band.key for band in AGE_BANDS if band.youngest <= years <= band.oldest), None)


def read_value(name: str, value: str) -> str | None:
    """The key that ``value`` means in the facet ``name``; None if it means none.

    A misspelt or former key, or a label, is mended. An open facet takes any well-formed slug, and for two
    levels any well-formed child of a known parent.
    """
    typed = " ".join(value.split()).casefold()
    typed = _FORMER.get((name, typed), typed)
    if name == "year":
        return str(int(typed)) if re.fullmatch(r"\d{4}", typed, re.ASCII) and _is_year(int(typed)) else None
    if name in ("age", "sex"):
        return next((key for key, label in _listed(name).items() if typed in (key, label.casefold())), None)
    known = vocabulary.parse_key(name, typed)
    if known is not None:
        return known
    return _open_value(facet(name), typed) if facet(name).open else None


def _is_year(year: int) -> bool:
    return EARLIEST_YEAR <= year <= LATEST_YEAR


def _open_value(of: Facet, typed: str) -> str | None:
    parent, slash, child = typed.partition("/")
    if of.two_level:
        known = vocabulary.parse_key(of.name, parent)
        return f"{known}/{child}" if known and "/" not in known and slash and _is_slug(child) else None
    return typed if _is_slug(typed) else None


def _is_slug(text: str) -> bool:
    return len(text) <= _LONGEST_SLUG and _SLUG.fullmatch(text) is not None


def prefer(labels: Mapping[tuple[str, str], str]) -> None:
    """From now on show these labels, by facet and key, instead of the vocabulary's own. What may be typed or stand in
    an address stays as it is."""
    global _preferred
    if labels != _preferred:
        _preferred = labels


def preferred() -> Mapping[tuple[str, str], str]:
    """The labels that :func:`prefer` was given; another object where they are others."""
    return _preferred


_preferred: Mapping[tuple[str, str], str] = {}


def known_values(name: str) -> dict[str, str]:
    """Key → label of every value of a facet that is known beforehand, in the order of the vocabulary."""
    listed, chosen = _listed(name), _preferred
    return {key: chosen.get((name, key), label) for key, label in listed.items()} if chosen else listed


@cache
def _listed(name: str) -> dict[str, str]:
    return {term.key: term.label for terms in _TERMS[name] for term in terms()}


def label(name: str, value: str) -> str:
    """A value's label for people; a value that no vocabulary holds is spelt from its slug."""
    known = _preferred.get((name, value)) or _listed(name).get(value)
    if known is not None:
        return known
    last = value.rpartition("/")[2].replace("-", " ")
    return last[:1].upper() + last[1:]


def _age_terms() -> tuple[Term, ...]:
    return tuple(Term(band.key, band.label) for band in AGE_BANDS)


_TERMS: dict[str, tuple[Callable[[], tuple[Term, ...]], ...]] = {
    "decision": (vocabulary.decisions,),
    "treatment": (vocabulary.treatment_categories, vocabulary.treatment_types),
    "specialty": (vocabulary.specialties,),
    "guideline": (vocabulary.guidelines, vocabulary.guideline_sections),
    "year": (),
    "region": (vocabulary.body_regions,),
    "drug": (vocabulary.drugs,),
    "state": (vocabulary.states,),
    "age": (_age_terms,),
    "sex": (lambda: SEXES,),
}
