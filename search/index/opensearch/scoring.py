"""What counts towards a score in the cluster, and the score itself.

The cluster adds up in 32 bits, we in 64: it orders nearly as we do. So every part that counts has a name, the cluster
says of each hit which parts it holds and how strongly, and the score is added up again here, in the order of the tree,
as the embedded engine does it: the same floats.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from search.index.columns.evaluate import OTHER_NAMES, weighed_nodes
from search.index.columns.fields import FULL, K1
from search.index.opensearch.queries import (
    Queries,
    Query,
    all_of,
    near_by_field,
    phrase_by_field,
    stem_token,
)
from search.index.opensearch.stored import impact
from search.query.question import Question
from search.query.tree import And, AtLeast, Near, Node, Not, Or, Phrase, Prefix, Word
from search.schema import FIELD_NUMBERS, FIELDS

HALF = (FULL + 1) // 2
"""The impact of a prefix: half of what a word can have."""

# One source for each, so that the cluster compiles it once: what differs comes as a parameter.
_SATURATED = "double s = _score; return Math.max(Math.rint(s / (params.k1 + s) * params.full), 1.0) * params.weight;"
_PHRASE = "return _score / params.words * doc[params.weights].value;"
_WEAKEST = (
    "double least = params.full; for (def term : params.terms) "
    "{ least = Math.min(least, termFreq('impacts', term)); } return least * params.weight;"
)


@dataclass(frozen=True, slots=True)
class ScoredDocument:
    """``held``: the parts that it holds by name, each with its score; ``weights``: field → what one occurrence adds."""

    held: Mapping[str, float]
    weights: Mapping[str, float]


Strength = Callable[[ScoredDocument], float]


@dataclass(slots=True)
class Scoring:
    """What of a question counts. ``clauses`` add up to the cluster's score, :meth:`score` gives ours."""

    queries: Queries
    question: Question
    idf: Mapping[Node, float]
    clauses: list[Query] = field(default_factory=list)
    needs_weights: bool = False
    _names: int = 0
    _parts: list[tuple[Strength, float]] = field(default_factory=list)
    _liked: list[tuple[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for node in weighed(self.question):
            weight = self.idf[node] / FULL
            clause, strength = self._strength(node, weight)
            if clause is not None:
                self.clauses.append(clause)
            self._parts.append((strength, weight))
        for each in self.question.preferences:
            name = self._name()
            matching = self.queries.matching(each.node)
            self.clauses.append(_constant(matching, each.weight, name))
            self._liked.append((name, each.weight))

    def score(self, hit: ScoredDocument) -> float:
        """The score of a hit; the parts are added up in the order of the trees."""
        total = 0.0
        for strength, weight in self._parts:
            total += strength(hit) * weight
        for name, weight in self._liked:
            if name in hit.held:
                total += weight
        return total

    def _name(self) -> str:
        self._names += 1
        return str(self._names)

    def _strength(self, node: Node, weight: float) -> tuple[Query | None, Strength]:
        """The clause that adds ``weight`` times the node's strength, and how the strength is read off a hit."""
        match node:
            case Word():
                name = self._name()
                clause = {"term": {"impacts": {"value": stem_token(node), "boost": weight, "_name": name}}}
                return clause, _whole(name, weight)
            case Prefix():
                name = self._name()
                matching = self.queries.matching(node)
                return _constant(matching, HALF * weight, name), lambda hit: HALF if name in hit.held else 0
            case Phrase():
                return self._phrase(node, weight)
            case Near():
                return self._near(node, weight)
            case Or(parts, alike):
                return self._strongest(parts, OTHER_NAMES if alike else 1.0, weight)
            case AtLeast(_, parts):
                return self._strongest(parts, 1.0, weight)
            case And(parts):
                return self._weakest([part for part in parts if not isinstance(part, Not)], weight)
            case _:
                return None, lambda hit: 0

    def _phrase(self, node: Phrase, weight: float) -> tuple[Query | None, Strength]:
        self.needs_weights = True
        count = len(node.words)
        names, clauses = {}, []
        for name, query in phrase_by_field(node):
            names[name] = self._name()
            ((kind, ((path, said),)),) = ((kind, tuple(inner.items())) for kind, inner in query.items())
            named = {kind: {path: {"query": said, "_name": names[name]}}}
            facts = {"words": count, "weights": f"weights.{name}"}
            clauses.append(_scripted(named, _PHRASE, facts))

        def strength(hit: ScoredDocument) -> float:
            found = 0.0
            for name, part in names.items():
                if part in hit.held:
                    found += round(hit.held[part] / count) * hit.weights[name]
            return impact(found) if found else 0

        return self._saturated(clauses, weight), strength

    def _near(self, node: Near, weight: float) -> tuple[Query | None, Strength]:
        names, clauses = {}, []
        for name, query in near_by_field(node):
            names[name] = self._name()
            boost = FIELDS[FIELD_NUMBERS[name]].weight
            clauses.append(_constant(query, boost, names[name]))

        def strength(hit: ScoredDocument) -> float:
            found = 0.0
            for name, part in names.items():
                if part in hit.held:
                    found += FIELDS[FIELD_NUMBERS[name]].weight
            return impact(found) if found else 0

        return self._saturated(clauses, weight), strength

    def _saturated(self, clauses: Sequence[Query], weight: float) -> Query | None:
        if not clauses:
            return None
        facts = {"k1": K1, "full": FULL, "weight": weight}
        return _scripted({"bool": {"should": list(clauses)}}, _SATURATED, facts)

    def _strongest(self, parts: Sequence[Node], others: float, weight: float) -> tuple[Query | None, Strength]:
        """The first part in full, the others times ``others``: the strongest of them counts."""
        factors = [1.0, *([others] * (len(parts) - 1))]
        made = [self._strength(part, weight * factor) for part, factor in zip(parts, factors, strict=False)]
        clauses = [clause for clause, _ in made if clause is not None]

        def strength(hit: ScoredDocument) -> float:
            return max((part(hit) * factor for (_, part), factor in zip(made, factors, strict=False)), default=0)

        return ({"dis_max": {"queries": clauses}} if clauses else None), strength

    def _weakest(self, parts: Sequence[Node], weight: float) -> tuple[Query | None, Strength]:
        """The weakest part counts. Of anything but words the cluster takes the average, and we mend it."""
        terms = [stem_token(part) for part in parts if isinstance(part, Word)]
        if terms and len(terms) == len(parts):
            name = self._name()
            holding = all_of([self.queries.matching(part) for part in parts])
            facts = {"terms": terms, "full": FULL, "weight": weight}
            return _scripted(holding, _WEAKEST, facts, name), _whole(name, weight)
        made = [self._strength(part, weight) for part in parts]
        clauses = [clause for clause, _ in made if clause is not None]

        def strength(hit: ScoredDocument) -> float:
            return min((part(hit) for _, part in made), default=0)

        if len(clauses) < len(made) or not clauses:
            return None, strength  # a part that never counts is the weakest
        return {"bool": {"must": clauses, "boost": 1 / len(clauses)}}, strength


def weighed(question: Question) -> list[Node]:
    """The nodes that count, in order: those of the tree and of the hints."""
    return list(chain.from_iterable(weighed_nodes(tree) for tree in (question.tree, *question.hints)))


def _whole(name: str, weight: float) -> Strength:
    """Reads an impact, a whole number, off a score in which it was multiplied by ``weight``."""
    return lambda hit: round(hit.held[name] / weight) if name in hit.held else 0


def _constant(query: Query, boost: float, name: str) -> Query:
    return {"constant_score": {"filter": query, "boost": boost, "_name": name}}


def _scripted(query: Query, source: str, facts: Mapping[str, object], name: str | None = None) -> Query:
    script = {"source": source, "params": dict(facts)}
    return {"script_score": {"query": query, "script": script, **({"_name": name} if name else {})}}
