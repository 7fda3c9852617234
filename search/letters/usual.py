"""A letter in the usual dress of the common form: what other dresses are set as, so that one reader reads them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .forms import Part
from .values import Decision

ORDER: tuple[Part, ...] = ("claims", "reviewer", "rationale")
LABELS: Mapping[Part, str] = {
    "claims": "Claims Administrator guideline",
    "reviewer": "MAXIMUS guideline",
    "rationale": "Decision rationale",
}
LICENSURE, SPECIALTY = "State(s) of Licensure", "Certification(s)/Specialty"
REVIEWER_TITLE = "HOW THE IMR FINAL DETERMINATION WAS MADE"
SUMMARY_TITLE = "CLINICAL CASE SUMMARY"
ITEMS_TITLE = "IMR ISSUES, DECISIONS AND RATIONALES"
SetItem = tuple[str, Decision, Mapping[Part, str]]
"""An item's heading, its decision, and its parts, of which those that it lacks are empty or left out."""


def set_as_usual(
    header: Sequence[str], reviewer: Sequence[str], summary: str, items: Iterable[SetItem]
) -> Iterator[str]:
    """The letter's paragraphs, to be parted by empty lines; sections that it lacks have no title."""
    if header:
        yield "\n".join(header)
    if reviewer:
        yield REVIEWER_TITLE
        yield "\n".join(reviewer)
    if summary:
        yield SUMMARY_TITLE
        yield summary
    yield ITEMS_TITLE
    for heading, decision, parts in items:
        yield f"{heading}: {decision.capitalize()}"
        yield from (f"{LABELS[part]}: {parts[part]}" for part in ORDER if parts.get(part))
