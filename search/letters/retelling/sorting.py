"""Units as what stands around them shows that they are meant: titles, outcomes of all items, numbers of items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from .openings import Unit
from .told import PARTS, Uneven


def without_titles(units: Sequence[Unit]) -> list[Unit]:
    """The units, of which those are text that only look like an item's: a title, what a mail is about."""
    kept = list(units)
    last = max((at for at, unit in enumerate(units) if unit.kind == "decision"), default=0)
    for at, unit in enumerate(units):
        if unit.kind == "decision" and unit.text and at < last and _is_overall(units, at):
            kept[at] = replace(unit, kind="overall")
        elif unit.kind == "decision" and not unit.text:
            if at + 1 == len(units) or units[at + 1].kind != "decision":
                kept[at] = replace(unit, kind="text", text="Decision")
        elif unit.kind == "heading":
            following = takewhile(lambda each: each.kind not in {"heading", "item"}, units[at + 1 :])
            above = takewhile(lambda each: each.kind not in {"heading", "item"}, reversed(units[:at]))
            if not any(each.kind in OF_ITEMS for each in (*following, *above)):
                kept[at] = replace(unit, kind="text", text=unit.text or "Disputed")
    return kept


OF_ITEMS = frozenset((*PARTS, "decision"))
_OF_LETTER = frozenset(("reviewer", "licensure", "specialty", "summary", "items"))


def _is_overall(units: Sequence[Unit], at: int) -> bool:
    """Whether a decision is followed by the letter's sections, and so is told of all its items."""
    following = (units[place].kind for place in range(at + 1, len(units)))
    return next((kind for kind in following if kind in _OF_LETTER or kind in OF_PARTS), "") in _OF_LETTER


OF_PARTS = frozenset((*OF_ITEMS, "heading", "item"))


def openers(units: Sequence[Unit]) -> frozenset[int]:
    """The places of units that open an item by its number: those that count on, each with a part behind it."""
    candidates = [at for at, unit in enumerate(units) if unit.kind == "item"]
    # Where items are called so, figures alone count something else.
    worded = [at for at in candidates if not units[at].both]
    return _counted(units, worded) or (frozenset() if worded else _counted(units, candidates))


def _counted(units: Sequence[Unit], candidates: Sequence[int]) -> frozenset[int]:
    found: list[int] = []
    expected, listed = 1, 0
    for place, at in enumerate(candidates):
        following = candidates[place + 1] if place + 1 < len(candidates) else len(units)
        number = units[at].number if units[at].number > 0 else expected
        if (
            not units[at].text
            and place + 1 < len(candidates)
            and following == at + 1
            and units[following].number == number
        ):
            continue  # printed twice
        inside = {unit.kind for unit in units[at + 1 : following]}
        if number == 1 and expected > 1 and not listed and (units[at].text or inside & {"rationale", "text"}):
            # The items of a list above, each told again with its reasons.
            listed, expected = expected - 1, 1
        if listed and number == expected:
            inside |= {"rationale"}
        if number == expected and (units[at].text and _shares(units, at)):
            inside |= {"rationale"}
        if number == expected and inside & {"claims", "guideline", "rationale", "decision"}:
            found.append(at)
            expected += 1
        elif number == expected + 1 and inside & {"decision", "claims"} and (found or not units[at].both):
            raise Uneven("numbers that do not count on")
        elif found and number == expected and not units[at].both:
            raise Uneven("an item without parts")
    if listed and expected - 1 != listed:
        raise Uneven("not all listed items are told")
    return frozenset(found)


def _shares(units: Sequence[Unit], at: int) -> bool:
    """Whether the parts that follow are told of several items."""
    following = (units[place] for place in range(at + 1, len(units)))
    return next((unit.both for unit in following if unit.kind in OF_ITEMS), False)
