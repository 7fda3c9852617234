"""What one side says that the other does not: weighted log-odds with an informative Dirichlet prior, within
strata.

B. L. Monroe, M. P. Colaresi and K. M. Quinn, "Fightin' Words: Lexical Feature Selection and Evaluation for
Identifying the Content of Political Conflict", Political Analysis 16 (2008), 372–403, equations 15, 16, 18,
19 and 22. A phrase either stands in a rationale or not, so a side's count of a phrase is the number of its
items that hold it, and the size of a side is the number of its items.

Treatments differ both in what is written about them and in how often they are overturned, so sides are
compared within each stratum (treatment type) alone; the strata's log-odds ratios are then averaged by the
inverse of their variances, as in a fixed-effect meta-analysis. A phrase that merely belongs to an often
overturned treatment thus comes to nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.integer[Any]]

PRIOR_ITEMS = 20.0
"""How many items' worth of the stratum's usual wording each side is given beforehand: keeps rare phrases
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
    y_1, y_2 = first[both_sides].astype(float), second[both_sides].astype(float)
    n_1, n_2 = first_items[both_sides, None].astype(float), second_items[both_sides, None].astype(float)
    phrases = first.shape[1]
    if not len(y_1):
        return np.zeros(phrases), np.zeros(phrases)
    usual = (y_1 + y_2) / (n_1 + n_2)
    # A phrase that every item holds, or none, would have infinite odds: half an item is set against it.
    usual = np.clip(usual, 0.5 / (n_1 + n_2), 1 - 0.5 / (n_1 + n_2))
    prior = prior_items * usual
    delta = _log_odds(y_1 + prior, n_1 + prior_items) - _log_odds(y_2 + prior, n_2 + prior_items)
    variance = _variance(y_1 + prior, n_1 + prior_items) + _variance(y_2 + prior, n_2 + prior_items)
    weight = np.where(y_1 + y_2 > 0, 1 / variance, 0.0)
    total = weight.sum(axis=0)
    known = total > 0
    mean = np.divide((delta * weight).sum(axis=0), total, out=np.zeros(phrases), where=known)
    return mean, mean * np.sqrt(total)


def _log_odds(held: Floats, items: Floats) -> Floats:
    return np.log(held / (items - held))


def _variance(held: Floats, items: Floats) -> Floats:
    """The variance of a log-odds; the second term is left out in equation 19 for phrases that are rare,
    which ours need not be."""
    return 1 / held + 1 / (items - held)
