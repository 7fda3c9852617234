"""Age and sex of the injured worker, as the clinical summary gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Sex = Literal["female", "male"]

YOUNGEST, OLDEST = 14, 105
_OPENING = 3000

_AGE = re.compile(
    r"\b(\d{1,3})[- ]{0,2}(?:years?|yrs?)[- ]{0,2}(?:old\b|of age\b)|\b(\d{1,3})[- ]?y[./]?o\b|\baged?:? "
    r"(\d{1,3})\b",
    re.IGNORECASE,
)
_FEMALE = re.compile(r"\b(?:female|woman|lady)\b", re.IGNORECASE)
_MALE = re.compile(r"\b(?:male|man|gentleman)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE)
_HE = re.compile(r"\b(?:he|his|him|himself)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Patient:
    """``age`` in years at the time of the review; None is what the summary does not tell."""

    age: int | None = None
    sex: Sex | None = None


def read_patient(summary: str | None) -> Patient:
    """Age and sex from the first age printed and the words beside it, else sex from pronouns that agree."""
    text = (summary or "")[:_OPENING]
    found = next((age for age in _AGE.finditer(text) if YOUNGEST <= _years(age) <= OLDEST), None)
    beside = text[max(0, found.start() - 40) : found.end() + 60] if found else text[:300]
    return Patient(_years(found) if found else None, _one(beside, _FEMALE, _MALE) or _one(text, _SHE, _HE))


def _years(found: re.Match[str]) -> int:
    return int(next(filter(None, found.groups())))


def _one(text: str, female: re.Pattern[str], male: re.Pattern[str]) -> Sex | None:
    hers, his = female.search(text), male.search(text)
    if (hers is None) == (his is None):
        return None
    return "female" if hers else "male"
