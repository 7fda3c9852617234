"""The small tree that a typed query becomes; every engine translates it and nothing else.

Words in the tree are folded as :func:`search.query.words.tokens` folds them (lower case, plain quotes) and
are not yet stemmed: an engine stems a :class:`Word`, and leaves an exact :class:`Phrase` as it stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Scope = Literal["heading", "rationale", "summary", "drug", "case"]
SCOPES: tuple[Scope, ...] = ("heading", "rationale", "summary", "drug", "case")


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every item: nothing was asked."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Matches no item."""


@dataclass(frozen=True, slots=True)
class Word:
    """Items that hold the word or another form of it (same stem), in ``scope`` or, without one, in any
    scope."""

    text: str
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Prefix:
    """Items with a word that begins with ``text`` (three letters or more), unstemmed."""

    text: str
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side in one scope. ``exact``: as written, stop words too; otherwise by stem."""

    words: tuple[str, ...]
    exact: bool = True
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """Words (by stem), in any order, the first and last no more than ``distance`` words apart in one
    scope."""

    words: tuple[str, ...]
    distance: int
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class And:
    """Items that match every part; any part may be a :class:`Not`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Items that match at least one part. ``alike``: the parts are names for one thing (synonyms)."""

    parts: tuple[Node, ...]
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """Items that do not match the part; it adds nothing to a score."""

    part: Node


@dataclass(frozen=True, slots=True)
class Filed:
    """Items filed under at least one of ``values`` of the index's key ``facet``, as a filter finds them; it
    adds nothing to a score."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Items that match ``count`` parts or more; each part that matches adds its score, as in an :class:`Or`."""

    count: int
    parts: tuple[Node, ...]


Node = Everything | Nothing | Word | Prefix | Phrase | Near | And | Or | Not | Filed | AtLeast


def prefixes(tree: Node) -> Iterator[Prefix]:
    """The prefixes that a tree holds, in order, those under a :class:`Not` too."""
    match tree:
        case Prefix():
            yield tree
        case And(parts) | Or(parts, _) | AtLeast(_, parts):
            for part in parts:
                yield from prefixes(part)
        case Not(part):
            yield from prefixes(part)
