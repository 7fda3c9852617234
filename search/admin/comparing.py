"""Two texts of one letter side by side, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from django.db import models
from django.utils.dateformat import format as in_words

from search.models import Decision, Determination, Specialty, State

_WORDS = re.compile(r"\S+\s*")
_ITEM_FIELDS = (
    ("heading", "Request"),
    ("decision", "Decision"),
    ("claims_guideline", "Claims administrator guideline"),
    ("reviewer_guideline", "Reviewer guideline"),
    ("rationale", "Rationale"),
)
_LETTER_FIELDS = (
    ("case_number", "Case number"),
    ("decision_date", "Decision date"),
    ("date_assigned", "Date assigned"),
    ("date_of_injury", "Date of injury"),
    ("ur_denial_date", "UR denial date"),
    ("application_received", "Application received"),
    ("priority", "Priority"),
    ("clinical_summary", "Clinical summary"),
)
_REVIEWER = (("specialties", "Reviewer’s specialty", Specialty), ("licensed_in", "Licensed in", State))


@cache
def _days() -> frozenset[str]:
    """The facts of a letter that are days."""
    return frozenset(field.name for field in Determination._meta.fields if isinstance(field, models.DateField))


@dataclass(frozen=True, slots=True)
class Run:
    """Some words; ``other``: the text beside it has others in their place."""

    words: str
    other: bool


@dataclass(frozen=True, slots=True)
class ComparedField:
    """One field of both texts."""

    label: str
    left: tuple[Run, ...]
    right: tuple[Run, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """The header, or one item."""

    title: str
    rows: tuple[ComparedField, ...]


def compare(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[ComparedPart]:
    """Two texts as :func:`search.ingest.revisions.snapshot` gives them; fields that are empty in both are left out."""
    header = (*_rows(left["letter"], right["letter"], _LETTER_FIELDS), *_reviewer(left, right))
    parts = [ComparedPart("The letter", header)]
    for number, (one, other) in enumerate(_paired(left["items"], right["items"]), start=1):
        parts.append(ComparedPart(f"Item {number}", tuple(_rows(one, other, _ITEM_FIELDS))))
    return [part for part in parts if part.rows]


def _paired(
    left: Sequence[Mapping[str, Any]], right: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Items that ask for the same beside each other, in the order of the right; what has no fellow stands alone."""
    rest = list(left)
    fellows: list[Mapping[str, Any] | None] = []
    for item in right:
        fellow = next((each for each in rest if each["heading"] == item["heading"]), None)
        if fellow is not None:
            rest.remove(fellow)
        fellows.append(fellow)
    for place, item in enumerate(right):
        fellow = fellows[place]
        if fellow is None:
            fellow = next((each for each in rest if each["position"] == item["position"]), None)
            if fellow is not None:
                rest.remove(fellow)
        yield fellow or {}, item
    for item in rest:
        yield item, {}


def _rows(
    left: Mapping[str, Any], right: Mapping[str, Any], fields: Sequence[tuple[str, str]]
) -> Iterator[ComparedField]:
    for name, label in fields:
        one, other = (_shown(name, each.get(name)) for each in (left, right))
        if one or other:
            yield ComparedField(label, *_runs(one, other), same=one == other)


def _reviewer(left: Mapping[str, Any], right: Mapping[str, Any]) -> Iterator[ComparedField]:
    for name, label, model in _REVIEWER:
        labels = dict(model._default_manager.filter(pk__in=[*left[name], *right[name]]).values_list("pk", "label"))
        one, other = (", ".join(labels.get(key, key) for key in each[name]) for each in (left, right))
        if one or other:
            yield ComparedField(label, *_runs(one, other), same=one == other)


def _shown(name: str, value: Any) -> str:
    """A value as pages print it: days and decisions in words."""
    if not value:
        return ""
    if name in _days():
        return in_words(date.fromisoformat(str(value)), "F j, Y")
    return str(Decision(value).label) if name == "decision" else str(value)


def _runs(left: str, right: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    one, other = _WORDS.findall(left), _WORDS.findall(right)
    a_words, b_words = [word.strip() for word in one], [word.strip() for word in other]
    here: list[Run] = []
    there: list[Run] = []
    for kind, a, b, c, d in SequenceMatcher(None, a_words, b_words, autojunk=False).get_opcodes():
        if a < b:
            here.append(Run("".join(one[a:b]), kind != "equal"))
        if c < d:
            there.append(Run("".join(other[c:d]), kind != "equal"))
    return tuple(here), tuple(there)
