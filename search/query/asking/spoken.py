"""How a text speaks of what it names: as what is missing or failed, as what comes first, as what is judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from search.vocabulary import name_regions
from search.vocabulary.asking import Asked, Thing, words_named
from search.vocabulary.data import table
from search.vocabulary.treatment_data import our_words

Placed = TypeVar("Placed", bound=tuple[int, int, Any])
"""Something that words name, behind the first of them and the one after the last."""
_FARTHEST_NO = 7
_FOR_EXAMPLE = frozenset(("eg", "such", "as", "like", "including"))
_OBJECTS = frozenset(("a", "an", "the", "this", "that", "more", "further", "any", "another", "use", "its"))
_WHICH_TEST = frozenset(
    ("the", "a", "an", "recent", "prior", "his", "her", "latest", "last", "plain", "lumbar", "cervical")
)
_FARTHEST_BEFORE = 5
_FARTHEST_OBJECT = 3
_PLAIN = " -abcdefghijklmnopqrstuvwxyz"
_FARTHEST_VERDICT = 5
_FELL = re.compile(
    r"\b(?:denied|denial|refused|upheld|non-?\s?certified|not (?:approved|certified|authorized|necessary)|moot|fell)"
    r"\b.{0,20}?(?P<since>\b(?:because|since|as|when|once)\b).{2,60}?"
    r"(?:\b(?:not|never|non)[\s-]{1,2}(?:\w{1,12}\s){0,2}(?:approved|authorized|certified|granted|necessary)"
    r"|\b(?:denied|refused|noncertified)\b)"
)
"""A request that fell because another one was not granted: the other one is why, and not what is asked for."""


_NEVER_DONE = re.compile(
    r"\s(?:(?:was|were|is|are|has|have|had)\s)?(?:never|not|n't)\s(?:yet\s)?(?:been\s)?"
    r"(?:taken|done|tried|obtained|attempted|performed|completed|ordered|exhausted)\b"
)
_GRANTED = re.compile(r"\s(?:(?:was|were|is|are)\s)?(?:certified|approved|authorized|granted)\b")
_REFUSED = re.compile(
    r"\s(?:(?:was|were|is|are)\s)?(?:denied|refused|non-?\s?certified|not\s(?:certified|approved|authorized|granted))\b"
)
"""Right behind a name: what was never done, what was granted, and what was not."""


def fell_with_another(asked: Asked) -> bool:
    """Whether all that is named is another request, for the refusal of which this one was refused."""
    fell = _FELL.search(asked.text.folded)
    named = [each.start for each in asked.things]
    named += [each.start for each in asked.products] + [each.start for each in asked.consults]
    return fell is not None and bool(named) and asked.text.spans[min(named)][0] > fell.start("since")


def is_argued(asked: Asked) -> bool:
    """Whether its words argue and do not only ask."""
    return not (words_named("negations") | words_named("cues")).isdisjoint(asked.text.words)


def is_denied(asked: Asked, start: int) -> bool:
    """Whether what begins there is said not to be there or to have failed ("no plain films", "failed PT"), and so is
    not asked for."""
    words, between = asked.text.words, words_named("between_no")
    ends = [thing.end for thing in asked.things if thing.start == start]
    ends += [product.end for product in asked.products if product.start == start]
    end = max(ends, default=start + 1)
    if end < len(words) and words[end] in words_named("tried") and not asked.text.between(end - 1, end).strip():
        return _fails_itself(asked, end)
    if _NEVER_DONE.match(asked.text.folded, asked.text.spans[end - 1][1]) and len(_named_at(asked)) > 1:
        return True
    failed = not words_named("failures").isdisjoint(words[:start])
    joints = ("or", "nor", "and") if failed else ("or", "nor")
    for place in range(start - 1, max(-1, start - 1 - _FARTHEST_NO), -1):
        example = not _FOR_EXAMPLE.isdisjoint(words[place : place + 2])
        if asked.text.between(place, place + 1).strip(" -.,(" if example else " -"):
            return False
        if words[place] in words_named("denials"):
            return not place or words[place - 1] not in words_named("concluding")
        if (
            not example
            and words[place] not in between
            and words[place] not in joints
            and words[place + 1] not in joints
            and (place + 2 >= start or words[place + 2] not in ("or", "nor"))
        ):
            return False
    return False


def _fails_itself(asked: Asked, place: int) -> bool:
    """Whether what stands before the word of failure at ``place`` failed, and not what is named right behind it
    ("arthroscopy failed conservative care": what is asked for, and why)."""
    words, first = asked.text.words, place + 1
    while first < len(words) and (words[first].isdecimal() or words[first] in words_named("amounts_of_care")):
        first += 1
    if first == len(words) or asked.text.between(place, place + 1).strip():
        return True
    return first not in _named_at(asked) and words[first] not in words_named("care")


def _named_at(asked: Asked) -> list[int]:
    """Where the things and products begin."""
    return [thing.start for thing in asked.things] + [product.start for product in asked.products]


def is_verb(asked: Asked, thing: Thing) -> bool:
    """Whether a name is what something does to something else: "does it support an MRI", "the record supports EMG"."""
    words = asked.text.words
    if thing.words != ("support",):
        return False
    if not _OBJECTS.isdisjoint(words[thing.end : thing.end + 1]):
        return True
    behind = min((start for start in _named_at(asked) if start >= thing.end), default=-1)
    near = 0 <= behind - thing.end <= _FARTHEST_OBJECT and not asked.text.between(thing.end - 1, behind).strip(_PLAIN)
    return near and thing.start > 0 and not name_regions(words[thing.start - 1]).values


def is_behind(asked: Asked, start: int, before: Sequence[str]) -> bool:
    """Whether what begins there is named as what something else should have come before, or is missing for."""
    return not set(before).isdisjoint(asked.text.words[max(0, start - _FARTHEST_BEFORE) : start])


def decided_on(asked: Asked, found: Sequence[Placed]) -> list[Placed]:
    """What an argument comes to, where other things only say why: behind "so", and right before a verdict ("no risk
    with the one, the other not warranted")."""
    words, kept = asked.text.words, _refused(asked, list(found))
    turn = max((place for place, word in enumerate(words) if word in words_named("concluding")), default=len(words))
    kept = [each for each in kept if each[0] > turn] or kept
    judged = [each for each in kept if _is_judged(words, each[1])] if is_argued(asked) else []
    if not judged:
        return kept
    first = judged[0][0]
    return [
        each
        for each in kept
        if each in judged or each[0] > first or words_named("denials").isdisjoint(words[each[1] : first])
    ]


def _refused(asked: Asked, found: list[Placed]) -> list[Placed]:
    """Without what is said to be granted where another thing beside it was not ("repair approved but sling denied")."""

    def told(each: Placed, verdict: re.Pattern[str]) -> bool:
        return verdict.match(asked.text.folded, asked.text.spans[each[1] - 1][1]) is not None

    if any(told(each, _REFUSED) for each in found):
        return [each for each in found if not told(each, _GRANTED)]
    return found


def _is_judged(words: Sequence[str], end: int) -> bool:
    """Whether right behind stands that it is not needed."""
    behind = words[end : end + _FARTHEST_VERDICT]
    last = next((place for place, word in enumerate(behind) if word in words_named("verdicts")), None)
    return last is not None and words_named("before_verdict").issuperset(behind[:last])


def is_spoken_of(asked: Asked, thing: Thing) -> bool:
    """Whether an argument names a thing as what shows or replaces something ("not seen on MRI", "home exercise would
    do"), and does not ask for it."""
    if thing.words in _spoken_of() and not asked.text.folded[asked.text.spans[thing.end - 1][1] :].startswith("?"):
        return True
    first = thing.start
    while first and thing.start - first < 3 and not asked.text.between(first - 1, first).strip(" -"):
        first -= 1
    before = asked.text.words[first : thing.start]
    return thing.type.startswith("diagnostic-testing/") and not words_named("shown_by").isdisjoint(before)


def is_shown_by(asked: Asked, thing: Thing) -> bool:
    """Whether a test is what showed something ("a tear on MRI", "per the recent EMG")."""
    if not thing.type.startswith("diagnostic-testing/"):
        return False
    if _is_result(asked, thing):
        return True
    before = [word for word in asked.text.words[max(0, thing.start - 3) : thing.start] if word not in _WHICH_TEST]
    near = asked.text.between(thing.start - 1, thing.start).strip(" -") if thing.start else ","
    return not near and before[-1:] in (["on"], ["by"], ["via"], ["per"]) and _shows(asked, thing)


def _is_result(asked: Asked, thing: Thing) -> bool:
    """Whether a test is named with what it showed ("negative x-ray", "UDS inconsistent")."""
    words, results = asked.text.words, words_named("results")
    before = thing.start > 0 and words[thing.start - 1] in results
    behind = thing.end < len(words) and words[thing.end] in results and thing.end + 1 not in _named_at(asked)
    told = (before and not asked.text.between(thing.start - 1, thing.start).strip()) or (
        behind and not asked.text.between(thing.end - 1, thing.end).strip()
    )
    return told and len(_named_at(asked)) > 1


def _shows(asked: Asked, thing: Thing) -> bool:
    """Whether what was found stands somewhere before it."""
    return not words_named("diagnoses").isdisjoint(asked.text.words[: thing.start])


@cache
def _spoken_of() -> frozenset[tuple[str, ...]]:
    return frozenset(our_words(name) for name in table("requests")["spoken_of"])
