"""How much each sentence speaks for each ground: its features weighed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .roles import OF_CASE, Role, Sentence
from .weights import Fired, GroundWeights

_RULE_COUNTS_MORE = {"unmet": 6.0, "topic": 5.0, "weak": 3.0}
"""By how much a rule that fires in a denial, by the kind of its phrase, speaks more for its ground than was learned:
the rules were made with posted letters at hand, in whose stock sentences they are right more often than in those from
which the weights are learned."""
_OF_GROUND_COUNTS_LESS = 2.0
"""By how much less it counts for most grounds: their rules' words stand in too many other reasons."""
_SURE_GROUNDS = frozenset(("prior-care", "amount", "already", "plan", "recommended"))
"""The others, whose rules are as right as any."""
_RULE_COUNTS_MORE_MET = 2.0
"""How much any rule does in an approval, which has few stock sentences."""
_OF_NOBODY_COUNTS_LESS = 2.0
"""By how much less a rule counts in a sentence that tells of no patient, request or record and of nothing missing."""
_TOLD = 4
"""How many words are said to have told a ground."""


def logits(weights: GroundWeights, found: Sequence[Sentence], overturned: bool, fired: Fired) -> dict[str, list[float]]:
    """For each ground how much each sentence speaks for it, as the logarithm of the odds; nothing in a notice."""
    read = [place for place, sentence in enumerate(found) if sentence.role is not Role.NOTICE]
    speaks = np.full((len(found), len(weights.grounds)), -np.inf, np.float32)
    if read:
        speaks[read] = weights.logits(weights.weigh(found, read, overturned, fired))
    by_ground: dict[str, list[float]] = dict(zip(weights.grounds, speaks.T.tolist(), strict=True))
    for place, reasons in fired.items():
        less = 0.0 if found[place].has(*OF_CASE, "lacks") else _OF_NOBODY_COUNTS_LESS
        more: dict[str, float] = {}
        for ground, kind, _ in reasons:
            more[ground] = max(more.get(ground, 0.0), _counts_more(ground, kind, overturned))
        for ground, worth in more.items():
            by_ground[ground][place] += worth - less
    return by_ground


def _counts_more(ground: str, kind: str, overturned: bool) -> float:
    """By how much a rule speaks more for its ground than was learned, from the kind of its phrase."""
    if overturned:
        return _RULE_COUNTS_MORE_MET
    return _RULE_COUNTS_MORE[kind] - (0.0 if ground in _SURE_GROUNDS else _OF_GROUND_COUNTS_LESS)


def telling_words(
    weights: GroundWeights, sentence: Sentence, overturned: bool, ground: str
) -> tuple[tuple[int, int], str]:
    """The words that speak most for a ground in a sentence, as (first, last), and a line that says them and their
    weights."""
    by_word = weights.by_word(sentence.wording, overturned, ground)
    best = sorted(range(len(by_word)), key=by_word.__getitem__, reverse=True)[:_TOLD]
    told = [place for place in best if by_word[place] > 0] or best[:1]
    said = ", ".join(f"{sentence.wording.words[place].text} {by_word[place]:+.1f}" for place in told)
    return (best[0], best[0]), said
