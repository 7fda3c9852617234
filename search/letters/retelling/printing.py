"""A letter that was put together, printed as most letters are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..decisions import decision_of
from ..forms import Part
from ..usual import set_as_usual
from ..values import Decision
from .openings import Unit
from .reviewers import told_reviewer
from .told import SAME, Item, Told, names_the_same


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
    reviewer = " ".join(f"{unit.text.rstrip('.')}." for unit in told.reviewer)
    items = [(item.heading, _decision(item), _parts(item)) for item in told.items]
    yield from set_as_usual(header, told_reviewer(reviewer) if reviewer else (), _joined(told.summary), items)
    for item in told.withdrawn:
        yield f"{item.heading}: Withdrawn"
        yield _joined(item.parts.get("rationale", ()))


def _decision(item: Item) -> Decision:
    return decision_of(item.parts["decision"][0].text)


def _parts(item: Item) -> Mapping[Part, str]:
    return {
        "claims": part_of(item, "claims"),
        "reviewer": part_of(item, "guideline"),
        "rationale": part_of(item, "rationale"),
    }
