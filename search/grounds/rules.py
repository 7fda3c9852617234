"""The rules: what in a rationale's sentences they take for reasons of the decision."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import NamedTuple

from search.vocabulary.phrases import PhraseMatch

from .data import written_rules
from .roles import Role, Sentence

_COMMA = re.compile(r"[;:,](?=\s)")
# fmt: off
_VERBS = frozenset((
    "is", "was", "are", "were", "be", "been", "cannot", "can", "will", "would", "should", "does", "do", "did", "has",
    "have", "had", "exceed", "exceeds", "surpasses", "which", "that", "given", "because", "since", "due", "without",
    "as", "in",
))
# fmt: on
_ONLY_MET = frozenset(("alternative", "companion", "documentation", "plan", "recommended", "safety"))
"""Grounds of which a mere mention in an approval says nothing."""
_NO_GROUND = "nothing"
"""Of rules whose phrases only keep shorter ones within them from naming a ground."""
_NEAR = 6
"""How many sentences before the end of an approval's rationale the facts may stand on which it rests."""
_OF_ANYBODY = ("source", "general", "conditional", "hypothetical")
_SAYS = {"topic": 0.15, "unmet": 0.1, "met": 0.1, "weak": -0.5}
"""How well phrases of a kind say it; of several sentences the best one is shown."""
_BEHIND = 9
"""How many words behind a criterion may stand until "was not documented"."""


@dataclass(frozen=True, slots=True)
class GroundRule:
    """A rule of the data: its ground, its name, the kind of its phrases and what else it says of itself."""

    ground: str
    name: str
    kind: str
    flags: frozenset[str]


class Reason(NamedTuple):
    """A phrase that names a ground in a sentence; ``reach`` are its first and last word with its "not".

    ``together`` reaches over all that name the ground in the sentence. ``weight`` says how well its sentence is placed
    for a reason; ``said`` how it is explained.
    """

    rule: GroundRule
    found: PhraseMatch
    reach: tuple[int, int]
    place: int
    weight: float
    together: tuple[int, int] | None = None
    said: str = ""


@cache
def ground_rules() -> dict[str, GroundRule]:
    """The rules by the names under which their phrases are filed."""
    rules: dict[str, GroundRule] = {}
    for name, kind, raw in written_rules():
        flags = frozenset(flag for flag in ("general", "nobody", "asserted", "history") if raw.get(flag))
        rules[name] = GroundRule(raw["ground"], raw["name"], kind, flags)
    return rules


def _shortness(match: PhraseMatch) -> int:
    return match.first - match.last


def outer_phrases(found: Sequence[PhraseMatch]) -> list[PhraseMatch]:
    """The rules' phrases in a sentence but those within a longer one of another ground."""
    rules = ground_rules()
    kept: list[tuple[int, int, str]] = []
    outer: list[PhraseMatch] = []
    if len(found) == 1:
        return [*found]
    for each in sorted(found, key=_shortness):
        name, _, first, last = each
        ground = rules[name].ground
        for begins, ends, other in kept:
            if begins <= first and last <= ends and other != ground and ends - begins > last - first:
                break
        else:
            kept.append((first, last, ground))
            outer.append(each)
    return outer


def rule_reasons(found: Sequence[Sentence], overturned: bool) -> dict[str, list[Reason]]:
    """What the rules alone take for reasons, by ground."""
    reasons: dict[str, list[Reason]] = {}
    again = any(sentence.role is Role.APPLIES and sentence.has("again") and sentence.has("lacks") for sentence in found)
    told = overturned and not any(map(_gives_reason, found))
    begins = next((place for place, sentence in enumerate(found) if _is_of_case(sentence)), 0)
    for place, sentence in enumerate(found):
        if overturned and place < begins:
            continue
        if told and sentence.role is Role.QUOTE and place >= len(found) - _NEAR and not sentence.has(*_OF_ANYBODY):
            sentence = sentence._replace(role=Role.HISTORY)
        if sentence.role is Role.HISTORY and overturned and not (told and place >= len(found) - _NEAR):
            continue
        for reason in _reasons(sentence, place, overturned, again):
            reasons.setdefault(reason.rule.ground, []).append(reason)
    if not reasons:
        reasons = _doubtful(found, overturned)
    _drop_stock(found, reasons, overturned)
    return reasons


def fired_rules(reasons: Mapping[str, Sequence[Reason]]) -> dict[int, list[tuple[str, str, bool]]]:
    """The rules' reasons by the place of their sentence."""
    fired: dict[int, list[tuple[str, str, bool]]] = {}
    for key, of in reasons.items():
        best = best_reason(of)
        for each in of:
            fired.setdefault(each.place, []).append((key, each.rule.kind, each is best))
    return fired


def best_reason(reasons: Sequence[Reason]) -> Reason:
    """The one that says it best, of equals the first."""
    if len(reasons) == 1:
        return reasons[0]
    return max(reasons, key=lambda each: (each.weight, -each.place))


def _is_of_case(sentence: Sentence) -> bool:
    """Whether the sentence speaks of this patient or request, as what is quoted before does not."""
    about_source = sentence.has("source") and sentence.has("states")
    if sentence.role is Role.QUOTE or about_source:
        return False
    return sentence.role is Role.HISTORY or sentence.has("person", "papers", "request", "here")


def _drop_stock(found: Sequence[Sentence], reasons: dict[str, list[Reason]], overturned: bool) -> None:
    """That the guideline supports it, said in an approval's verdict, is a reason only where no other is named."""
    if overturned and len(reasons) > 1 and "recommended" in reasons:
        kept = [each for each in reasons["recommended"] if found[each.place].role is not Role.VERDICT]
        kept = [each for each in kept if not any(each.place == other.place for other in reasons.get("amount", ()))]
        if kept:
            reasons["recommended"] = kept
        else:
            del reasons["recommended"]


def _doubtful(found: Sequence[Sentence], overturned: bool) -> dict[str, list[Reason]]:
    """The reasons where no rule is sure of any: what the last sentences tell as if they applied it; else what the last
    of them is about; else that the guideline, quoted just before the denial, does not recommend it."""
    last = [(place, each) for place, each in enumerate(found) if place >= len(found) - _NEAR]
    told = [(place, each) for place, each in last if each.role in (Role.HISTORY, Role.APPLIES, Role.GENERAL)]
    reasons: dict[str, list[Reason]] = {}
    for place, sentence in told:
        for reason in _reasons(sentence._replace(role=Role.APPLIES), place, overturned, False):
            reasons.setdefault(reason.rule.ground, []).append(reason)
    if reasons:
        return reasons
    for place, sentence in reversed(told):
        if about := _about(sentence, place, ("topic", "unmet")):
            return {about.rule.ground: [about]}
    quoted = [(place, each) for place, each in last if each.role is Role.QUOTE][-1:]
    for place, sentence in quoted:
        about = _about(sentence, place, ("unmet",))
        if about and about.rule.ground == "recommended" and not overturned:
            return {"recommended": [about]}
    return {}


def _about(sentence: Sentence, place: int, kinds: Sequence[str]) -> Reason | None:
    """What a sentence is about, whatever it says of it."""
    rules = ground_rules()
    hits = [hit for hit in sentence.wording.rules if rules[hit.name].kind in kinds]
    reasons = [Reason(rules[hit.name], hit, (hit.first, hit.last), place, 0.0) for hit in hits]
    return next(iter(_settled(sentence, reasons)), None)


def _reasons(sentence: Sentence, place: int, overturned: bool, again: bool) -> list[Reason]:
    if sentence.role is Role.QUOTE or sentence.role is Role.NOTICE or not sentence.wording.rules:
        return []
    rules = ground_rules()
    named = _named(sentence)
    nots = _nots(sentence)
    reached: list[tuple[GroundRule, PhraseMatch, tuple[int, int]]] = []
    for found in sentence.wording.rules:
        rule = rules[found.name]
        repeats = found.last in named or (found.first in named and rule.kind != "met")
        if repeats or not _speaks(sentence, rule):
            continue
        if overturned:
            reach = _met(sentence, rule, found)
        elif again and rule.ground == "already" and rule.kind == "weak" and sentence.role is Role.HISTORY:
            reach = (found.first, found.last)
        else:
            reach = _unmet(sentence, rule, found, nots)
        if reach:
            reached.append((rule, found, reach))
    if not reached:
        return []
    weight = sentence_weight(sentence, place)
    general = sentence.role is Role.GENERAL
    reasons = []
    for rule, found, reach in reached:
        own = 1.0 if general and "general" in rule.flags else 0.0
        reasons.append(Reason(rule, found, reach, place, weight + _SAYS[rule.kind] + own))
    return _settled(sentence, reasons)


def _speaks(sentence: Sentence, rule: GroundRule) -> bool:
    """Whether the rule may read such a sentence: ``general`` ones also what is said of nobody in particular,
    ``nobody`` ones only that."""
    if sentence.role is Role.GENERAL:
        return "general" in rule.flags
    return not ("nobody" in rule.flags and sentence.has("person"))


def _named(sentence: Sentence) -> range:
    """The places of the words that only repeat what was requested: "the request for … is", "the brace is"."""
    verdicts = sentence.cue("verdict") if sentence.role is Role.VERDICT else ()
    verdict = verdicts[0].first if verdicts else 0
    if not verdict:
        return range(0)
    wording = sentence.wording
    commas = [found.end() for found in _COMMA.finditer(wording.text, 0, wording.places[verdict][0])]
    place = bisect_right(wording.places, (commas[-1], 0)) if commas else 0
    if any(cue.first <= place <= cue.last for cue in sentence.cue("because")):
        return range(0)
    words = [word.text for word in wording.words[: verdict + 1]]
    for at, word in enumerate(words[:-1]):
        if word == "requested" or (word == "request" and words[at + 1] in ("for", "of")):
            place = min(place, at)
    return range(place, next((at for at in range(place, len(words)) if words[at] in _VERBS), len(words)))


def _gives_reason(sentence: Sentence) -> bool:
    """Whether the sentence is a verdict that names its reason: "Given …, the request is"."""
    return sentence.role is Role.VERDICT and any(
        cue.first <= 1 and sentence.wording.words[cue.first].text in ("given", "because", "due", "since", "considering")
        for cue in sentence.cue("because")
    )


def sentence_weight(sentence: Sentence, place: int) -> float:
    """How likely a sentence names the reason above all, from where it stands and how it opens."""
    names, opens, weight = sentence.wording.names, sentence.wording.opens, 0.0
    if sentence.role is Role.VERDICT and "because" in opens:
        weight += 2
    if "turn" in opens:
        weight += 1
    if "adds" in opens:
        weight -= 1.1
    if sentence.role is Role.HISTORY or sentence.role is Role.GENERAL:
        weight -= 1
    if "lacks" in names:
        weight += 0.25
    return weight - 0.1 * min(place, 10)


def _unmet(
    sentence: Sentence, rule: GroundRule, found: PhraseMatch, nots: Sequence[PhraseMatch]
) -> tuple[int, int] | None:
    """The words that say that the criterion was not met; none where they do not say so."""
    if rule.kind == "met":
        return None
    if rule.kind == "unmet":
        denied = "asserted" in rule.flags and _denial(sentence, found.first, nots)
        of_anybody = "general" in rule.flags and not sentence.has("person", "papers")
        told = sentence.role is Role.HISTORY and "history" not in rule.flags and not of_anybody
        return None if denied or told else (found.first, found.last)
    if not nots or (sentence.role is not Role.APPLIES and sentence.role is not Role.VERDICT):
        return None
    for cue in reversed(nots):
        if cue.first <= found.last and not _parted(sentence, cue.last, found.first):
            return min(cue.first, found.first), found.last
    for cue in sentence.cue("passive"):
        near = found.last < cue.first <= found.last + _BEHIND and not _comma_between(sentence, found.last, cue.first)
        if near and any(cue.first <= other.first <= cue.last for other in nots):
            return found.first, cue.last
    return None


def _comma_between(sentence: Sentence, left: int, right: int) -> bool:
    """Whether a comma, or a sign that parts more, stands between two words."""
    text, places = sentence.wording.text, sentence.wording.places
    return _COMMA.search(text[places[left][1] : places[right][0]]) is not None


def _nots(sentence: Sentence) -> Sequence[PhraseMatch]:
    """The sentence's "not"s but for those of its verdict, in their order."""
    nots, verdicts = sentence.cue("not"), sentence.cue("verdict")
    if not nots or not verdicts:
        return nots
    within = set(chain.from_iterable(range(cue.first - 1, cue.last + 1) for cue in verdicts))
    return [cue for cue in nots if cue.first not in within]


def _denial(sentence: Sentence, place: int, nots: Sequence[PhraseMatch]) -> bool:
    """Whether a "not" before a word reaches it."""
    return any(cue.last < place and not _parted(sentence, cue.last, place) for cue in nots)


def _met(sentence: Sentence, rule: GroundRule, found: PhraseMatch) -> tuple[int, int] | None:
    if rule.kind == "unmet" or (sentence.role is Role.HISTORY and rule.kind == "weak"):
        return None
    if rule.ground in _ONLY_MET and rule.kind != "met":
        return None
    if rule.kind in ("topic", "weak") or rule.ground in ("benefit", "recommended"):
        for cue in sentence.cue("not"):
            if cue.first < found.first and not _parted(sentence, cue.last, found.first) and rule.ground != "already":
                return None
    return found.first, found.last


def _parted(sentence: Sentence, left: int, right: int) -> bool:
    """Whether a "but" stands between two words of the sentence."""
    return sentence.has("but") and any(left < cue.first < right for cue in sentence.cue("but"))


def _settled(sentence: Sentence, reasons: list[Reason]) -> list[Reason]:
    """The reasons of a sentence without those whose words belong to a longer phrase of another ground."""
    kept = _outer(reasons) if len(reasons) > 1 else reasons
    grounds = {reason.rule.ground for reason in kept}
    listed = sentence.cue("listing") if "prior-care" in grounds else ()
    if listed:
        begins = listed[0].first
        if any(each.rule.ground == "prior-care" and each.found.first < begins for each in kept):
            kept = [each for each in kept if each.rule.ground == "prior-care" or each.found.first < begins]
    without = {_NO_GROUND} if grounds.isdisjoint(("alternative", "active")) else {_NO_GROUND, "documentation"}
    return kept if grounds.isdisjoint(without) else [each for each in kept if each.rule.ground not in without]


def _outer(reasons: Sequence[Reason]) -> list[Reason]:
    """Those that stand within no longer one of another ground; weak ones only where there are no others."""
    strong = any(each.rule.kind != "weak" for each in reasons)
    kept: list[Reason] = []
    for reason in sorted(reasons, key=lambda each: each.found.first - each.found.last):
        ground, kind, (_, _, first, last) = reason.rule.ground, reason.rule.kind, reason.found
        if strong and kind == "weak":
            continue
        for other in kept:
            if other.found.first <= first and last <= other.found.last and other.rule.ground != ground:
                break
        else:
            kept.append(reason)
    return kept
