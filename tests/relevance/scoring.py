"""How well an answer agrees with a judge: the figures, from grades alone.

nDCG@10 takes 2^grade - 1 as the gain of a result (K. Järvelin and J. Kekäläinen, "Cumulated gain-based evaluation of IR
techniques", ACM TOIS 20, 2002); P@10 and P3@10 are the results of grade 2 and more, and of grade 3, among the first
ten, as a share of ten or of as many as there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any


@dataclass(frozen=True, slots=True)
class Judged:
    """A query as a person judged it. ``grades``: item → 1 to 3; ``asked``: how many items request the thing, None where
    that means nothing; ``empty``: nothing answers."""

    id: str
    kind: str
    q: str
    asked: int | None
    grades: Mapping[str, int]
    empty: bool = False

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Judged:
        """From a line of a file of judged queries."""
        return cls(raw["id"], raw["kind"], raw["q"], raw["asked"], raw["judged"], raw.get("empty", False))


@dataclass(frozen=True, slots=True)
class Score:
    """What a query came to; None where there is nothing to compare with."""

    query: Judged
    total: int
    shown: tuple[str, ...]

    @property
    def grades(self) -> list[int]:
        return [self.query.grades.get(each, 0) for each in self.shown]

    @property
    def ndcg(self) -> float | None:
        ideal = _gain(sorted(self.query.grades.values(), reverse=True))
        return _gain(self.grades) / ideal if ideal else None

    def precision(self, least: int) -> float | None:
        """Of the first ten, the share of ``least`` and better."""
        known = sum(grade >= least for grade in self.query.grades.values())
        return sum(grade >= least for grade in self.grades[:10]) / min(10, known) if known else None

    @property
    def counts_honestly(self) -> bool | None:
        """Whether the total is within a quarter, or two, of what a reader counts."""
        asked = self.query.asked
        return abs(self.total - asked) <= max(2, 0.25 * asked) if asked else None


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / log2(place + 2) for place, grade in enumerate(grades[:10]))


def mean(values: Iterable[float | None]) -> float | None:
    """Of the values that there are."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of some queries, all 0 to 1; those that nothing answers are apart in ``silent``."""

    ndcg: float | None
    p2: float | None
    p3: float | None
    zero: float | None
    honest: float | None
    silent: float | None

    @classmethod
    def of(cls, scores: Sequence[Score]) -> Summary:
        answered = [score for score in scores if not score.query.empty]
        return cls(
            ndcg=mean(score.ndcg for score in answered),
            p2=mean(score.precision(2) for score in answered),
            p3=mean(score.precision(3) for score in answered),
            zero=mean(float(not score.shown) for score in answered),
            honest=mean(None if (fair := score.counts_honestly) is None else float(fair) for score in answered),
            silent=mean(float(score.total == 0) for score in scores if score.query.empty),
        )
