"""Where the words of a query occur in one segment: the leaves of the tree.

An occurrence is one number, ``doc << position_bits | position`` (in 32 bits where they are enough), and a
word's occurrences are a sorted row of them. A phrase is then an intersection of rows, each shifted by the
word's place in the phrase; words near each other are a sweep over the merged rows. Costs are linear in the
words' own occurrences (times a logarithm for the longer rows), never in the collection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from search.index.columns.build import ranges
from search.index.columns.distinct import distinct, starts
from search.index.columns.docsets import DocSet, present
from search.index.columns.fields import FIELD_MASK, FULL, GAP, Bools, Floats, Ints, impacts, strengths
from search.index.columns.segment import Segment
from search.query.tree import Near, Phrase, Prefix, Word
from search.query.words import stem
from search.schema import FIELD_NUMBERS, FIELDS

LeafNode = Word | Prefix | Phrase | Near
Keys = Ints
_FEW = 8
"""Where the documents in question are this many times fewer than a word's, only their part of its positions
is read.
"""


@dataclass(slots=True)
class Leaf:
    """The documents of one leaf and its impact in each (1 to FULL), side by side. With ``weights``, what an occurrence
    adds in each document of the segment, ``impact`` tells how often it occurs, and impacts are worked out where they
    are asked for: most questions match many more documents of a word than they score.
    """

    size: int
    docs: Ints
    impact: Ints
    weights: Floats | None = field(default=None, repr=False)
    _dense: Ints | None = field(default=None, repr=False)

    @property
    def nbytes(self) -> int:
        """Memory, with the dense copy that :meth:`at` may make."""
        dense = self.impact.itemsize * self.size if self._broad else 0
        return self.docs.nbytes + self.impact.nbytes + dense

    @property
    def _broad(self) -> bool:
        return len(self.docs) * 16 > self.size

    def at(self, docs: Ints) -> Ints:
        """The impact in each of ``docs``, 0 where the leaf does not occur."""
        found = self._beside(docs)
        if self.weights is None:
            return found
        there = np.flatnonzero(found)
        held = np.zeros(len(docs), dtype=np.uint16)
        held[there] = impacts(found[there] * self.weights[docs[there]])
        return held

    def _beside(self, docs: Ints) -> Ints:
        if docs is self.docs:
            return self.impact
        if not len(self.docs):
            return np.zeros(len(docs), dtype=np.uint16)
        if self._broad:
            if self._dense is None:
                dense = np.zeros(self.size, dtype=self.impact.dtype)
                dense[self.docs] = self.impact
                self._dense = dense
            return self._dense[docs]
        at, there = present(self.docs, docs)
        return np.where(there, self.impact[at], 0)


def leaf(segment: Segment, node: LeafNode, allowed: frozenset[str] | None = None) -> Leaf:
    """The leaf of ``node`` in ``segment``. ``allowed``: the words a prefix that was cut may stand for."""
    if isinstance(node, Word) and node.scope is None:
        return _plain(segment, segment.stem_number(stem(node.text)))
    return segment.cache.get(segment.name, (node, allowed), lambda: _found(segment, node, allowed))


def _found(segment: Segment, node: LeafNode, allowed: frozenset[str] | None) -> Leaf:
    match node:
        case Word(text, scope):
            assert scope is not None  # without one it is a plain word
            return _scoped(segment, segment.stem_number(stem(text)), FIELD_NUMBERS[scope])
        case Phrase(words, exact, scope):
            return _weighed(segment, _adjacent(segment, words, exact, scope))
        case Near(words, distance, scope):
            return _once_a_field(segment, _near(segment, words, distance, scope))
        case Prefix(text, scope):
            return _prefix(segment, text, scope, allowed)


def _plain(segment: Segment, number: int) -> Leaf:
    if number < 0:
        return Leaf(segment.size, np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.uint16))
    part = segment.postings(number)
    found = Leaf(segment.size, segment.posting_doc[part], segment.posting_impact[part])
    if len(found.docs) * 16 <= segment.size:
        return found
    return segment.cache.get(segment.name, number, lambda: found)


def _scoped(segment: Segment, number: int, field: int) -> Leaf:
    """A word in one field: how often is counted where its tokens lie, without a row of its own for each."""
    if number < 0:
        return _plain(segment, number)
    docs, counts = segment.posting_doc[postings := segment.postings(number)], segment.posting_count[postings]
    inside = segment.token_position[segment.tokens(number)] >> segment.field_bits == field
    ends = np.cumsum(counts, dtype=np.int64)
    if np.count_nonzero(inside) * _FEW < len(docs):
        owners = np.searchsorted(ends, np.flatnonzero(inside), "right")
        first = starts(owners)
        there, held = owners[first], np.diff(first, append=len(owners))
    else:
        so_far = np.cumsum(inside, dtype=np.uint32)[ends - 1]
        held = so_far.copy()
        held[1:] -= so_far[:-1]
        there = np.flatnonzero(held)
        held = held[there]
    weights = segment.weights[:, field]
    return Leaf(segment.size, docs[there].astype(np.uint32), held.astype(counts.dtype), weights)


def _weighed(segment: Segment, keys: Keys) -> Leaf:
    """A leaf from the places at which something was found."""
    owners = keys >> segment.position_bits
    first = starts(owners)
    docs = owners[first]
    strength = strengths(_fields(segment, keys), first, docs, segment.weights)
    return Leaf(segment.size, docs.astype(np.uint32), impacts(strength))


def _once_a_field(segment: Segment, keys: Keys) -> Leaf:
    """A leaf that counts each field in which something was found once, whatever its length: how often words stand
    near each other depends on how one counts."""
    pairs = keys >> segment.field_bits
    pairs = pairs[starts(pairs)]
    docs, fields = pairs >> (segment.position_bits - segment.field_bits), pairs & FIELD_MASK
    first = starts(docs)
    weights = np.array([each.weight for each in FIELDS])
    strength = np.add.reduceat(weights[fields], first) if len(docs) else np.empty(0)
    return Leaf(segment.size, docs[first].astype(np.uint32), impacts(strength))


def _fields(segment: Segment, keys: Keys) -> Ints:
    """The field of each occurrence."""
    return (keys >> segment.field_bits).astype(np.uint8) & FIELD_MASK


def _keys(
    segment: Segment, stemmed: str, form: str | None, among: Bools | None = None, scope: str | None = None
) -> Keys:
    """A stem's occurrences, or those of one of its words, in ``scope`` or anywhere; ``among`` flags the documents asked
    about."""
    number = segment.stem_number(stemmed)
    code = segment.form_code(number, form) if number >= 0 and form is not None else -1
    if number < 0 or (form is not None and code < 0):
        return np.empty(0, dtype=segment.key_type)
    part, tokens = segment.postings(number), segment.tokens(number)
    docs, counts = segment.posting_doc[part], segment.posting_count[part]
    positions, codes = segment.token_position[tokens], segment.token_code[tokens]
    inside = np.flatnonzero(positions >> segment.field_bits == FIELD_NUMBERS[scope]) if scope else None
    if inside is not None and len(inside) * _FEW < len(docs):
        docs = docs[np.searchsorted(np.cumsum(counts, dtype=np.int64), inside, "right")]
        keys: Keys = docs.astype(segment.key_type) << segment.position_bits | positions[inside]
        codes = codes[inside]
    else:
        if among is not None:
            wanted = np.flatnonzero(among[docs])
            if len(wanted) * _FEW < len(docs):
                before = np.cumsum(counts, dtype=np.int64) - counts
                taken = ranges(before[wanted], counts[wanted])
                docs, counts, positions, codes = docs[wanted], counts[wanted], positions[taken], codes[taken]
                inside = None
        keys = np.repeat(docs.astype(segment.key_type) << segment.position_bits, counts) | positions
        if inside is not None:
            keys, codes = keys[inside], codes[inside]
    if form is not None and segment.form_count_of(number) > 1:
        keys = keys[codes == code]
    return _in_scope(segment, keys, scope)


def _in_scope(segment: Segment, keys: Keys, scope: str | None) -> Keys:
    if scope is None or not len(keys):
        return keys
    within: Keys = keys[_fields(segment, keys) == FIELD_NUMBERS[scope]]
    return within


def _among(segment: Segment, stems: list[str]) -> Bools | None:
    """The documents that hold every one of ``stems``; None where one is missing from the segment."""
    numbers = [segment.stem_number(each) for each in dict.fromkeys(stems)]
    if not numbers or min(numbers) < 0:
        return None
    sets = [DocSet(segment.size, docs=segment.posting_doc[segment.postings(number)]) for number in numbers]
    sets.sort(key=len)
    together = sets[0]
    for each in sets[1:]:
        together = together & each
    return together.mask


def _adjacent(segment: Segment, words: tuple[str, ...], exact: bool, scope: str | None) -> Keys:
    """Places at which a phrase ends."""
    among = _among(segment, [stem(word) for word in words])
    if among is None:
        return np.empty(0, dtype=segment.key_type)
    last = len(words) - 1
    rows: list[Keys] = [
        _keys(segment, stem(word), word if exact else None, among, scope) + (last - place)
        for place, word in enumerate(words)
    ]
    rows.sort(key=len)
    found: Keys = rows[0]
    for row in rows[1:]:
        found = _common(found, row)
    return found


def _common(some: Keys, others: Keys) -> Keys:
    """What is in both rows, each sorted and without doubles."""
    if len(some) * _FEW < len(others):
        few: Keys = some[present(others, some)[1]]
        return few
    # A stable sort of two sorted rows is one merge, several times as fast as a binary search for each.
    merged = np.concatenate([some, others])
    merged.sort(kind="stable")
    common: Keys = merged[np.flatnonzero(merged[1:] == merged[:-1])]
    return common


def _near(segment: Segment, words: tuple[str, ...], distance: int, scope: str | None) -> Keys:
    """Places in each field that holds every stem within ``distance`` words, at least one a field."""
    stems = list(dict.fromkeys(stem(word) for word in words))
    among = _among(segment, stems)
    if among is None:
        return np.empty(0, dtype=segment.key_type)
    rows = [_keys(segment, each, None, among, scope) for each in stems]
    reach = min(max(distance, 1), GAP - 1)
    # Each place with its row in the lowest bits, in order: a stable sort of sorted rows is a merge of them.
    bits = (len(rows) - 1).bit_length()
    fits = len(rows) == 2 and segment.size.bit_length() + segment.position_bits + bits <= 32
    wide: np.dtype[Any] = np.dtype(np.uint32 if fits else np.int64)  # of more rows, differences may be negative
    merged: Keys = np.concatenate([row.astype(wide) << bits | number for number, row in enumerate(rows)])
    merged.sort(kind="stable")
    if len(rows) == 2:  # the nearest of two are neighbours, and the difference of those of two rows is odd
        steps = merged[1:] - merged[:-1]
        beside = np.flatnonzero((steps & 1 == 1) & (steps <= 2 * reach + 1))
        earlier, later = merged[beside] >> bits, merged[beside + 1] >> bits
        within: Keys = later[later - earlier <= reach]
        return within
    whose = merged & ((1 << bits) - 1)
    merged >>= bits
    far = -(1 << 60)
    complete = np.ones(len(merged), dtype=bool)
    for number in range(len(rows)):
        latest = np.maximum.accumulate(np.where(whose == number, merged, far))
        complete &= merged - latest <= reach
    return merged[complete]


def _prefix(segment: Segment, text: str, scope: str | None, allowed: frozenset[str] | None) -> Leaf:
    """Documents with a word that begins with ``text``; each counts the same, half of what a word can."""
    forms = segment.forms_beginning(text)
    if allowed is not None:
        forms = forms[[word in allowed for word in segment.words(forms)]]
    wanted = np.zeros(len(segment.forms), dtype=bool)
    wanted[forms] = True
    mask = np.zeros(segment.size, dtype=bool)
    for number in distinct(np.searchsorted(segment.form_first, forms, "right") - 1).tolist():
        part, tokens = segment.postings(number), segment.tokens(number)
        codes = wanted[int(segment.form_first[number]) : int(segment.form_first[number + 1])]
        if scope is None and codes.all():
            mask[segment.posting_doc[part]] = True
            continue
        owners = np.repeat(segment.posting_doc[part].astype(segment.key_type), segment.posting_count[part])
        keys: Keys = owners << segment.position_bits | segment.token_position[tokens]
        keys = _in_scope(segment, keys[codes[segment.token_code[tokens]]], scope)
        mask[keys >> segment.position_bits] = True
    found = np.flatnonzero(mask)
    return Leaf(segment.size, found, np.full(len(found), (FULL + 1) // 2, dtype=np.uint16))
