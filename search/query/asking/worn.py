"""A thing that is asked for, and equipment whose name says where it is worn."""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.query.question import ASKED
from search.query.tree import And, Filed, Node, Not, Or
from search.schema import FROM_FILES
from search.vocabulary import body_regions, name_regions
from search.vocabulary.asking import Asked, Thing
from search.vocabulary.kinds import is_apart, name_of

ANY_REGION = Filed("region", tuple(term.key for term in body_regions()))
_EQUIPMENT = "dmepos/"


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing, drug or visit that is asked for. ``text``: as typed; ``label``: as people call it; ``node``: the items
    that ask for it; ``close``: items that ask for what is close to it; ``words``: what its name consists of; ``type``:
    its treatment type, None for any; ``looser``: what to ask for where nothing is found, and what that leaves out, one
    after the other; ``kind``: items of the kind, which count where they are for the same part of the body."""

    text: str
    label: str
    node: Node
    close: Node | None
    words: tuple[str, ...]
    type: str | None
    looser: tuple[tuple[Node, str], ...] = ()
    kind: Node | None = None


def typed_at(asked: Asked, start: int, end: int) -> str:
    """The words from the one at ``start`` up to the one at ``end``, as typed."""
    spans = asked.text.spans
    return asked.text.folded[spans[start][0] : spans[end - 1][1]]


def worn_at(asked: Asked) -> frozenset[int]:
    """The places of the words of equipment whose name says where it is worn, where nothing else says where; of a thing
    that is no kind of what its name ends with, always."""
    text = asked.text
    things = [thing for thing in asked.things if thing.type.startswith(_EQUIPMENT) and not thing.why]
    things = [thing for thing in things if name_regions(typed_at(asked, thing.start, thing.end)).values]
    places = frozenset(place for thing in things for place in range(thing.start, thing.end))
    others = " ; ".join(word for place, word in enumerate(text.words) if place not in places)
    if name_regions(others).values:
        things = [thing for thing in things if is_apart(thing.words)]
    return frozenset(place for thing in things for place in range(thing.start, thing.end))


def worn(thing: Thing, subject: Subject) -> Subject:
    """Equipment by its whole name, or by a wider one at the part of the body that its name tells."""
    there = name_regions(subject.text).values
    whole, at = Filed(ASKED, (name_of(thing.words),)), Filed("region", there)
    places = " and ".join(FROM_FILES.label("region", region).lower() for region in there)
    unsaid = And((subject.node, Or((at, Not(ANY_REGION)))))
    looser = ((unsaid, f"a body part named ({places})"), (subject.node, places), *subject.looser)
    return replace(subject, node=Or((whole, And((subject.node, at)))), close=subject.node, looser=looser)
