"""On which grounds a reviewer decided, and in which words: rules and learned weights together."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from operator import add

from search.vocabulary.phrases import PhraseMatch
from search.vocabulary.sentences import Span

from .data import table
from .judging import logits, telling_words
from .roles import Role, Sentence, read_sentences
from .rules import GroundRule, Reason, best_reason, fired_rules, rule_reasons, sentence_weight
from .weights import GroundWeights, ground_weights

RULES_VERSION = 16
"""Raised with every change of the rules, so that stored items are read again once."""
MOST_GROUNDS = 5
_CLAUSE = re.compile(
    r"[;:]|,(?=\s)|(?<!such)(?<!as well)\s(?=(?:and|but|while|although|as(?! well)|since|because|which|nor)\s)"
)
_OPENING = re.compile(
    r"(?:(?:however|therefore|thus|additionally|furthermore|moreover|further|also|in addition|here|finally|lastly"
    r"|as such|in (?:this|the (?:current|present|instant)) case|given the above|unfortunately|and|but)\b[,\s]*)+",
    re.IGNORECASE,
)
_LEANS = re.compile(r"\W*(?:which|nor)\b", re.IGNORECASE)
_WORDS = "words that weigh"
_LEAST = -0.4
"""From which logarithm of the odds on a ground is read."""
_LEAST_MET = -0.4
"""The same in an approval, in which rules, which are right more often than what was learned alone, count less."""
_LEAST_ALONE = -2.3
"""The same where no other is."""
_RULE_IS_WORTH = 0.7
"""By how much a sentence in which a rule fires shows its ground better than its odds alone say."""
_PLACE_IS_WORTH = 0.5
"""How much the place of such a sentence counts beside the odds."""
_LACK_IS_WORTH = 1.6
"""By how much a sentence that says that something is missing, or how much too much was asked for, shows better why a
request was denied."""
_WARRANTED_IS_WORTH = 1.0
"""The same of a sentence that says what would have warranted the request, or that nothing does: a fact alone does not
say why it speaks against it."""
_ADDED_IS_WORTH = 0.65
"""The same of one that adds a reason to others ("Moreover, …"): which reason is the main one depends on that, and not
which words show this one."""
_CONCLUDED_IS_WORTH = -5.0
"""The same of a conclusion ("As such, it would be redundant") where what was done already is the reason."""
_OPENS_AS_REASON = 1.0
"""By how much a sentence that opens with "In view of", or "Given", shows better why a request was approved."""
_RETOLD_IS_WORTH = -1.5
"""The same of one that tells what the earlier reviewer said, which an approval seldom rests on."""
_SHOWN_OTHERWISE = frozenset(("amount", "already"))
"""Grounds that a sentence of a denial shows by more than what shows all."""
_SURE = 2.0
"""From which logarithm of the odds on one sentence names a ground as well as another."""
_ODDS_COUNT_MET = 1.0
"""How much the odds count beside a sentence's place where an approval's main ground is chosen; a denial's stands where
reviewers usually put it."""
_FIRST_IS_MAIN = 8.0
"""By how much rather the ground in the first of the sentences shown is an approval's main one."""
_OPENS_AS_MAIN = 4.0
"""The same of one that opens with "In view of", or "Given"."""
_LENGTH_IS_MAIN = 0.08
"""The same for each character of its sentence: what an approval rests on is told at length."""
_LONGEST_MAIN = 300
"""How many of its characters count."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of a decision and where it stands.

    ``key`` is one of ``search.vocabulary.grounds()``. ``evidence`` are the reviewer's words and ``sentence`` the
    sentence around them, as (start, end) in the rationale. ``rule`` names the rule that found them and ``phrase``
    is its pattern.
    """

    key: str
    main: bool
    evidence: Span
    sentence: Span
    rule: str
    phrase: str


def read_grounds(rationale: str, decision: str, weights: GroundWeights | None = None) -> tuple[Ground, ...]:
    """The grounds of a decision (``upheld`` or ``overturned``), the main one first, five at most.

    None where the rationale names no reason of its own. Takes any text, and time linear in its length. ``weights``
    are those learned last unless others are measured.
    """
    if weights is None:
        return _by_what_was_learned_last(rationale, decision == "overturned")
    return _grounds(rationale, read_sentences(rationale), decision == "overturned", weights)


# A letter decides several items for the same reason, and reviewers have stock ones.
@lru_cache(maxsize=2_048)
def _by_what_was_learned_last(rationale: str, overturned: bool) -> tuple[Ground, ...]:
    return _grounds(rationale, read_sentences(rationale), overturned, ground_weights())


def deciding_sentence(rationale: str, decision: str) -> Span | None:
    """The sentence on which the reviewer decided, as (start, end): the main ground's; else the first behind
    "However" or "In this case"; else the first that applies anything, or the verdict. Never a guideline's words."""
    if grounds := read_grounds(rationale, decision):
        return grounds[0].sentence
    found = read_sentences(rationale)
    applied = [sentence for sentence in found if sentence.role is Role.APPLIES]
    turned = [sentence for sentence in applied if sentence.opens_with("turn")]
    verdicts = [sentence for sentence in found if sentence.role is Role.VERDICT]
    chosen = next(iter((*turned, *applied, *verdicts)), None)
    return chosen.span if chosen else None


def _grounds(rationale: str, found: Sequence[Sentence], overturned: bool, weights: GroundWeights) -> tuple[Ground, ...]:
    reasons = rule_reasons(found, overturned)
    speaks = logits(weights, found, overturned, fired_rules(reasons))
    odds = {key: max(of, default=-inf) for key, of in speaks.items()}
    alone = max(odds, key=odds.__getitem__)
    least = _LEAST_MET if overturned else _LEAST
    kept = [key for key in odds if odds[key] >= (_LEAST_ALONE if key == alone else least)]
    shows = _shows(found, overturned, speaks, kept)
    best = {key: _strongest(weights, found, overturned, key, shows[key], reasons.get(key, ())) for key in kept}
    order = table("rules")["weight"]
    worth = {key: best[key].weight + order[key] for key in kept}
    if overturned:
        first = min((each.place for each in best.values()), default=0)
        for key, each in best.items():
            worth[key] += _ODDS_COUNT_MET * odds[key] + _main_met(found[each.place], each.place == first)
    ranked = sorted(kept, key=lambda key: -worth[key])[:MOST_GROUNDS]
    return tuple(
        Ground(
            key,
            key == ranked[0],
            _evidence(rationale, found[best[key].place], best[key], [best[other] for other in ranked if other != key]),
            found[best[key].place].span,
            best[key].rule.name,
            best[key].said,
        )
        for key in ranked
    )


def _main_met(sentence: Sentence, first: bool) -> float:
    """How much rather a sentence names an approval's main ground, from its place, opening and length."""
    opened = any(cue.first <= 1 for cue in sentence.cue("because"))
    length = min(sentence.span[1] - sentence.span[0], _LONGEST_MAIN)
    return _FIRST_IS_MAIN * first + _OPENS_AS_MAIN * opened + _LENGTH_IS_MAIN * length


def _shows(
    found: Sequence[Sentence], overturned: bool, speaks: Mapping[str, Sequence[float]], kept: Sequence[str]
) -> dict[str, list[float]]:
    """For each ground kept how well each sentence shows it, rules apart.

    A denial's reason is shown where it is missed ("no documentation of …"), an approval's where the odds are best.
    """
    if overturned:
        worth = list(map(_shows_met, found))
        return {key: list(map(add, speaks[key], worth)) for key in kept}
    usual = [_shows_unmet(sentence, "") for sentence in found]
    shows = {}
    for key in kept:
        worth = [_shows_unmet(sentence, key) for sentence in found] if key in _SHOWN_OTHERWISE else usual
        shows[key] = [(odds if odds < _SURE else _SURE) + more for odds, more in zip(speaks[key], worth, strict=True)]
    return shows


def _strongest(
    weights: GroundWeights,
    found: Sequence[Sentence],
    overturned: bool,
    key: str,
    shows: list[float],
    ruled: Sequence[Reason],
) -> Reason:
    """Where a ground is named best, in a rule's words where one fires there, else in those that weigh most."""
    by_rule: dict[int, list[Reason]] = {}
    for each in ruled:
        by_rule.setdefault(each.place, []).append(each)
    if not overturned:
        for at, fired in by_rule.items():
            shows[at] += _RULE_IS_WORTH + _PLACE_IS_WORTH * best_reason(fired).weight
    place = shows.index(max(shows))
    if place in by_rule:
        best = best_reason(by_rule[place])
        reaches = [each.reach for each in by_rule[place]]
        together = min(first for first, _ in reaches), max(last for _, last in reaches)
        return best._replace(together=together, said=best.found.phrase)
    reach, said = telling_words(weights, found[place], overturned, key)
    rule = GroundRule(key, _WORDS, "words", frozenset())
    weight = sentence_weight(found[place], place)
    return Reason(rule, PhraseMatch(key, said, *reach), reach, place, weight, reach, said)


def _shows_unmet(sentence: Sentence, key: str) -> float:
    """By how much a sentence shows a denial's reason better than its odds say."""
    (_, wording, role), worth = sentence, 0.0
    if "lacks" in wording.names or (key == "amount" and role is Role.APPLIES and "compares" in wording.names):
        worth += _LACK_IS_WORTH
    if "adds" in wording.opens:
        worth += _ADDED_IS_WORTH
    if key == "already" and "concludes" in wording.opens:
        worth += _CONCLUDED_IS_WORTH
    if "approves" in wording.names and role is not Role.VERDICT:
        worth += _WARRANTED_IS_WORTH
    return worth


def _shows_met(sentence: Sentence) -> float:
    """By how much a sentence shows an approval's reason better than its odds say."""
    opens = sentence.role is not Role.VERDICT and sentence.opens_with("because")
    return (_OPENS_AS_REASON if opens else 0.0) + (_RETOLD_IS_WORTH if sentence.has("retold") else 0.0)


def _evidence(rationale: str, sentence: Sentence, reason: Reason, others: Sequence[Reason]) -> Span:
    """The words of a sentence that name the ground: all of it, without what leads in and what decides, or the
    clauses around them where other grounds stand in the sentence too; with the "As …" that opens it where that is
    none's own, and never from a "which" on, which says nothing alone."""
    start, end = sentence.span
    beside = [other for other in others if other.place == reason.place]
    shared = sentence.role is Role.VERDICT or bool(beside)
    first, last = sentence.between(*_own(reason, beside))
    if shared:
        breaks = [start, *(found.start() for found in _CLAUSE.finditer(rationale, start, end)), end]
        begins = bisect_right(breaks, first) - 1
        while begins and _LEANS.match(rationale, breaks[begins]):
            begins -= 1
        opened = any(cue.first <= 1 for cue in sentence.cue("because"))
        if not (opened and all(sentence.between(other.found.first, other.found.last)[0] > first for other in beside)):
            start = max(start, breaks[begins])
        end = breaks[min(bisect_right(breaks, last), len(breaks) - 1)]
    while start < first and not rationale[start].isalnum():
        start += 1
    if (opening := _OPENING.match(rationale, start)) and opening.end() <= first:
        start = opening.end()
    while end > last and not (rationale[end - 1].isalnum() or rationale[end - 1] in '"”)%'):
        end -= 1
    return start, end


def _own(reason: Reason, beside: Sequence[Reason]) -> tuple[int, int]:
    """The first and last word of a sentence that name the ground; only those that name it best where what names
    another stands between them."""
    first, last = reason.together or reason.reach
    between = any(first <= other.found.last and other.found.first <= last for other in beside)
    return reason.reach if between else (first, last)
