"""Several segments into one, without their deleted documents.

Stems keep their order in every segment, so any range of the merged stems is a range in each source: the
postings are merged range by range, each with one stable sort. Memory: the new segment's own arrays and some
60 bytes for each of the :data:`~search.index.columns.postings.AT_ONCE` postings in hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.columns.arrayfile import write_arrays
from search.index.columns.build import document_columns, facet_columns, ranges, reading_order
from search.index.columns.counting import Live
from search.index.columns.distinct import distinct
from search.index.columns.fields import Ints
from search.index.columns.postings import merged_postings
from search.index.columns.segment import Segment


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
    arrays |= merged_postings(segments, numbers, len(order), bits)
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
    used = distinct(values)  # a value that only documents left behind had goes with them
    values, names = np.searchsorted(used, values), [names[number] for number in used.tolist()]
    begins = np.cumsum(counts) - counts
    return facet_columns(facet, values[ranges(begins[order], counts[order])], counts[order]), names
