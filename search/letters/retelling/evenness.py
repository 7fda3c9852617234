"""Whether a letter that was put together comes out even: nothing is guessed, and what does not is not set anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from ..wordings import NUMERAL, NUMERALS
from .labels import ordinal
from .openings import Unit
from .told import PARTS, Item, Told, Uneven
from .verdicts import IN_PART, WITHDRAWN

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


def set_apart(told: Told) -> None:
    """Take the items that were withdrawn out of those that were decided, and the numbers off their headings."""
    for place, item in enumerate(told.items, 1):
        if item.number > 0 and item.number != place:
            raise Uneven("numbers that do not count on")
    _without_marks([unit for item in told.items for unit in item.parts.get("heading", ())[:1]], told.items)
    for item in list(told.items):
        if any(unit.text == WITHDRAWN for unit in item.parts.get("decision", ())):
            if any(map(item.has, ("claims", "guideline"))) or not item.parts.get("heading"):
                raise Uneven("a withdrawn item that was decided")
            told.items.remove(item)
            told.withdrawn.append(item)


_MARK = re.compile(r"(?P<mark>\(?(?:[A-Z]{1,2}[-.]|[#§])?)(?P<number>\d{1,2}|[A-L])(?P<end>[.):]?)(?=\s)\s*(?=\S)")


def _without_marks(openings: Sequence[Unit], items: Sequence[Item]) -> None:
    """Take off what counts the headings: "C-1", "(A)"; where they count and are no numbers of their own."""
    found = [_MARK.match(unit.text) for unit in openings]
    if len(openings) != len(items) or not all(found):
        return
    marks = [mark for mark in found if mark]
    counted = [ordinal(mark["number"]) for mark in marks] == list(range(1, len(marks) + 1))
    alike = len({(mark["mark"], mark["end"]) for mark in marks}) == 1
    if counted and alike and (len(marks) > 1 or marks[0]["end"]):
        for item, mark in zip(items, marks, strict=True):
            unit = item.parts["heading"][0]
            item.parts["heading"][0] = replace(unit, text=unit.text[mark.end() :])


def _counted_in_words(told: Told) -> Iterator[int]:
    """How many items are said to be in dispute."""
    for unit in (*told.head, *told.asides, *told.summary):
        if found := _IN_DISPUTE.search(unit.text):
            yield (
                ordinal(found["number"])
                if found["number"].isdecimal()
                else NUMERALS.index(found["number"].casefold()) + 1
            )


_IN_DISPUTE = re.compile(
    rf"\b(?P<number>\d{{1,2}}|{NUMERAL})(?: \(\d{{1,2}}\))? (?:disputed )?(?:treatment|service|item|request|issue)s?"
    r" (?:was |were |is |are )?(?:denied and )?(?:was |were |is |are )?"
    r"(?:in dispute|disputed|at issue|submitted for review)",
    re.IGNORECASE,
)


def _is_decided_first(item: Item) -> bool:
    kinds = list(item.parts)
    return kinds.index("decision") < kinds.index("rationale")


def check(told: Told) -> None:
    if not told.items or (told.count and told.count != len(told.items)):
        raise Uneven("not as many items as are told")
    if any(count != len(told.items) + len(told.withdrawn) for count in _counted_in_words(told)):
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
    if len({_is_decided_first(item) for item in told.items}) > 1:
        raise Uneven("decisions before and behind the reasons")
    orders = {tuple(kind for kind in item.parts) for item in told.items if not item.opened}
    if any("heading" not in order[:1] for order in orders) and len(orders) > 1:
        raise Uneven("parts in several orders")
