"""The values that facets can take, with their labels: from the data files, and from what staff added or relabelled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType

from search import vocabulary
from search.schema.facets import Facet, facet

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 80


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Names of facets' values. A plain value: whoever reads or shows a value is handed one.

    ``rows`` maps facet → key → label, for what the database's rows say beyond the data files or otherwise than they.
    Two catalogues that say the same are equal.
    """

    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def values(self, name: str) -> Mapping[str, str]:
        """Key → label of every value of a facet that is known beforehand, in the vocabulary's order; what staff added
        stands last. Guideline sections and drugs that letters brought are not among them."""
        own = self.rows.get(name)
        return {**_listed(name), **own} if own else _listed(name)

    def label(self, name: str, value: str) -> str:
        """A value's label for people; a value that nobody knows is spelt from its slug."""
        known = self.rows.get(name, {}).get(value) or _listed(name).get(value)
        if known is not None:
            return known
        last = value.rpartition("/")[2].replace("-", " ")
        return last[:1].upper() + last[1:]

    def read(self, name: str, value: str) -> str | None:
        """The key that ``value`` means in the facet ``name``; None if it means none.

        A misspelt or former key, or a label, is mended. An open facet takes any well-formed slug, and for two levels
        any well-formed child of a known parent.
        """
        of = facet(name)
        typed = " ".join(value.split()).casefold()
        typed = of.former.get(typed, typed)
        if of.read:
            return of.read(typed)
        if typed in self.rows.get(name, {}) or typed in _listed(name):
            return typed
        known = vocabulary.parse_key(of.vocabulary, typed) if of.vocabulary else None
        if known is None:
            known = self._labelled(name, typed)
        return self._open_value(of, typed) if known is None and of.open else known

    def _labelled(self, name: str, typed: str) -> str | None:
        return next((key for key, label in self.values(name).items() if label.casefold() == typed), None)

    def _open_value(self, of: Facet, typed: str) -> str | None:
        if not of.two_level:
            return typed if _is_slug(typed) else None
        parent, _, child = typed.partition("/")
        known = parent if parent in self.rows.get(of.name, {}) else vocabulary.parse_key(of.vocabulary, parent)
        return f"{known}/{child}" if known and "/" not in known and _is_slug(child) else None


def _is_slug(text: str) -> bool:
    return len(text) <= _LONGEST_SLUG and _SLUG.fullmatch(text) is not None


@cache
def _listed(name: str) -> Mapping[str, str]:
    return MappingProxyType({term.key: term.label for term in facet(name).terms()})


FROM_FILES = Catalogue()
"""What the data files alone know."""
