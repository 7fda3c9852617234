"""A letter that was put together, printed as most letters are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .reviewers import told_reviewer
from .told import SAME, Item, Told, names_the_same
from .units import Unit

_PRINTED = {
    "claims": "Claims Administrator guideline",
    "guideline": "MAXIMUS guideline",
    "rationale": "Decision rationale",
}


def part_of(item: Item, kind: str) -> str:
    """A part's text, paragraphs parted by an empty line; what refers to the other guideline with that one behind it."""
    said = _joined(item.parts.get(kind, ()))
    if kind == "guideline" and said and item.parts.get("claims"):
        bare = said.strip()
        is_same = SAME.fullmatch(bare) or (item.parts[kind][0].told and names_the_same(bare))
        if is_same:
            other = _joined(item.parts["claims"])
            return f"{bare.rstrip('.')} ({other.rstrip('.')})."
    return said


def _joined(pieces: Sequence[Unit]) -> str:
    return "".join(
        f"{'' if not at else chr(10) * 2 if unit.gap else ' '}{unit.text}" for at, unit in enumerate(pieces)
    ).strip()


def printed(told: Told, header: Sequence[str]) -> Iterator[str]:
    """The letter's paragraphs as most letters print them."""
    if header:
        yield "\n".join(header)
    if told.reviewer:
        yield "HOW THE IMR FINAL DETERMINATION WAS MADE"
        yield "\n".join(told_reviewer(" ".join(f"{unit.text.rstrip('.')}." for unit in told.reviewer)))
    if told.summary:
        yield f"CLINICAL CASE SUMMARY\n\n{_joined(told.summary)}"
    yield "IMR ISSUES, DECISIONS AND RATIONALES"
    for item in told.items:
        yield f"{item.heading}: {item.parts['decision'][0].text.capitalize()}"
        yield from (f"{label}: {said}" for kind, label in _PRINTED.items() if (said := part_of(item, kind)))
