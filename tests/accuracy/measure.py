"""One letter as read against one letter as labelled, field by field.

Every field is a set of values: one value, none, or several (states, citations …). What is in both sets is
right, what is only labelled was missed, what is only read was made up; precision and recall follow from the
three counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from search.letters import HEADER_FIELDS, ParsedItem, ParsedLetter
from search.vocabulary import (
    name_citations,
    name_drug,
    name_regions,
    name_specialties,
    name_states,
    name_treatment,
)

from .labelled import Label

REVIEWER = ("licensed_in", "specialties")
PARAGRAPHS = ("heading", "disputed", "claims_guideline", "reviewer_guideline", "rationale")
NAMES = ("treatment", "drug", "body_regions", "claims_citations", "reviewer_citations")
FIELDS = (*HEADER_FIELDS, *REVIEWER, "items", "decision", *PARAGRAPHS, *NAMES)

Values = frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of one letter (``item`` 0) or of one of its items."""

    file: str
    item: int
    field: str
    labelled: Values
    read: Values
    unsure: str = ""

    @property
    def right(self) -> bool:
        return self.labelled == self.read


@dataclass(slots=True)
class Count:
    """How many values of a field were right, missed and made up."""

    right: int = 0
    missed: int = 0
    made_up: int = 0

    def add(self, comparison: Comparison) -> None:
        self.right += len(comparison.labelled & comparison.read)
        self.missed += len(comparison.labelled - comparison.read)
        self.made_up += len(comparison.read - comparison.labelled)

    @property
    def precision(self) -> float:
        """Of what was read, the share that is right; 1 where nothing was read."""
        return self.right / (self.right + self.made_up) if self.right + self.made_up else 1.0

    @property
    def recall(self) -> float:
        """Of what is labelled, the share that was read; 1 where nothing is labelled."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall (van Rijsbergen's F with equal weights)."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def compare(file: str, letter: ParsedLetter, label: Label) -> Iterator[Comparison]:
    """Every field of a letter and of its items."""
    for field in HEADER_FIELDS:
        yield Comparison(file, 0, field, _values(label[field]), _values(getattr(letter, field)))
    yield Comparison(
        file, 0, "licensed_in", _values(*label["licensed_in"]), _values(*name_states(letter.licensed_in_printed))
    )
    named = name_specialties(letter.specialties_printed).labels
    yield Comparison(file, 0, "specialties", _values(*label["specialties"]), _values(*named))
    count = len(letter.items), len(label["items"])
    yield Comparison(file, 0, "items", _numbers(count[1]), _numbers(count[0]))
    for item, printed in _pairs(letter.items, label["items"]):
        place = printed["n"] if printed else 0
        unsure = printed.get("unsure", "") if printed else ""
        for field, (labelled, read) in _item_fields(item, printed).items():
            yield Comparison(file, place, field, labelled, read, unsure)


def count(comparisons: Iterable[Comparison]) -> dict[str, Count]:
    """The counts of each field."""
    counts = {field: Count() for field in FIELDS}
    for comparison in comparisons:
        counts[comparison.field].add(comparison)
    return counts


def _item_fields(item: ParsedItem | None, printed: Label | None) -> dict[str, tuple[Values, Values]]:
    read = _read(item) if item else dict.fromkeys(("decision", *PARAGRAPHS, *NAMES), _values())
    labelled = _labelled(printed) if printed else dict.fromkeys(read, _values())
    return {field: (labelled[field], read[field]) for field in read}


def _read(item: ParsedItem) -> dict[str, Values]:
    return {
        "decision": _values(item.decision),
        **{field: _values(_plain(getattr(item, field))) for field in PARAGRAPHS},
        "treatment": _values(name_treatment(item.disputed, item.original_request).value),
        "drug": _values(name_drug(item.disputed, item.original_request).value),
        "body_regions": _values(*name_regions(item.heading).values),
        "claims_citations": _citations(item.claims_guideline),
        "reviewer_citations": _citations(item.reviewer_guideline),
    }


def _labelled(printed: Label) -> dict[str, Values]:
    return {
        "decision": _values(printed["decision"]),
        **{field: _values(_plain(printed[field])) for field in PARAGRAPHS},
        "treatment": _values(printed["treatment"]),
        "drug": _values(printed["drug"]),
        "body_regions": _values(*printed["body_regions"]),
        "claims_citations": _values(*map(_citation, printed["claims_citations"])),
        "reviewer_citations": _values(*map(_citation, printed["reviewer_citations"])),
    }


def _citations(paragraph: str) -> Values:
    named = name_citations(paragraph)
    return _values(*(_citation((found.guideline, found.section, found.pages)) for found in named))


def _pairs(
    items: Sequence[ParsedItem], printed: Sequence[Label]
) -> Iterator[tuple[ParsedItem | None, Mapping[str, Any] | None]]:
    """Items side by side; where their number differs, by their headings, and what is left over alone."""
    if len(items) == len(printed):
        yield from zip(items, printed, strict=True)
        return
    by_heading = {_plain(item.heading): item for item in items}
    matched = [by_heading.pop(_plain(label["heading"]), None) for label in printed]
    yield from zip(matched, printed, strict=True)
    yield from zip_longest(by_heading.values(), ())


def _values(*values: object) -> Values:
    return frozenset(str(value) for value in values if value not in (None, ""))


def _numbers(count: int) -> Values:
    return frozenset(map(str, range(1, count + 1)))


def _plain(text: str) -> str:
    """Letters and digits alone: extractors differ in the rest."""
    return "".join(filter(str.isalnum, text)).casefold()


def _citation(parts: Sequence[str]) -> str:
    guideline, section, pages = parts
    return f"{guideline} · {_plain(section)} · {pages}".rstrip(" ·")
