"""Whether a letter that was put together comes out even: nothing is guessed, and what does not is not set anew."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from .told import PARTS, Item, Told, Uneven
from .verdicts import IN_PART

_LONGEST_HEADING = 320
_SHARED = frozenset((*PARTS, "decision"))
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")


def share(items: Sequence[Item]) -> None:
    """Give items that stand together without parts of their own those that are said to be of both; to each one's
    reasons what is said behind its decision.
    """
    for at, item in enumerate(items):
        if item.remarks:
            item.parts["rationale"] = [*item.remarks, *item.parts.get("rationale", ())]
        shared = {kind: pieces for kind, pieces in item.parts.items() if kind in _SHARED and pieces and pieces[0].both}
        if "rationale" in shared:
            shared = {kind: pieces for kind, pieces in item.parts.items() if kind in _SHARED and pieces}
        if shared:
            bare = list(takewhile(lambda each: not any(map(each.has, PARTS)), reversed(items[:at])))
            if not bare:
                raise Uneven("parts of several items that belong to one")
            for above in bare:
                above.parts = {**shared, **above.parts}


def check(told: Told) -> None:
    if not told.items or (told.count and told.count != len(told.items)):
        raise Uneven("not as many items as are told")
    decisions = {item.parts["decision"][0].text for item in told.items if item.parts.get("decision")}
    if told.overall and (len(decisions) < 2 if told.overall == IN_PART else decisions != {told.overall}):
        raise Uneven("an outcome that is not the items'")
    for item in told.items:
        for kind in ("heading", "decision", "rationale"):
            if not item.parts.get(kind):
                raise Uneven(f"an item without its {kind}")
        if not (item.parts.get("claims") or item.parts.get("guideline")):
            raise Uneven("an item without its guidelines")
        if len(item.heading) > _LONGEST_HEADING:
            raise Uneven("a long heading")
        if _CLOCK.search(item.heading):
            raise Uneven("a machine's line in a heading")
    # Who denied and who reviewed: that is what tells these letters from all others with verdicts and reasons.
    if not any(item.parts.get("claims") and item.parts.get("guideline") for item in told.items):
        raise Uneven("the guidelines of one side only")
    numbers = [item.number for item in told.items if item.number > 0]
    if numbers and numbers != list(range(1, len(told.items) + 1)):
        places = [at for at, item in enumerate(told.items, 1) if item.number > 0]
        if numbers != places:
            raise Uneven("numbers that do not count on")
    orders = {tuple(kind for kind in item.parts) for item in told.items if not item.opened}
    if any("heading" not in order[:1] for order in orders) and len(orders) > 1:
        raise Uneven("parts in several orders")
