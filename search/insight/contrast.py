"""What one side says that the other does not: weighted log-odds with an informative Dirichlet prior, within strata.

B. L. Monroe, M. P. Colaresi and K. M. Quinn, "Fightin' Words: Lexical Feature Selection and Evaluation for
Identifying the Content of Political Conflict", Political Analysis 16 (2008), 372–403, equations 15, 16, 18, 19
and 22. A phrase either stands in a rationale or not, so a side's count of a phrase is the number of its items that
hold it, and the size of a side is the number of its items.

Treatments differ both in what is written about them and in how often they are overturned. So each side's share of
a phrase is taken within each stratum (treatment type), and the shares are averaged over the strata with the same
weights for both sides, n₁n₂ / (n₁ + n₂): N. Mantel and W. Haenszel, Journal of the National Cancer Institute 22
(1959), 719–748. A phrase that merely belongs to an often overturned treatment thus comes to nothing. The averages
stand for as many items as would be as uncertain (Kish's effective size); the log-odds are taken of them, not
stratum by stratum, where counts are so small that logarithms would lean to one side.
"""

from __future__ import annotations

from math import erfc, inf, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.integer[Any]]

PRIOR_ITEMS = 10.0
"""How many items' worth of the usual wording each side is given beforehand: keeps rare phrases
modest."""


def contrast(
    first: Counts, second: Counts, first_items: Counts, second_items: Counts, prior_items: float = PRIOR_ITEMS
) -> tuple[Floats, Floats]:
    """The log-odds ratio of every phrase, first side over second, and its z-score (positive: the first side
    says it more).

    ``first`` and ``second`` count items that hold a phrase: (strata, phrases). ``first_items`` and
    ``second_items`` count items: (strata,). Strata in which a side has no items say nothing. Both results:
    (phrases,).
    """
    both_sides = (first_items > 0) & (second_items > 0)
    n_1, n_2 = first_items[both_sides].astype(float), second_items[both_sides].astype(float)
    if not len(n_1):
        return np.zeros(first.shape[1]), np.zeros(first.shape[1])
    y_1, y_2 = first[both_sides].astype(float), second[both_sides].astype(float)
    weights = n_1 * n_2 / (n_1 + n_2)
    weights /= weights.sum()
    size_1, size_2 = 1 / (weights**2 / n_1).sum(), 1 / (weights**2 / n_2).sum()
    usual = (weights / (n_1 + n_2)) @ (y_1 + y_2)
    # A phrase that every item holds, or none, would have infinite odds: half an item is set against it.
    half = 0.5 / (size_1 + size_2)
    prior = prior_items * np.clip(usual, half, 1 - half)
    held_1, held_2 = size_1 * ((weights / n_1) @ y_1) + prior, size_2 * ((weights / n_2) @ y_2) + prior
    delta = _log_odds(held_1, size_1 + prior_items) - _log_odds(held_2, size_2 + prior_items)
    return delta, delta / np.sqrt(_variance(held_1, size_1 + prior_items) + _variance(held_2, size_2 + prior_items))


def surely(z: Floats, false_share: float = 0.05) -> float:
    """The z-score from which on, of the phrases said more, at most ``false_share`` are expected to be chance;
    infinity if none.

    Thousands of phrases are looked at, so that some differ by chance: Y. Benjamini and Y. Hochberg,
    "Controlling the False Discovery Rate", Journal of the Royal Statistical Society B 57 (1995), 289–300, on
    one-sided tests.
    """
    least = inf
    for place, score in enumerate(np.sort(z)[::-1].tolist(), start=1):
        chance = erfc(score / sqrt(2)) / 2
        if chance > false_share:  # and so are all behind it
            break
        if chance <= false_share * place / len(z):
            least = score
    return least


def _log_odds(held: Floats, items: Floats) -> Floats:
    return np.log(held / (items - held))


def _variance(held: Floats, items: Floats) -> Floats:
    """The variance of a log-odds; the second term is left out in equation 19 for phrases that are rare,
    which ours need not be."""
    return 1 / held + 1 / (items - held)
