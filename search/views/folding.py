"""Results whose rationales are nearly the same, shown once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search.insight import table_at_hand
from search.results import Hit


@dataclass(frozen=True, slots=True)
class Fold:
    """A hit with the later ones of its page that say nearly the same; ``elsewhere`` counts those not on the page."""

    hit: Hit
    same: tuple[Hit, ...] = ()
    elsewhere: int = 0


def folded(hits: Sequence[Hit]) -> list[Fold]:
    """The hits in order, each repetition beneath the first that says it. Only decisions that agree are folded."""
    table = table_at_hand()
    folds: list[Fold] = []
    passed: set[int] = set()
    for hit in hits:
        if hit.item.pk in passed:
            continue
        others = set(table.nearly_same(hit.item.pk).tolist())
        same = tuple(
            each
            for each in hits
            if each.place > hit.place and each.item.pk in others - passed and each.item.decision == hit.item.decision
        )
        passed |= {each.item.pk for each in same}
        folds.append(Fold(hit, same, len(others) - len(same)))
    return folds
