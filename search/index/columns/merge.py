"""Several segments into one, without their deleted documents.

Stems keep their order in every segment, so any range of the merged stems is a range in each source: the
postings are merged range by range, each with one stable sort. Memory: the new segment's own arrays and some
60 bytes for each of the :data:`AT_ONCE` postings in hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.columns.arrayfile import narrow, write_arrays
from search.index.columns.build import (
    Vocabulary,
    document_columns,
    facet_columns,
    gaps,
    ranges,
    reading_order,
)
from search.index.columns.counting import Live
from search.index.columns.fields import Ints
from search.index.columns.segment import Segment
from search.schema import FIELDS

AT_ONCE = 1_000_000


def merge(sources: Sequence[Live], path: Path) -> None:
    """Write the live documents of ``sources`` (at least one) to a new segment at ``path``. No id may be live
    in two.
    """
    segments = [source.segment for source in sources]
    kept = [source.docs.docs for source in sources]
    ids = np.concatenate([segment.ids[docs].astype(np.int64) for segment, docs in zip(segments, kept, strict=True)])
    decided = np.concatenate([each.decided[docs].astype(np.int64) for each, docs in zip(segments, kept, strict=True)])
    lengths = np.concatenate([each.file["lengths"][docs] for each, docs in zip(segments, kept, strict=True)])
    order = reading_order(ids, decided)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    numbers = _new_numbers(segments, kept, place)
    arrays = document_columns(ids[order], decided[order], lengths[order])
    bits = max(segment.field_bits for segment in segments)
    arrays |= _postings(segments, numbers, len(order), bits)
    facets: dict[str, list[str]] = {}
    for facet in segments[0].facets:
        columns, facets[facet] = _facet(facet, segments, kept, order)
        arrays |= columns
    write_arrays(path, arrays, {"documents": len(order), "facets": facets, "field_bits": bits})


def _new_numbers(segments: Sequence[Segment], kept: Sequence[Ints], place: Ints) -> list[NDArray[np.int64]]:
    """For each source, its documents' numbers in the merged segment; -1 for those that are left behind."""
    numbers, start = [], 0
    for segment, docs in zip(segments, kept, strict=True):
        mapped = np.full(segment.size, -1, dtype=np.int64)
        mapped[docs] = place[start : start + len(docs)]
        numbers.append(mapped)
        start += len(docs)
    return numbers


class _Source:
    """A segment with its words and documents mapped to the merged ones."""

    def __init__(
        self,
        segment: Segment,
        documents: NDArray[np.int64],
        vocabulary: Vocabulary,
        known: dict[str, int],
        field_bits: int,
    ) -> None:
        self.field_bits = field_bits
        self.segment, self.documents = segment, documents
        forms = np.array([known[form] for form in segment.forms[:]], dtype=np.int64)
        self.forms = vocabulary.rank[forms]
        self.stems = vocabulary.stem_of[self.forms[segment.form_first[:-1].astype(np.int64)]]

    def part(self, first: int, last: int) -> tuple[NDArray[Any], ...]:
        """The postings of merged stems ``first`` to ``last``: stem, document, impact, count; their tokens:
        position, form.
        """
        segment = self.segment
        low, high = np.searchsorted(self.stems, (first, last)).tolist()
        postings = slice(int(segment.posting_first[low]), int(segment.posting_first[high]))
        tokens = slice(int(segment.token_first[low]), int(segment.token_first[high]))
        each = gaps(segment.posting_first[low : high + 1])
        stems = np.repeat(self.stems[low:high], each)
        docs = self.documents[segment.posting_doc[postings]]
        counts = segment.posting_count[postings].astype(np.int64)
        base = np.repeat(np.repeat(segment.form_first[low:high].astype(np.int64), each), counts)
        forms = self.forms[base + segment.token_code[tokens]]
        positions = segment.token_position[tokens].astype(np.int64)
        place = positions & ((1 << segment.field_bits) - 1)
        positions = positions >> segment.field_bits << self.field_bits | place
        alive = docs >= 0
        if not alive.all():
            held = np.repeat(alive, counts)
            return (
                stems[alive],
                docs[alive],
                segment.posting_impact[postings][alive],
                counts[alive],
                positions[held],
                forms[held],
            )
        return stems, docs, segment.posting_impact[postings], counts, positions, forms


def _postings(
    segments: Sequence[Segment], numbers: Sequence[NDArray[np.int64]], documents: int, bits: int
) -> dict[str, NDArray[Any]]:
    known: dict[str, int] = {}
    pairs: list[tuple[str, str]] = []
    for segment in segments:
        stemmed = segment.stems[:]
        owners = np.repeat(np.arange(len(stemmed)), gaps(segment.form_first))
        for word, owner in zip(segment.forms[:], owners.tolist(), strict=True):
            if word not in known:
                known[word] = len(pairs)
                pairs.append((stemmed[owner], word))
    vocabulary = Vocabulary.of(pairs)
    sources = [_Source(each, mapped, vocabulary, known, bits) for each, mapped in zip(segments, numbers, strict=True)]
    pieces: list[list[NDArray[Any]]] = [[], [], [], [], [], [], []]
    counts = np.zeros(len(pairs), dtype=np.int64)
    document_type = np.min_scalar_type(max(documents - 1, 0))
    position_type = np.min_scalar_type((len(FIELDS) << bits) - 1)
    code_type = np.min_scalar_type(int(np.diff(vocabulary.first).max(initial=1)) - 1)
    for first, last in _ranges_of_stems(sources, len(vocabulary.stems)):
        stems, docs, impact, count, position, form = (
            np.concatenate(column) for column in zip(*(source.part(first, last) for source in sources), strict=True)
        )
        counts += np.bincount(form, minlength=len(pairs))
        order = np.argsort(stems * documents + docs, kind="stable")
        taken = ranges((np.cumsum(count) - count)[order], count[order])
        code = form - vocabulary.first[vocabulary.stem_of[form]]
        made = (
            np.bincount(stems - first, minlength=last - first),
            np.bincount(stems - first, weights=count, minlength=last - first).astype(np.int64),
            docs[order].astype(document_type),
            impact[order],
            narrow(count[order]),
            position[taken].astype(position_type),
            code[taken].astype(code_type),
        )
        for piece, array in zip(pieces, made, strict=True):
            piece.append(array)
    postings, tokens, docs, impact, count, position, code = (_joined(piece) for piece in pieces)
    return {
        **vocabulary.arrays(counts),
        "posting_first": narrow(np.append(0, np.cumsum(postings, dtype=np.int64))),
        "posting_doc": docs,
        "posting_impact": impact,
        "posting_count": count,
        "token_first": narrow(np.append(0, np.cumsum(tokens, dtype=np.int64))),
        "token_position": position,
        "token_code": code,
    }


def _joined(pieces: list[NDArray[Any]]) -> NDArray[Any]:
    """The pieces in one array; they are let go as they are copied."""
    whole = np.concatenate(pieces) if pieces else np.empty(0, dtype=np.uint16)
    pieces.clear()
    return whole


def _ranges_of_stems(sources: Sequence[_Source], stems: int) -> Iterator[tuple[int, int]]:
    """Ranges of merged stems with about :data:`AT_ONCE` postings each (or one stem that has more)."""
    postings = np.zeros(stems + 1, dtype=np.int64)
    for source in sources:
        postings[source.stems + 1] += gaps(source.segment.posting_first)
    before = np.cumsum(postings)
    first = 0
    while first < stems:
        last = max(first + 1, int(np.searchsorted(before, before[first] + AT_ONCE, "right")) - 1)
        yield first, min(last, stems)
        first = last


def _facet(
    facet: str, segments: Sequence[Segment], kept: Sequence[Ints], order: Ints
) -> tuple[dict[str, NDArray[Any]], list[str]]:
    names = sorted({name for segment in segments for name in segment.facets[facet].names})
    known = {name: ordinal for ordinal, name in enumerate(names)}
    all_values, all_counts = [], []
    for segment, docs in zip(segments, kept, strict=True):
        column = segment.facets[facet]
        values, counts = column.rows()
        mapped = np.array([known[name] for name in column.names], dtype=np.int64)
        first = np.cumsum(counts) - counts
        all_values.append(mapped[values[ranges(first[docs], counts[docs])]])
        all_counts.append(counts[docs])
    values, counts = np.concatenate(all_values), np.concatenate(all_counts)
    begins = np.cumsum(counts) - counts
    return facet_columns(facet, values[ranges(begins[order], counts[order])], counts[order]), names
