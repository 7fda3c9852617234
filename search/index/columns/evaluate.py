"""A query tree over the arrays of one segment: first which documents match, then what those that are left
score.

The two passes are apart because filters, limits of date and deletions come between them: only documents that
will be counted are scored, and a question that is not sorted by relevance scores nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from search.index.columns.counting import filed
from search.index.columns.docsets import DocSet, at_least, union
from search.index.columns.fields import FULL, Floats, Ints
from search.index.columns.occurrences import Leaf, LeafNode
from search.index.columns.segment import Segment
from search.query.question import Preference
from search.query.tree import And, AtLeast, Everything, Filed, Near, Node, Not, Nothing, Or, Phrase, Prefix, Word

OTHER_NAMES = 0.8
"""How much a synonym counts beside the word that was typed (the first part of an alike :class:`Or`)."""


def weighed_nodes(tree: Node) -> Iterator[Node]:
    """The nodes that have a document frequency of their own: leaves, and groups of names for one thing."""
    match tree:
        case And(parts) | AtLeast(_, parts):
            for part in parts:
                yield from weighed_nodes(part)
        case Or(parts, alike):
            if alike:
                yield tree
            else:
                for part in parts:
                    yield from weighed_nodes(part)
        case Word() | Prefix() | Phrase() | Near():
            yield tree
        case _:
            return


class Evaluation:
    """One tree in one segment. What it works out it keeps, so ask it once for each thing or twice: the cost
    is the same.
    """

    def __init__(self, segment: Segment, leaf: Callable[[Segment, LeafNode], Leaf]) -> None:
        self.segment = segment
        self._find = leaf
        self._leaves: dict[Node, Leaf] = {}
        self._sets: dict[Node, DocSet] = {}

    def leaf(self, node: LeafNode) -> Leaf:
        """The documents and impacts of a leaf."""
        found = self._leaves.get(node)
        if found is None:
            found = self._leaves[node] = self._find(self.segment, node)
        return found

    def matches(self, node: Node) -> DocSet:
        """The documents that match, deleted ones among them."""
        found = self._sets.get(node)
        if found is None:
            found = self._sets[node] = self._matches(node)
        return found

    def _matches(self, node: Node) -> DocSet:
        size = self.segment.size
        match node:
            case Everything():
                return DocSet.span(size, 0, size)
            case Nothing():
                return DocSet.empty(size)
            case And(parts):
                wanted = sorted((self.matches(part) for part in parts if not isinstance(part, Not)), key=len)
                found = wanted[0] if wanted else DocSet.span(size, 0, size)
                for each in wanted[1:]:
                    found = found & each
                for part in parts:
                    if isinstance(part, Not):
                        found = found - self.matches(part.part)
                return found
            case Or(parts, _):
                return union(size, [self.matches(part) for part in parts])
            case Not(part):
                return DocSet.span(size, 0, size) - self.matches(part)
            case Filed(facet, values):
                return filed(self.segment, facet, values)
            case AtLeast(count, parts):
                return at_least(size, count, [self.matches(part) for part in parts])
            case _:
                return DocSet(size, docs=self.leaf(node).docs)

    def within(self, node: Node, docs: DocSet) -> DocSet:
        """Those of ``docs`` that match; in few, words of which any is enough are looked up one by one."""
        if isinstance(node, Or) and node not in self._sets and docs.is_sparse:
            return union(docs.size, [self.within(part, docs) for part in node.parts])
        return docs & self.matches(node)

    def liked(self, preferences: Sequence[Preference], docs: Ints, total: Floats) -> None:
        """Add to ``total``, which runs beside ``docs``, the weight of each preference where it is met."""
        for each in preferences:
            total[self.matches(each.node).holds(docs)] += each.weight

    def scores(self, nodes: Sequence[Node], docs: Ints, idf: Mapping[Node, float]) -> Floats:
        """The score of each of ``docs``. ``idf``: the weight of each of :func:`weighed_nodes`.

        Parts are added up in the order of the trees, so that equal documents have equal scores to the last
        bit.
        """
        total = np.zeros(len(docs), dtype=np.float64)
        for node in nodes:
            for part in weighed_nodes(node):
                total += self._strengths(part, docs) * (idf[part] / FULL)
        return total

    def _strengths(self, node: Node, docs: Ints) -> Ints | Floats:
        """How strongly each document holds a node that counts as one term, 0 to FULL."""
        match node:
            case Or(parts, alike):
                first, *others = (self._strengths(part, docs) for part in parts)
                best = first.astype(np.float64)
                for other in others:
                    np.maximum(best, other * OTHER_NAMES if alike else other, out=best)
                return best
            case AtLeast(_, parts):
                return self._strengths(Or(parts), docs)
            case And(parts):
                asked = [self._strengths(part, docs) for part in parts if not isinstance(part, Not)]
                return np.minimum.reduce(asked) if asked else np.zeros(len(docs))
            case Everything() | Nothing() | Not() | Filed():
                return np.zeros(len(docs))
            case _:
                return self.leaf(node).at(docs)
