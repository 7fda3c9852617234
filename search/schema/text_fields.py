"""The fields that are searched by words, declared once for every engine.

The weights are those of BM25F; :mod:`search.index.columns.fields` gives the formula and its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextField:
    """A field that is searched by words, with where its text stands, as a path from the disputed item.

    ``weight``: how much a word in it counts; ``usual``: its usual length in words; ``b``: how much length counts
    (0–1).
    """

    name: str
    path: str
    weight: float
    usual: float
    b: float


FIELDS: tuple[TextField, ...] = (
    TextField("heading", "heading", weight=4.0, usual=12, b=0.3),
    TextField("rationale", "rationale", weight=1.0, usual=220, b=0.75),
    TextField("summary", "determination__clinical_summary", weight=0.4, usual=250, b=0.75),
    TextField("drug", "drug__label", weight=2.0, usual=2, b=0.0),
    TextField("case", "determination__case_number", weight=1.0, usual=1, b=0.0),
)
FIELD_NUMBERS: Mapping[str, int] = {each.name: number for number, each in enumerate(FIELDS)}
