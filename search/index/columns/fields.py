"""How much a word in a document weighs.

The score is BM25F (Robertson, Zaragoza & Taylor, "Simple BM25 extension to multiple weighted fields", CIKM
2004; S. Robertson & H. Zaragoza, "The Probabilistic Relevance Framework", 2009, section 3.6): a word's counts
in the fields of a document are weighted and normalised by length first, added up, and only then saturated::

    strength = Σ weight_f · count_f / (1 − b_f + b_f · length_f / usual_f)
    impact   = strength / (k1 + strength)
    idf      = ln(1 + (n − df + ½) / (df + ½))
    score    = Σ idf · impact     over the words of the query

``usual_f``, the length a field usually has, is declared and not the running average: so an impact depends on
its own document alone, can be stored when the document is indexed, and does not shift when letters are added.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.schema import FIELDS

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

K1 = 1.2
FULL = 65_535
"""An impact of 1.0 as it is stored (16 bits); 0 means absent, so a word that is there has at least 1."""
GAP = 1_024
"""Places left free after the longest field, so that nothing near or adjacent reaches from one field into the next."""
FIELD_MASK = 7
"""A position is ``field << field_bits | place in the field``; three bits are enough to tell the fields apart."""


def field_weights(lengths: Ints) -> Floats:
    """What one occurrence adds to a word's strength: one row a document, one column a field, like
    ``lengths``.
    """
    weights = np.empty(lengths.shape, dtype=np.float64)
    for number, each in enumerate(FIELDS):
        weights[:, number] = each.weight / (1.0 - each.b + each.b * (lengths[:, number] / each.usual))
    return weights


def impacts(strengths: Floats) -> NDArray[np.uint16]:
    """Strengths saturated and stored in 16 bits, 1 to :data:`FULL`."""
    return np.maximum(np.rint(strengths / (K1 + strengths) * FULL), 1).astype(np.uint16)


def field_bits(lengths: Ints) -> int:
    """How many bits a place in the longest field takes, with :data:`GAP` places to spare."""
    return (int(lengths.max(initial=0)) + GAP).bit_length()


def strengths(fields: Ints, starts: Ints, docs: Ints, weights: Floats) -> Floats:
    """Strengths of runs of occurrences: ``fields`` gives each occurrence's field, ``starts`` where each run begins.

    Run ``i`` lies in document ``docs[i]``, a row of ``weights`` (from :func:`field_weights`). The fields are added up
    in their order, so that the same counts give the same float wherever this is computed.
    """
    runs = np.zeros(len(fields), dtype=np.uint32)
    runs[starts[1:]] = 1
    np.cumsum(runs, out=runs)
    total = np.zeros(len(starts), dtype=np.float64)
    for number in range(len(FIELDS)):
        inside = runs[fields == number]
        if len(inside):
            total += np.bincount(inside, minlength=len(starts)) * weights[docs, number]
    return total
