"""How a set of items was decided, with what its size allows to be said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

FEWEST_FOR_A_RATE = 5
_FEWEST_WITHOUT_INTERVAL = 1_000
_Z95 = 1.959964


def wilson(successes: int, total: int, z: float = _Z95) -> tuple[float, float]:
    """The score interval of a share, both ends in 0–1; (0, 1) for no observations.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927).
    """
    if total <= 0:
        return 0.0, 1.0
    share = successes / total
    scale = 1 + z * z / total
    centre = (share + z * z / (2 * total)) / scale
    half = z * sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / scale
    return max(0.0, centre - half), min(1.0, centre + half)


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of ``total`` items were overturned."""

    overturned: int
    total: int

    @property
    def upheld(self) -> int:
        """The rest."""
        return self.total - self.overturned

    @property
    def share(self) -> float:
        """0–1; 0 where there are no items."""
        return self.overturned / self.total if self.total else 0.0

    @property
    def percent(self) -> float:
        """0–100."""
        return 100 * self.share

    @property
    def is_telling(self) -> bool:
        """Whether there are enough items to speak of a rate at all."""
        return self.total >= FEWEST_FOR_A_RATE

    @property
    def is_small(self) -> bool:
        """Whether the rate should not be shown without its interval."""
        return self.total < _FEWEST_WITHOUT_INTERVAL

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval in percent."""
        low, high = wilson(self.overturned, self.total)
        return 100 * low, 100 * high

    @classmethod
    def of(cls, decisions: Mapping[str, int]) -> Rate:
        """From the counts of the decision facet."""
        overturned = decisions.get("overturned", 0)
        return cls(overturned, overturned + decisions.get("upheld", 0))


@dataclass(frozen=True, slots=True)
class OutcomeRates:
    """The rate of a result set as if no decision were chosen, beside that of the whole collection."""

    here: Rate
    everywhere: Rate
