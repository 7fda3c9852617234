"""The units of a text put together to a letter's sections and items.

Nothing is guessed: a text that does not come out even is not set anew. It comes out even where every item has a
heading, one decision, what it rests on and a rationale, where numbers count on, and where nothing is left over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from ..usual import LICENSURE, SPECIALTY
from .closing import closing_of, is_closing, is_title
from .elimination import with_unknown_labels
from .evenness import check, set_apart, share
from .heads import header_of
from .labels import letters_of
from .openings import DATES, Unit
from .sentences import cites_for_both
from .sorting import OF_ITEMS, OF_PARTS, openers, without_titles
from .told import PARTS, Item, Told, Uneven, names_the_same
from .verdicts import sure

_NEED = re.compile(r"necess|appropriate", re.IGNORECASE)
_AGED = re.compile(r"\b\d{1,2}[ -]?(?:years?\b|y/?o\b)", re.IGNORECASE)


def put_together(units: Sequence[Unit]) -> Told:
    """The letter that units tell; raises :class:`Uneven` where they tell none, or not surely."""
    told = Told()
    units = without_titles(with_unknown_labels(units))
    last = max((at for at, unit in enumerate(units) if unit.kind in OF_PARTS), default=0)
    builder = _Builder(told, openers(units), last)
    for at, unit in enumerate(units):
        builder.take(at, unit)
    builder.close()
    told.asides += _titles_of(told.summary)
    share(told.items)
    set_apart(told)
    check(told)
    return told


class _Builder:
    def __init__(self, told: Told, openers: frozenset[int], last: int) -> None:
        self.told = told
        self.openers = openers
        self.last = last
        """Where the last part of an item is told."""
        self.field: list[Unit] | None = told.head
        self.kind = "head"
        self.pending: list[Unit] = []
        self.item: Item | None = None
        """The item at hand."""

    @property
    def within(self) -> bool:
        """Whether the items have begun."""
        return self.item is not None

    def _begin(self, item: Item) -> Item:
        self.told.items.append(item)
        self.item = item
        return item

    def take(self, at: int, unit: Unit) -> None:
        kind = unit.kind
        if kind == "item" and at not in self.openers:
            kind = "text"
            if any(item.parts.get("heading") and item.heading == unit.text.strip(" .:;") for item in self.told.items):
                raise Uneven("a heading that is printed again")
        if kind == "reviewer" and self._cites():
            kind = "guideline"
        if unit.number and kind in {*OF_ITEMS, "heading"}:
            self._number(unit)
        if kind in DATES or kind in {"case", "priority"}:
            self._header(unit, behind=at > self.last)
        elif kind in PARTS:
            self._part(kind, unit)
        elif kind in _TAKES:
            _TAKES[kind](self, unit)
        else:
            raise Uneven(kind)

    def _number(self, unit: Unit) -> None:
        """A field with its item's number belongs to that one, or begins it."""
        item = self.item
        if item is None or (item.number and item.number != unit.number):
            if unit.number != len(self.told.items) + 1:
                raise Uneven("numbers that do not count on")
            self._settle()
            self._begin(Item(unit.number, opened=True))
            self._into("numbered", None)

    def _cites(self) -> bool:
        """Whether the reviewer who is named alone is named for what he cites."""
        item = self.item
        return item is not None and item.has("claims") and not item.has("guideline")

    # The letter around its items

    def _header(self, unit: Unit, *, behind: bool) -> None:
        if self.within and self.kind not in {"head", "reviewer"} and not self._is_record() and not behind:
            raise Uneven("a line of the header stands among the items")
        self.told.head.append(unit)
        self._into("head", self.told.head)

    def _is_record(self) -> bool:
        return len(self.told.items) <= 1

    def _into(self, kind: str, field: list[Unit] | None) -> None:
        self.kind, self.field = kind, field

    def _settle(self) -> None:
        """What waits is no heading: it is of no part."""
        if not all(map(is_closing, self.pending)):
            raise Uneven("text of no part")
        self.told.asides += self.pending
        self.pending = []

    def _summary(self, unit: Unit) -> None:
        if self.told.summary or (self.within and not self._is_record() and self.pending):
            raise Uneven("two summaries")
        self._settle()
        if unit.text:
            self.told.summary.append(unit)
        self._into("summary", self.told.summary)

    def _reviewer(self, unit: Unit) -> None:
        if unit.text:
            self.told.reviewer.append(unit)
        self._into("reviewer", self.told.reviewer)

    def _licensure(self, unit: Unit) -> None:
        self._reviewer(Unit("licensure", f"{LICENSURE}: {unit.text}") if unit.text else unit)

    def _specialty(self, unit: Unit) -> None:
        self._reviewer(Unit("specialty", f"{SPECIALTY}: {unit.text}") if unit.text else unit)

    def _on_reviewer(self, unit: Unit) -> None:
        if self.within or self.kind == "summary":
            self._text(unit)
        else:
            self._reviewer(unit)

    def _items(self, unit: Unit) -> None:
        if any(item.has(kind) for item in self.told.items for kind in PARTS):
            raise Uneven("a title among the items")
        self._into("items", None)

    def _count(self, unit: Unit) -> None:
        count = int(re.sub(r"\D", "", unit.text))
        if self.told.count and self.told.count != count:
            raise Uneven("counted in two ways")
        self.told.count = count
        self.told.asides.append(unit)

    def _overall(self, unit: Unit) -> None:
        if unit.number:
            self._count(Unit("count", str(unit.number)))
        if self.told.overall not in {"", unit.text}:
            raise Uneven("an outcome told in two ways")
        self.told.overall = unit.text

    def _begins_story(self, unit: Unit) -> bool:
        """Whether a paragraph that has no title, or one in words of its own, tells of a patient, as summaries begin."""
        if self.told.summary or not unit.opens or not _AGED.search(unit.text) or header_of([unit.text])[0]:
            return False
        return unit.gap or (self.field is not None and self.field != [] and is_title(self.field[-1]))

    def _aside(self, unit: Unit) -> None:
        self.told.asides.append(unit)

    # The items

    def _item(self, unit: Unit) -> None:
        self._settle()
        listed = self._listed(unit)
        item = self.item = listed or self._begin(Item(unit.number, opened=True))
        self._into("numbered" if listed else "item", None)
        if listed and listed.has("guideline"):
            listed.parts["rationale"] = [Unit("text", unit.text)] if unit.text else []
            self._into("rationale", listed.parts["rationale"])
        elif unit.text and not listed:
            self._open(item, unit.text)

    def _listed(self, unit: Unit) -> Item | None:
        """The item that a list above has told with its decision, whose parts follow by its number."""
        items = self.told.items
        item = items[unit.number - 1] if 0 < unit.number <= len(items) else None
        if item is None or item.has("rationale") or not item.parts.get("decision"):
            return None
        if unit.text and not item.has("guideline") and letters_of(unit.text) != letters_of(item.heading):
            raise Uneven("an item that is listed in other words")
        return item

    def _open(self, item: Item, text: str) -> None:
        item.parts["heading"] = [Unit("text", text)]
        self._into("heading", item.parts["heading"])

    def _heading(self, unit: Unit) -> None:
        item = self.item
        if item is None or item.parts.get("heading"):
            self._settle()
            item = self._begin(Item(unit.number))
        item.parts["heading"] = [unit] if unit.text else []
        self._into("heading", item.parts["heading"])

    def _decision(self, unit: Unit) -> None:
        item = self.item
        if self.kind == "decision due" and item is not None and unit.text:
            item.parts["decision"] = [unit]
            self._into("decision", None)
            return
        if item is not None and item.parts.get("decision") and not self.pending:
            same = item.parts["decision"][0].text == unit.text
            if same and (unit.told or self.kind in {"decision", "rationale"}) and not self._heads_another():
                if self.kind == "rationale" and unit.told and self.field is not None:
                    self.field.append(Unit("text", _as_verdict(unit.text)))
                return
            if not same and unit.told and self.kind == "rationale":
                raise Uneven("decided in two ways")
        item = self._owner("decision")
        if not unit.text:
            item.parts["decision"] = []
            self._into("decision due", item.parts["decision"])
            return
        item.parts["decision"] = [unit]
        self._into("decision", None)

    def _heads_another(self) -> bool:
        return bool(self.field and self.field[-1].gap and self.field[-1].opens and len(self.field) > 1)

    def _part(self, kind: str, unit: Unit) -> None:
        item = self.item
        reasons = item is not None and self.kind == "rationale" and item.has(kind)
        if unit.told and reasons and not self._heads_another() and not unit.opens:
            self._text(unit)  # a sentence of the reasons
            return
        if unit.told and not self.within and self.kind in {"summary", "reviewer", "head"} and not self._heads_another():
            self._text(unit)
            return
        item = self._owner(kind)
        item.parts[kind] = [unit] if unit.text else []
        if kind == "rationale" and not item.parts.get("decision") and (decision := sure(unit.text)):
            item.parts["decision"] = [Unit("decision", decision)]
            if not _NEED.search(unit.text):
                item.parts[kind].clear()
        self._into(f"told {kind}" if unit.told else kind, item.parts[kind])

    def _owner(self, kind: str) -> Item:
        """The item to which a part belongs: the one at hand, or a new one whose heading stands above."""
        item = self.item
        if item is not None and self.within and not item.has(kind) and not self.pending:
            return item
        heading = self._taken_heading()
        if heading is None and item is not None and not item.has(kind):
            raise Uneven("text of no part")
        item = Item()
        if heading is not None:
            item.parts["heading"] = [heading]
        return self._begin(item)

    def _taken_heading(self) -> Unit | None:
        """The paragraph right above, which is none of what stands above it."""
        if self.pending:
            taken, self.pending = self.pending, []
            starts = [at for at, unit in enumerate(taken) if unit.opens]
            last = taken[starts[-1] :] if starts else taken
            rest = taken[: starts[-1]] if starts else []
            if not all(map(is_closing, rest)):
                raise Uneven("text of no part")
            self.told.asides += rest
            heading = " ".join(unit.text for unit in last)
            if heading[:1] in ("(", "[") and heading[-1:] in (")", "]"):
                raise Uneven("a note for a heading")
            return Unit("text", heading)
        pieces = self.field
        if not pieces or self.kind == "heading":
            return None
        start = len(pieces) - 1
        while start and not pieces[start].opens:
            start -= 1
        if not start or self.kind == "head" or not pieces[start].opens:
            return None
        heading = " ".join(unit.text for unit in pieces[start:])
        above = pieces[start - 1].text if start else ""
        if not pieces[start].gap and (above[-1:] not in '.!?)"”' or heading[-1:] in ".!?"):
            return None
        del pieces[start:]
        return Unit("text", heading)

    def _text(self, unit: Unit) -> None:
        cited = self.kind == "told guideline" or (
            self.kind == "told claims"
            and self.field is not None
            and any(cites_for_both(one.text) for one in self.field)
        )
        due = cited and self.item and not self.item.has("rationale")
        if due and self.item and not names_the_same(unit.text):
            self.item.parts["rationale"] = [Unit("text", unit.text, gap=unit.gap, opens=False)]
            self._into("rationale", self.item.parts["rationale"])
            return
        if self.within and unit.opens and len(header_of([unit.text])[0]) > 1:
            raise Uneven("a line of the header stands among the items")
        if self.kind == "heading" and self.field and self.within and unit.opens:
            raise Uneven("a heading of two lines")
        if self.kind == "decision due" and self.field is not None:
            raise Uneven("no decision behind its label")
        if self.kind in {"reviewer", "head"} and not self.within and self._begins_story(unit):
            self.told.asides += _titles_of(self.field or [])
            self._into("summary", self.told.summary)
        if self.kind == "decision" and not unit.opens and self.item is not None and not self.pending:
            self.item.remarks.append(unit)
            return
        if self.kind == "item" and self.item is not None:
            self._open(self.item, unit.text)
            return
        if self.field is None:
            self.pending.append(unit)
            return
        self.field.append(unit)

    def close(self) -> None:
        for field in (self.field, self.pending):
            if field:
                self.told.asides += closing_of(field)
        self._settle()


_TAKES: Mapping[str, Callable[[_Builder, Unit], None]] = {
    "summary": _Builder._summary,
    "reviewer": _Builder._reviewer,
    "licensure": _Builder._licensure,
    "specialty": _Builder._specialty,
    "on reviewer": _Builder._on_reviewer,
    "items": _Builder._items,
    "count": _Builder._count,
    "overall": _Builder._overall,
    "aside": _Builder._aside,
    "item": _Builder._item,
    "heading": _Builder._heading,
    "decision": _Builder._decision,
    "text": _Builder._text,
}
"""What is done with a unit of each kind."""


def _titles_of(pieces: list[Unit]) -> list[Unit]:
    """What stands by itself at a part's end and is no sentence: a title of what follows, in words of its own. It is
    taken out.
    """
    found: list[Unit] = []
    while len(pieces) > 1:
        if not is_title(pieces[-1]):
            break
        found.append(pieces.pop())
    return found


def _as_verdict(decision: str) -> str:
    return f"The denial is {decision}."
