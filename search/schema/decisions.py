"""The two decisions in words: what every page, chart, export and mail calls them.

Newcomers read "upheld" the wrong way round, so the word never stands without what it means for the treatment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from search.vocabulary.data import table


@dataclass(frozen=True, slots=True)
class DecisionWords:
    """One decision. ``label``: Upheld; ``meaning``: treatment denied; ``shape``: its mark beside the colour."""

    key: str
    label: str
    meaning: str
    description: str
    shape: str

    @property
    def lower(self) -> str:
        """The label within a sentence."""
        return self.label.lower()

    @property
    def in_full(self) -> str:
        """Upheld: treatment denied."""
        return f"{self.label}: {self.meaning}"

    @property
    def is_approval(self) -> bool:
        """Whether the treatment must be authorized."""
        return self.key == "overturned"


DECISIONS: Mapping[str, DecisionWords] = {raw["key"]: DecisionWords(**raw) for raw in table("facets")["decision"]}


def decision_words(key: str) -> DecisionWords:
    """The words of a decision; :class:`KeyError` for what is none."""
    return DECISIONS[key]
