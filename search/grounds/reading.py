"""On which grounds a reviewer decided, read from the rationale by rules over its sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from search.vocabulary.sentences import Span

from .data import table
from .phrases import Found, Lexicon, phrase
from .roles import Role, Sentence, read_sentences

MOST_GROUNDS = 5
_CLAUSE = re.compile(r"[;:]|,(?=\s)|\s(?=(?:and|but|while|although|as|since|because|which|nor)\s)")
_OPENING = re.compile(
    r"(?:(?:however|therefore|thus|additionally|furthermore|moreover|further|also|in addition|here|finally|lastly"
    r"|as such|in (?:this|the (?:current|present|instant)) case|given the above|unfortunately|and|but)\b[,\s]*)+",
    re.IGNORECASE,
)
_BEHIND = 9
"""How many words behind a criterion may stand until "was not documented"."""


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


@dataclass(frozen=True, slots=True)
class _Rule:
    ground: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Reason:
    """A phrase that names a ground in a sentence; ``reach`` are its first and last word with its "not"."""

    rule: _Rule
    found: Found
    reach: tuple[int, int]
    place: int
    weight: float


@cache
def _rules() -> tuple[dict[str, _Rule], Lexicon]:
    data = table("rules")
    rules: dict[str, _Rule] = {}
    phrases = []
    for number, each in enumerate(data["rule"]):
        for kind in ("topic", "unmet", "met", "weak"):
            name = f"{number}.{kind}"
            rules[name] = _Rule(each["ground"], each["name"], kind)
            phrases += [(name, phrase(written, data["lists"])) for written in each.get(kind, ())]
    return rules, Lexicon(phrases)


def read_grounds(rationale: str, decision: str) -> tuple[Ground, ...]:
    """The grounds of a decision (``upheld`` or ``overturned``), the main one first, five at most.

    None where the rationale names no reason of its own. Takes any text, and time linear in its length.
    """
    return _grounds(rationale, read_sentences(rationale), decision == "overturned")


def deciding_sentence(rationale: str, decision: str) -> Span | None:
    """The sentence on which the reviewer decided, as (start, end): the main ground's; else the first behind
    "However" or "In this case"; else the first that applies anything, or the verdict. Never a guideline's words."""
    found = read_sentences(rationale)
    if grounds := _grounds(rationale, found, decision == "overturned"):
        return grounds[0].sentence
    applied = [sentence for sentence in found if sentence.role is Role.APPLIES]
    turned = [sentence for sentence in applied if sentence.opens_with("turn")]
    verdicts = [sentence for sentence in found if sentence.role is Role.VERDICT]
    chosen = next(iter((*turned, *applied, *verdicts)), None)
    return chosen.span if chosen else None


def _grounds(rationale: str, found: Sequence[Sentence], overturned: bool) -> tuple[Ground, ...]:
    reasons: dict[str, list[_Reason]] = {}
    for place, sentence in enumerate(found):
        for reason in _reasons(rationale, sentence, place, overturned):
            reasons.setdefault(reason.rule.ground, []).append(reason)
    order = table("rules")["weight"]
    best = {key: max(of, key=lambda each: (each.weight, -each.place)) for key, of in reasons.items()}
    ranked = sorted(best, key=lambda key: (-(best[key].weight + order[key]), best[key].place))[:MOST_GROUNDS]
    return tuple(
        Ground(
            key,
            key == ranked[0],
            _evidence(rationale, found[best[key].place], best[key], [best[other] for other in ranked if other != key]),
            found[best[key].place].span,
            best[key].rule.name,
            best[key].found.phrase,
        )
        for key in ranked
    )


def _reasons(rationale: str, sentence: Sentence, place: int, overturned: bool) -> Iterable[_Reason]:
    if sentence.role in (Role.QUOTE, Role.NOTICE):
        return []
    rules, lexicon = _rules()
    words = [word.text for word in sentence.words]
    weight = _sentence_weight(sentence, place)
    reasons = []
    for found in lexicon.find(words):
        rule = rules[found.name]
        reach = _met(sentence, rule, found) if overturned else _unmet(rationale, sentence, rule, found)
        if reach:
            reasons.append(_Reason(rule, found, reach, place, weight))
    return _settled(reasons)


def _sentence_weight(sentence: Sentence, place: int) -> float:
    weight = 0.0
    if sentence.role is Role.VERDICT and any(cue.first <= 1 for cue in sentence.cue("because")):
        weight += 2
    if sentence.opens_with("turn"):
        weight += 1
    if sentence.opens_with("adds"):
        weight -= 1.5
    return weight - 0.1 * min(place, 10)


def _unmet(rationale: str, sentence: Sentence, rule: _Rule, found: Found) -> tuple[int, int] | None:
    """The words that say that the criterion was not met; none where they do not say so."""
    if rule.kind == "met":
        return None
    if rule.kind == "unmet":
        return None if sentence.role is Role.HISTORY else (found.first, found.last)
    if sentence.role is Role.HISTORY:
        return None
    verdicts = [(cue.first - 1, cue.last) for cue in sentence.cue("verdict")]
    for cue in sorted(sentence.cue("not"), key=lambda cue: -cue.first):
        if any(first <= cue.first <= last for first, last in verdicts):
            continue
        if cue.first <= found.last and not _parted(sentence, cue.last, found.first):
            return min(cue.first, found.first), found.last
        if found.last < cue.first <= found.last + _BEHIND and not _parted(sentence, found.last, cue.first):
            return found.first, cue.last
    return None


def _met(sentence: Sentence, rule: _Rule, found: Found) -> tuple[int, int] | None:
    if rule.kind == "unmet" or (sentence.role is Role.HISTORY and rule.kind == "weak"):
        return None
    if rule.kind in ("topic", "weak"):
        for cue in sentence.cue("not"):
            if cue.first < found.first and not _parted(sentence, cue.last, found.first) and rule.ground != "already":
                return None
    return found.first, found.last


def _parted(sentence: Sentence, left: int, right: int) -> bool:
    """Whether a "but" stands between two words of the sentence."""
    return any(left < cue.first < right for cue in sentence.cue("but"))


def _settled(reasons: Sequence[_Reason]) -> list[_Reason]:
    """The reasons of a sentence without those whose words belong to a longer phrase of another ground."""
    kept: list[_Reason] = []
    for reason in sorted(reasons, key=lambda each: each.found.first - each.found.last):
        found = reason.found
        inside = any(
            other.found.first <= found.first
            and found.last <= other.found.last
            and other.rule.ground != reason.rule.ground
            for other in kept
        )
        if not inside and not (reason.rule.kind == "weak" and any(other.rule.kind != "weak" for other in reasons)):
            kept.append(reason)
    return kept


def _evidence(rationale: str, sentence: Sentence, reason: _Reason, others: Sequence[_Reason]) -> Span:
    """The words of a sentence that name the ground: all of it, without what leads in and what decides, or the
    clauses around them where other grounds stand in the sentence too."""
    start, end = sentence.span
    first, last = sentence.words[reason.reach[0]].start, sentence.words[reason.reach[1]].end
    shared = sentence.role is Role.VERDICT or any(other.place == reason.place for other in others)
    if shared:
        breaks = [start, *(found.start() for found in _CLAUSE.finditer(rationale, start, end)), end]
        start = max(start, breaks[bisect_right(breaks, first) - 1])
        end = breaks[min(bisect_right(breaks, last), len(breaks) - 1)]
    while start < first and not rationale[start].isalnum():
        start += 1
    if (opening := _OPENING.match(rationale, start)) and opening.end() <= first:
        start = opening.end()
    while end > last and not (rationale[end - 1].isalnum() or rationale[end - 1] in '"”)%'):
        end -= 1
    return start, end
