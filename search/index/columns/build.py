"""Documents to a segment file, inverted in bulk.

Words are numbered as they are met and kept as one long row of numbers; when the segment is closed, one stable
sort by stem turns that row into postings, and the rest is sums over runs. No object is made per posting.
Cost: about 50 ns a word to read, the same again to sort; memory: some 40 bytes a word while a segment is
being closed, so a writer that is given :data:`BLOCK_WORDS` words a segment stays under half a gigabyte
whatever the collection.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.index.columns.arrayfile import narrow, write_arrays
from search.index.columns.fields import Ints, field_bits, field_weights, impacts, strengths
from search.index.document import Document
from search.query.words import stem, words
from search.schema import FIELDS

BLOCK_WORDS = 8_000_000
_MEMO = 400_000
_LONGEST_CHUNK = 64

known_stem = lru_cache(maxsize=300_000)(stem)
"""The stemmer with a longer memory than a query needs: the segments of one build share most of their words.
"""


class ChunkWords(dict[str, tuple[int, ...]]):
    """Printed chunk (what stands between white space) → numbers of its words, remembered because text repeats
    itself.

    No word reaches across white space, so chunk by chunk gives what :func:`search.query.words.words` gives.
    """

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __missing__(self, chunk: str) -> tuple[int, ...]:
        numbers = self.numbers
        found = tuple([numbers.setdefault(word, len(numbers)) for word in words(chunk)])
        if len(self) < _MEMO and len(chunk) <= _LONGEST_CHUNK:
            self[chunk] = found
        return found


class SegmentBuilder:
    """Collects documents; :meth:`write` makes the segment. ``facets``: the facet columns it will have."""

    def __init__(self, facets: Sequence[str]) -> None:
        self._facets = tuple(facets)
        self._words = ChunkWords()
        self._tokens = array("I")
        self._lengths = array("I")
        self._ids = array("q")
        self._decided = array("I")
        self._keys: dict[str, _Keys] = {facet: _Keys() for facet in facets}
        self._last: tuple[str, list[int]] = ("", [])

    def __len__(self) -> int:
        return len(self._ids)

    @property
    def full(self) -> bool:
        """Whether it is time to write this segment and begin another."""
        return len(self._tokens) >= BLOCK_WORDS

    def add(self, document: Document) -> None:
        """Take one document. Its id must not have been added before."""
        longest = max(document.texts, key=len)
        for text in document.texts:
            numbers = self._numbered(text, remember=text is longest)
            self._tokens.extend(numbers)
            self._lengths.append(len(numbers))
        self._ids.append(document.id)
        self._decided.append(document.decided)
        for facet in self._facets:
            self._keys[facet].add(document.keys.get(facet, ()))

    def _numbered(self, text: str, remember: bool) -> Sequence[int]:
        # The items of one letter come one after the other and share their longest text, the summary.
        if text == self._last[0]:
            return self._last[1]
        numbers = array("I", chain.from_iterable(map(self._words.__getitem__, text.split())))
        if remember:
            self._last = (text, list(numbers))
        return numbers

    def write(self, path: Path) -> None:
        """Write the segment to ``path`` and put it safely on the disk."""
        ids = np.array(self._ids, dtype=np.int64)
        decided = np.array(self._decided, dtype=np.int64)
        order = reading_order(ids, decided)
        lengths = np.array(self._lengths, dtype=np.int64).reshape(len(ids), len(FIELDS))
        tokens = np.frombuffer(self._tokens, dtype=np.uint32) if self._tokens else np.empty(0, dtype=np.uint32)
        arrays: dict[str, NDArray[Any]] = {}
        arrays |= document_columns(ids[order], decided[order], lengths[order])
        vocabulary = Vocabulary.of((known_stem(word), word) for word in self._words.numbers)
        arrays |= vocabulary.arrays(np.bincount(tokens, minlength=len(vocabulary.rank))[vocabulary.by_rank])
        arrays |= inverted(vocabulary, _reordered(tokens, lengths.sum(axis=1), order), lengths[order])
        facets: dict[str, list[str]] = {}
        for facet in self._facets:
            columns, facets[facet] = self._keys[facet].columns(facet, order)
            arrays |= columns
        facts = {"documents": len(ids), "facets": facets, "field_bits": field_bits(lengths)}
        write_arrays(path, arrays, facts)


def reading_order(ids: Ints, decided: Ints) -> NDArray[np.int64]:
    """The order of documents inside a segment: newest decision first, undated last, then the highest id.

    So a document's number is its rank: ties in a score, "newest first" and limits of date need no sorting.
    """
    return np.lexsort((-ids, -decided.astype(np.int64))).astype(np.int64)


def document_columns(ids: Ints, decided: Ints, lengths: Ints) -> dict[str, NDArray[Any]]:
    """The arrays with one row a document, from rows in reading order."""
    return {
        "ids": narrow(ids),
        "ids_order": narrow(np.argsort(ids, kind="stable")),
        "decided": narrow(decided),
        "lengths": narrow(lengths),
    }


class Vocabulary:
    """The words of a segment, numbered by (stem, word). ``rank`` maps the number a word was met under to that
    number.
    """

    def __init__(
        self, stems: list[str], forms: list[str], stem_of: NDArray[np.int64], by_rank: NDArray[np.int64]
    ) -> None:
        self.stems, self.forms, self.stem_of, self.by_rank = stems, forms, stem_of, by_rank
        self.rank = np.empty(len(by_rank), dtype=np.int64)
        self.rank[by_rank] = np.arange(len(by_rank))
        self.first = np.searchsorted(stem_of, np.arange(len(stems) + 1))

    @classmethod
    def of(cls, met: Iterable[tuple[str, str]]) -> Vocabulary:
        """From (stem, word) pairs, each once, in the order they were met."""
        triples = sorted((stemmed, word, number) for number, (stemmed, word) in enumerate(met))
        stems: list[str] = []
        stem_of = []
        for stemmed, _, _ in triples:
            if not stems or stems[-1] != stemmed:
                stems.append(stemmed)
            stem_of.append(len(stems) - 1)
        by_rank = np.array([number for _, _, number in triples], dtype=np.int64)
        return cls(stems, [word for _, word, _ in triples], np.array(stem_of, dtype=np.int64), by_rank)

    def only(self, held: NDArray[np.bool_]) -> Vocabulary:
        """Of the words those that ``held`` flags, and the stems that they have."""
        stems, stem_of = np.unique(self.stem_of[held], return_inverse=True)
        forms = [self.forms[number] for number in np.flatnonzero(held).tolist()]
        return Vocabulary([self.stems[number] for number in stems.tolist()], forms, stem_of, np.arange(len(forms)))

    def arrays(self, counts: Ints) -> dict[str, NDArray[Any]]:
        """The dictionary as arrays; ``counts``: how often each word occurs, by its new number."""
        return {
            **text_arrays("stem", self.stems),
            **text_arrays("form", self.forms),
            "form_first": narrow(self.first),
            "form_order": narrow(np.array(sorted(range(len(self.forms)), key=self.forms.__getitem__), dtype=np.int64)),
            "form_count": narrow(counts),
        }


def text_arrays(name: str, texts: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Strings as one row of UTF-8 bytes, each ended by a line feed (no word holds one), and where each
    begins.
    """
    encoded = [text.encode() for text in texts]
    ends = np.cumsum([0, *(len(each) + 1 for each in encoded)], dtype=np.int64)
    blob = b"".join(each + b"\n" for each in encoded)
    return {f"{name}_text": np.frombuffer(blob, dtype=np.uint8), f"{name}_at": narrow(ends)}


@dataclass(frozen=True, slots=True)
class _Occurrences:
    """Every word of every document, a row a word (T of them), ordered by stem, then as the documents run."""

    stems: NDArray[np.uint32]
    documents: NDArray[np.uint32]
    positions: NDArray[np.uint32]  # field << field_bits | place in the field
    codes: NDArray[Any]  # which of its stem's words

    def posting_starts(self) -> NDArray[np.int64]:
        """Where each posting begins: at another stem, or another document."""
        edges = np.ones(len(self.stems), dtype=bool)
        edges[1:] = (self.stems[1:] != self.stems[:-1]) | (self.documents[1:] != self.documents[:-1])
        return np.flatnonzero(edges)


def inverted(vocabulary: Vocabulary, tokens: Ints, lengths: Ints) -> dict[str, NDArray[Any]]:
    """Postings from ``tokens``: the words of all documents in a row, field after field, as they were numbered
    when met. ``lengths``: a row a document, a column a field.
    """
    found = _occurrences(vocabulary, tokens, lengths)
    starts = found.posting_starts()
    bounds = np.append(starts, len(tokens))
    documents = found.documents[starts]
    first = np.searchsorted(found.stems[starts], np.arange(len(vocabulary.stems) + 1, dtype=np.uint32))
    fields = (found.positions >> field_bits(lengths)).astype(np.uint8)
    return {
        "posting_first": narrow(first),
        "posting_doc": narrow(documents),
        "posting_impact": impacts(strengths(fields, starts, documents, field_weights(lengths))),
        "posting_count": narrow(np.diff(bounds)),
        "token_first": narrow(bounds[first]),
        "token_position": narrow(found.positions),
        "token_code": found.codes,
    }


def _occurrences(vocabulary: Vocabulary, tokens: Ints, lengths: Ints) -> _Occurrences:
    count = len(lengths)
    forms = vocabulary.rank.astype(np.uint32)[tokens]
    stems = vocabulary.stem_of.astype(np.uint32)[forms]
    order = stable_order(stems)
    documents = np.repeat(np.arange(count, dtype=np.uint32), lengths.sum(axis=1))
    codes = narrow(np.arange(len(vocabulary.forms)) - vocabulary.first[vocabulary.stem_of])
    return _Occurrences(stems[order], documents[order], _positions(len(tokens), lengths)[order], codes[forms[order]])


def _positions(tokens: int, lengths: Ints) -> NDArray[np.uint32]:
    """Each word's position, as the words stand."""
    count, fields = lengths.shape
    runs = lengths.reshape(-1)
    begins = np.cumsum(runs) - runs - (np.tile(np.arange(fields), count) << field_bits(lengths))
    # Where a run begins may be negative here; modulo 2³² the difference is right, at half the memory.
    return np.arange(tokens, dtype=np.uint32) - np.repeat(begins.astype(np.uint32), runs)


def stable_order(keys: Ints) -> NDArray[np.int64]:
    """``argsort(keys, kind="stable")`` for keys under 2³², as radix sorts of 16 bits, which NumPy does in
    linear time.
    """
    order = np.argsort((keys & 0xFFFF).astype(np.uint16), kind="stable")
    if len(keys) and int(keys.max()) > 0xFFFF:
        order = order[np.argsort((keys >> 16).astype(np.uint16)[order], kind="stable")]
    return order


def ranges(starts: Ints, counts: Ints) -> NDArray[np.int64]:
    """``[*range(s, s + c) for each (s, c)]`` in one array."""
    counts = counts.astype(np.int64)
    ends = np.cumsum(counts)
    return np.repeat(starts.astype(np.int64) - (ends - counts), counts) + np.arange(ends[-1] if len(ends) else 0)


def gaps(bounds: Ints) -> NDArray[np.int64]:
    """How many there are between each bound and the next, from non-decreasing bounds of any type."""
    wide = bounds.astype(np.int64)
    return wide[1:] - wide[:-1]


def _reordered(tokens: Ints, lengths: Ints, order: Ints) -> Ints:
    begins = np.cumsum(lengths) - lengths
    return tokens[ranges(begins[order], lengths[order])]


class _Keys:
    """One facet's values while documents are collected."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._values = array("I")
        self._counts = array("I")

    def add(self, values: Iterable[str]) -> None:
        distinct = dict.fromkeys(values)
        self._values.extend([self._numbers.setdefault(value, len(self._numbers)) for value in distinct])
        self._counts.append(len(distinct))

    def columns(self, facet: str, order: Ints) -> tuple[dict[str, NDArray[Any]], list[str]]:
        names = sorted(self._numbers)
        rank = np.empty(len(names), dtype=np.int64)
        rank[[self._numbers[name] for name in names]] = np.arange(len(names))
        values = rank[np.array(self._values, dtype=np.int64)]
        counts = np.array(self._counts, dtype=np.int64)
        return facet_columns(facet, _reordered(values, counts, order), counts[order]), names


def facet_columns(facet: str, values: Ints, counts: Ints) -> dict[str, NDArray[Any]]:
    """A facet's columns from its ordinals in a row and how many each document has.

    Where no document has two, the column has one row a document: ordinal + 1, and 0 for none.
    """
    if not len(counts) or int(counts.max()) <= 1:
        column = np.zeros(len(counts), dtype=np.int64)
        column[counts > 0] = values + 1
        return {f"facet_{facet}": narrow(column)}
    owners = np.repeat(np.arange(len(counts)), counts)
    return {
        f"facet_{facet}_value": narrow(values),
        f"facet_{facet}_owner": narrow(owners),
        f"facet_{facet}_first": narrow(np.append(0, np.cumsum(counts))),
    }
