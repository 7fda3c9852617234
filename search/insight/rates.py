"""Shares of overturned items, with how sure one may be of them."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

FEWEST = 5
"""A share of fewer items than this is not shown."""

_NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """``overturned`` of ``total`` items."""

    overturned: int
    total: int

    def __post_init__(self) -> None:
        if not 0 <= self.overturned <= self.total:
            raise ValueError(f"{self.overturned} of {self.total} is no share")

    @property
    def upheld(self) -> int:
        """The items that were not overturned."""
        return self.total - self.overturned

    @property
    def share(self) -> float | None:
        """Overturned items as a part of one; None where there are no items."""
        return self.overturned / self.total if self.total else None

    @property
    def enough(self) -> bool:
        """Whether there are items enough to show a share."""
        return self.total >= FEWEST

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the share, from 0 to 1."""
        return wilson(self.overturned, self.total)


def wilson(successes: int, trials: int, z: float = _NORMAL_95) -> tuple[float, float]:
    """Wilson's score interval for a share, honest at small numbers and near 0 and 1; (0, 1) without trials.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    American Statistical Association 22 (1927), 209–212; ``z`` is the normal quantile, 1.96 for 95 %.
    """
    if trials <= 0:
        return 0.0, 1.0
    share = successes / trials
    spread = z * z / trials
    centre = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / trials + spread / (4 * trials)) / (1 + spread)
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == trials else min(1.0, centre + half)
    return low, high
