"""What is told of patients, in bands so wide that it points at nobody."""

from __future__ import annotations

from dataclasses import dataclass

from search.vocabulary import Term


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


def age_band(years: int) -> str | None:
    """The key of the band that holds an age in whole years; None for an age no person has."""
    return next((band.key for band in AGE_BANDS if band.youngest <= years <= band.oldest), None)


def ages() -> tuple[Term, ...]:
    """The age bands, the youngest first."""
    return tuple(Term(band.key, band.label) for band in AGE_BANDS)


def sexes() -> tuple[Term, ...]:
    """The sexes that letters print."""
    return (Term("female", "Female"), Term("male", "Male"))
