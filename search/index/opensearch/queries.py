"""A question's tree as the cluster's queries: what matches. What counts towards a score is in ``scoring``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from search.query.question import Question
from search.query.tree import And, AtLeast, Everything, Filed, Near, Node, Not, Nothing, Or, Phrase, Prefix, Word
from search.query.words import stem
from search.schema import FIELDS

Query = dict[str, Any]

ALL: Query = {"match_all": {}}
NONE: Query = {"match_none": {}}


@dataclass(frozen=True, slots=True)
class Queries:
    """Translates nodes. ``facets``: those that the index has; ``allowed``: the words of each prefix that was cut."""

    facets: frozenset[str]
    allowed: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def matching(self, node: Node) -> Query:
        """What matches ``node``, for a filter."""
        match node:
            case Everything():
                return ALL
            case Nothing():
                return NONE
            case Word():
                return {"term": {"impacts": stem_token(node)}}
            case Prefix():
                return self._prefix(node)
            case Phrase():
                return any_of([each for _, each in phrase_by_field(node)])
            case Near():
                return any_of([each for _, each in near_by_field(node)])
            case And(parts):
                return self._all_of(parts)
            case Or(parts, _):
                return any_of([self.matching(part) for part in parts])
            case Not(part):
                return {"bool": {"must_not": [self.matching(part)]}}
            case Filed(facet, values):
                return self.filed(facet, values)
            case AtLeast(count, parts):
                if count <= 0:
                    return ALL
                return any_of([self.matching(part) for part in parts], count) if count <= len(parts) else NONE

    def filed(self, facet: str, values: Sequence[str]) -> Query:
        """The items with any of ``values``; none for a facet that there is not."""
        return {"terms": {f"keys.{facet}": list(values)}} if facet in self.facets and values else NONE

    def limits(self, question: Question) -> list[Query]:
        """The limits of date."""
        limits = {}
        if question.decided_from:
            limits["gte"] = question.decided_from.toordinal()
        if question.decided_to:
            limits["lte"] = question.decided_to.toordinal()
        return [{"range": {"decided": limits}}] if limits else []

    def selections(self, question: Question) -> dict[str, Query]:
        """Each facet with a selection, and what is filed so."""
        return {facet: self.filed(facet, values) for facet, values in question.filters.items() if values}

    def _all_of(self, parts: Sequence[Node]) -> Query:
        wanted = [self.matching(part) for part in parts if not isinstance(part, Not)]
        unwanted = [self.matching(part.part) for part in parts if isinstance(part, Not)]
        return {"bool": {"filter": wanted or [ALL], "must_not": unwanted}}

    def _prefix(self, node: Prefix) -> Query:
        name, before = ("scoped", f"{node.scope}:") if node.scope else ("words", "")
        if node.text in self.allowed:
            return {"terms": {name: [f"{before}{word}" for word in self.allowed[node.text]]}}
        return {"prefix": {name: f"{before}{node.text}"}}


def any_of(queries: Sequence[Query], count: int = 1) -> Query:
    """What matches ``count`` of them or more."""
    return {"bool": {"should": list(queries), "minimum_should_match": count}} if queries else NONE


def all_of(queries: Sequence[Query]) -> Query:
    """What matches every one of them."""
    return {"bool": {"filter": list(queries)}} if queries else ALL


def stem_token(node: Word) -> str:
    """How a word stands in ``impacts``."""
    return f"{node.scope}:{stem(node.text)}" if node.scope else stem(node.text)


def fields_of(node: Phrase | Near) -> list[str]:
    """The fields in which the node is looked for."""
    return [each.name for each in FIELDS if node.scope in (None, each.name)]


def phrase_by_field(node: Phrase) -> list[tuple[str, Query]]:
    """The phrase in each field; nothing for a phrase without words."""
    kind, said = ("forms", node.words) if node.exact else ("stems", [stem(word) for word in node.words])
    return [(name, {"match_phrase": {f"{kind}.{name}": " ".join(said)}}) for name in fields_of(node) if said]


def near_by_field(node: Near) -> list[tuple[str, Query]]:
    """The nearness in each field: all stems within as many places, in any order."""
    stems = list(dict.fromkeys(stem(word) for word in node.words))
    if len(stems) == 1:
        return [(name, {"match_phrase": {f"stems.{name}": stems[0]}}) for name in fields_of(node)]
    between = max(node.distance, 1) + 1 - len(stems)
    if between < 0 or not stems:  # a negative number of gaps would mean: no limit
        return []
    near = {
        "ordered": False,
        "max_gaps": between,
        "intervals": [{"match": {"query": each, "analyzer": "whole_words"}} for each in stems],
    }
    return [(name, {"intervals": {f"stems.{name}": {"all_of": near}}}) for name in fields_of(node)]
