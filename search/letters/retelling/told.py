"""A letter as it is put together: its sections, and its items by their parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .openings import Unit

PARTS = ("claims", "guideline", "rationale")
SAME = re.compile(
    r"(?:(?:the )?(?:very )?same(?: (?:as above|one|source|section|guideline|chapter|page|as the [\w ]{3,30}))?"
    r"|ditto|idem|as above|see above|likewise|id\.)\W*",
    re.IGNORECASE,
)
_SAME_TOLD = re.compile(r"\b(?:the )?same\b|^so (?:did|does|do)\b|^(?:likewise|so too)\b", re.IGNORECASE)
_LONGEST_SAME = 60
# Not an amount: "2 visits".
_NUMBER = re.compile(r"^(?:#\s?\d{1,2}\s+|\(?\d{1,2}[a-l]?[.)]\s+|\d{1,2}[a-l]\s+|\d{1,2}\s{2,})(?=\S)")
_HEADINGS_LABEL = re.compile(r"^(?:the )?(?:request|authorization) (?:for|to) ", re.IGNORECASE)


def names_the_same(text: str) -> bool:
    """Whether a sentence says that one went by what the other did."""
    return len(text) <= _LONGEST_SAME and _SAME_TOLD.search(text) is not None


@dataclass(slots=True)
class Item:
    """An item's parts by their kind, each as the pieces that stand there, in printed order; ``remarks``: what is said
    behind the decision, in its line.
    """

    number: int = 0
    opened: bool = False
    parts: dict[str, list[Unit]] = field(default_factory=dict)
    remarks: list[Unit] = field(default_factory=list)

    @property
    def heading(self) -> str:
        text = " ".join(unit.text for unit in self.parts.get("heading", ())).strip(' .:;"“”*_')
        return _HEADINGS_LABEL.sub("", _NUMBER.sub("", text))

    def has(self, kind: str) -> bool:
        return kind in self.parts


@dataclass(slots=True)
class Told:
    """A letter's sections as they are put together. ``head``: the units above and between them."""

    head: list[Unit] = field(default_factory=list)
    reviewer: list[Unit] = field(default_factory=list)
    summary: list[Unit] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    count: int = 0
    withdrawn: list[Item] = field(default_factory=list)
    asides: list[Unit] = field(default_factory=list)
    overall: str = ""


class Uneven(Exception):
    """The units do not come out even."""
