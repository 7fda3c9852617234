"""Codes of procedures and diagnoses in what is typed: CPT, HCPCS and ICD."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from .data import table

_SAID = r"(?:icd|dx|diagnos[ei]s|diag)(?:[- ]?(?:9|10))?(?:[- ]?cm)?(?: ?codes?)?\s{0,2}[:#=]?\s{0,2}"
_DIAGNOSIS = re.compile(
    rf"(?<![\w.])(?:{_SAID})?(?P<code>[a-tv-z]\d[\da-z]\.[\da-z]{{1,4}})(?![\w.]*\d)"
    rf"|(?<![\w.]){_SAID}(?P<said>[a-tv-z]\d[\da-z]{{1,5}}|[ev]?\d{{3}}(?:\.\d{{1,2}})?)(?![\w.]*\d)",
    re.IGNORECASE,
)
_NAME = r"(?:(?:cpt|hcpcs|procedure)(?:[- ]?4)?(?: ?codes?)?|codes?)\s{0,2}[:#=]?\s{0,2}"
_PROCEDURE = re.compile(
    rf"(?<![\w.#-])(?:{_NAME})?(?P<code>\d{{5}}|[a-eghj-mqstv]\d{{4}}|0\d{{3}}t)(?:-\w\w)?(?![\w.]*\d)(?!-\d)"
    r"|(?<!\w)(?:cpt|hcpcs|icd)(?:[- ]?(?:9|10|4))?(?: ?codes?)?(?!\w)\s{0,2}[:#]?",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"\([\s,;:/-]*\)|\[[\s,;:/-]*\]")
_HOLDS_ONE = re.compile(r"\d{3}|icd|cpt|hcpcs|[a-z]\d\d\.", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Uncoded:
    """A text without its codes. ``procedures``: (code, what it bills) of those that are known; ``regions``: the body
    parts that its diagnoses are of."""

    text: str
    procedures: tuple[tuple[str, str], ...]
    regions: tuple[str, ...]


def without_codes(text: str) -> Uncoded:
    """Read the codes out of a text."""
    if not _HOLDS_ONE.search(text):
        return Uncoded(text, (), ())
    diagnoses = [(found["code"] or found["said"]).upper() for found in _DIAGNOSIS.finditer(text)]
    rest = _DIAGNOSIS.sub(" ", text)
    known: dict[str, str] = {}

    def taken(found: re.Match[str]) -> str:
        code = (found["code"] or "").upper()
        if code in _procedures():
            known[code] = _procedures()[code]
        # A number that is neither called a code nor known as one is an amount, behind a D ("vitamin D2000") too.
        return " " if code in known or not (found[0][:1].isdecimal() or found[0][:1] in "DdMm") else found[0]

    rest = _EMPTY.sub(" ", _PROCEDURE.sub(taken, rest))
    regions = {region: None for code in diagnoses for region in _regions(code)}
    return Uncoded(" ".join(rest.split()), tuple(known.items()), tuple(regions))


def _regions(diagnosis: str) -> tuple[str, ...]:
    begun = ((region, start) for region, starts in table("codes")["diagnoses"].items() for start in starts)
    return tuple(dict.fromkeys(region for region, start in begun if diagnosis.startswith(start)))


@cache
def _procedures() -> Mapping[str, str]:
    return MappingProxyType({code: name for name, codes in table("codes")["procedures"].items() for code in codes})
