"""The postings of several segments as those of one: what :mod:`search.index.columns.merge` is made of.

Shapes: P postings, in order of stem and document; T tokens, the words as they stand, T = the sum of the postings'
counts; the tokens of a posting lie side by side, in the order of the postings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from search.index.columns.arrayfile import narrow
from search.index.columns.build import Vocabulary, gaps, ranges
from search.index.columns.distinct import distinct
from search.index.columns.fields import Ints
from search.index.columns.segment import Segment
from search.schema import FIELDS

AT_ONCE = 1_000_000
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Postings:
    """Some postings with their tokens, numbered as in the merged segment."""

    stems: Numbers  # P
    documents: Numbers  # P; -1 for a document that is left behind
    impacts: NDArray[np.uint16]  # P
    counts: Numbers  # P
    positions: Numbers  # T
    forms: Numbers  # T

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """The postings of ``parts`` one after the other."""
        names = ("stems", "documents", "impacts", "counts", "positions", "forms")
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))

    def alive(self) -> Self:
        """Without those of documents that are left behind."""
        kept = self.documents >= 0
        if kept.all():
            return self
        held = np.repeat(kept, self.counts)
        return type(self)(
            self.stems[kept],
            self.documents[kept],
            self.impacts[kept],
            self.counts[kept],
            self.positions[held],
            self.forms[held],
        )

    def ordered(self, documents: int) -> Self:
        """By stem, then by document, of which there are ``documents`` in all."""
        order = np.argsort(self.stems * documents + self.documents, kind="stable")
        taken = ranges((np.cumsum(self.counts) - self.counts)[order], self.counts[order])
        return type(self)(
            self.stems[order],
            self.documents[order],
            self.impacts[order],
            self.counts[order],
            self.positions[taken],
            self.forms[taken],
        )


class MergeSource:
    """A segment whose words and documents are mapped to the merged ones. ``documents``: old number → new, or -1."""

    def __init__(
        self, segment: Segment, documents: Numbers, vocabulary: Vocabulary, met: dict[str, int], field_bits: int
    ) -> None:
        self.segment, self.documents, self.field_bits = segment, documents, field_bits
        self.forms = vocabulary.rank[np.array([met[form] for form in segment.forms[:]], dtype=np.int64)]
        self.stems = vocabulary.stem_of[self.forms[segment.form_first[:-1].astype(np.int64)]]

    def part(self, first: int, last: int) -> Postings:
        """The postings of the merged stems ``first`` to ``last``."""
        segment = self.segment
        low, high = np.searchsorted(self.stems, (first, last)).tolist()
        postings = slice(int(segment.posting_first[low]), int(segment.posting_first[high]))
        tokens = slice(int(segment.token_first[low]), int(segment.token_first[high]))
        of_each_stem = gaps(segment.posting_first[low : high + 1])
        counts = segment.posting_count[postings].astype(np.int64)
        first_form = np.repeat(np.repeat(segment.form_first[low:high].astype(np.int64), of_each_stem), counts)
        return Postings(
            stems=np.repeat(self.stems[low:high], of_each_stem),
            documents=self.documents[segment.posting_doc[postings]],
            impacts=segment.posting_impact[postings],
            counts=counts,
            positions=self._widened(segment.token_position[tokens].astype(np.int64)),
            forms=self.forms[first_form + segment.token_code[tokens]],
        ).alive()

    def _widened(self, positions: Numbers) -> Numbers:
        """Positions with as many bits for the place in a field as the merged segment has."""
        place = positions & ((1 << self.segment.field_bits) - 1)
        return positions >> self.segment.field_bits << self.field_bits | place


class MergedPostings:
    """Takes ordered postings in, range of stems by range; :meth:`arrays` gives the segment's."""

    def __init__(self, vocabulary: Vocabulary, documents: int, field_bits: int) -> None:
        self._vocabulary = vocabulary
        self._form_counts = np.zeros(len(vocabulary.forms), dtype=np.int64)
        self._types = {
            "posting_doc": np.min_scalar_type(max(documents - 1, 0)),
            "posting_impact": np.dtype(np.uint16),
            "token_position": np.min_scalar_type((len(FIELDS) << field_bits) - 1),
            "token_code": np.min_scalar_type(int(np.diff(vocabulary.first).max(initial=1)) - 1),
        }
        names = (*self._types, "posting_count", "postings", "tokens")
        self._pieces: dict[str, list[NDArray[Any]]] = {name: [] for name in names}

    def add(self, part: Postings, first: int, last: int) -> None:
        """Take the postings of the stems ``first`` to ``last``, behind those before."""
        vocabulary, stems = self._vocabulary, part.stems - first
        self._form_counts += np.bincount(part.forms, minlength=len(self._form_counts))
        made: dict[str, NDArray[Any]] = {
            "posting_doc": part.documents,
            "posting_impact": part.impacts,
            "token_position": part.positions,
            "token_code": part.forms - vocabulary.first[vocabulary.stem_of[part.forms]],
            "posting_count": narrow(part.counts),
            "postings": np.bincount(stems, minlength=last - first),
            "tokens": np.bincount(stems, weights=part.counts, minlength=last - first).astype(np.int64),
        }
        for name, array in made.items():
            self._pieces[name].append(array.astype(self._types.get(name, array.dtype)))

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The dictionary and the postings as a segment holds them, without words that only documents left behind had.
        What was taken in is let go.
        """
        vocabulary, counts = self._vocabulary, self._form_counts
        postings, tokens, codes = map(self._joined, ("postings", "tokens", "token_code"))
        held = counts > 0
        if not held.all():
            codes = _renumbered(codes, tokens, vocabulary, held)
            vocabulary, counts = vocabulary.only(held), counts[held]
            postings, tokens = postings[tokens > 0], tokens[tokens > 0]
        return {
            **vocabulary.arrays(counts),
            "posting_first": _firsts(postings),
            "posting_doc": self._joined("posting_doc"),
            "posting_impact": self._joined("posting_impact"),
            "posting_count": self._joined("posting_count"),
            "token_first": _firsts(tokens),
            "token_position": self._joined("token_position"),
            "token_code": codes,
        }

    def _joined(self, name: str) -> NDArray[Any]:
        pieces = self._pieces.pop(name)
        return np.concatenate(pieces) if pieces else np.empty(0, dtype=self._types.get(name, np.dtype(np.uint16)))


def _firsts(each: Ints) -> NDArray[Any]:
    """Where the postings or tokens of each stem begin, and where the last end."""
    return narrow(np.append(0, np.cumsum(each, dtype=np.int64)))


def _renumbered(codes: NDArray[Any], tokens: Ints, vocabulary: Vocabulary, held: NDArray[np.bool_]) -> NDArray[Any]:
    """``codes`` as they count among a stem's ``held`` words alone. ``tokens``: how many each stem has."""
    ends = np.cumsum(tokens, dtype=np.int64)
    for stem in distinct(vocabulary.stem_of[~held]).tolist():
        taken = slice(int(ends[stem] - tokens[stem]), int(ends[stem]))
        among = np.cumsum(held[vocabulary.first[stem] : vocabulary.first[stem + 1]]) - 1
        codes[taken] = among[codes[taken]]
    return codes


def merged_postings(
    segments: Sequence[Segment], numbers: Sequence[Numbers], documents: int, field_bits: int
) -> dict[str, NDArray[Any]]:
    """The arrays of the merged dictionary and postings. ``numbers``: each segment's documents, old number → new."""
    vocabulary, met = _vocabulary_of(segments)
    sources = [
        MergeSource(each, mapped, vocabulary, met, field_bits) for each, mapped in zip(segments, numbers, strict=True)
    ]
    merged = MergedPostings(vocabulary, documents, field_bits)
    for first, last in _ranges_of_stems(sources, len(vocabulary.stems)):
        part = Postings.joined([source.part(first, last) for source in sources])
        merged.add(part.ordered(documents), first, last)
    return merged.arrays()


def _vocabulary_of(segments: Sequence[Segment]) -> tuple[Vocabulary, dict[str, int]]:
    """The words of all segments, and the number under which each was met."""
    met: dict[str, int] = {}
    pairs: list[tuple[str, str]] = []
    for segment in segments:
        stemmed = segment.stems[:]
        owners = np.repeat(np.arange(len(stemmed)), gaps(segment.form_first))
        for word, owner in zip(segment.forms[:], owners.tolist(), strict=True):
            if word not in met:
                met[word] = len(pairs)
                pairs.append((stemmed[owner], word))
    return Vocabulary.of(pairs), met


def _ranges_of_stems(sources: Sequence[MergeSource], stems: int) -> Iterator[tuple[int, int]]:
    """Ranges of merged stems with about :data:`AT_ONCE` postings each (or one stem that has more)."""
    postings: Ints = np.zeros(stems + 1, dtype=np.int64)
    for source in sources:
        postings[source.stems + 1] += gaps(source.segment.posting_first)
    before = np.cumsum(postings)
    first = 0
    while first < stems:
        last = max(first + 1, int(np.searchsorted(before, before[first] + AT_ONCE, "right")) - 1)
        yield first, min(last, stems)
        first = last
