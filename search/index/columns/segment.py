"""One immutable segment, read through its map.

Layout. N documents in :func:`reading order <search.index.columns.build.reading_order>`, S stems, W words
("forms": a stem's words lie together, in order), P postings (a stem in a document), T tokens (every
occurrence), F fields::

    ids            N      item's id                     ids_order   N   documents by id
    decided        N      day, 0 unknown                lengths     N×F words in each field
    stem_text/_at  S+1    the stems, sorted             form_text/_at  W+1  the words, by (stem, word)
    form_first     S+1    a stem's words                form_order  W   words in order of the alphabet
    form_count     W      how often a word occurs
    posting_first  S+1    a stem's postings             token_first S+1 a stem's tokens
    posting_doc    P      document, ascending in a stem
    posting_impact P      saturated BM25F strength, 16 bits
    posting_count  P      tokens of the posting
    token_position T      field and place in it         token_code  T   which of the stem's words
    facet_x        N      ordinal + 1, 0 for none: a facet with one value a document
    facet_x_value, _owner, _first   ordinals, their documents, N+1 bounds: a facet with several

Every array has the smallest unsigned type that holds it. A plain word needs one slice of two arrays; the
positions are touched by phrases, by words in one field, and by nothing else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from search.index.columns.arrayfile import ArrayFile
from search.index.columns.cache import Cache
from search.index.columns.distinct import distinct
from search.index.columns.facets import FacetColumn
from search.index.columns.fields import FIELD_MASK, Floats, Ints, field_weights

_MOST_NUMBERS = 10_000
"""Stems whose number is remembered: a request asks for each several times."""


class Segment:
    """A segment's file and what has been worked out from it. Safe to share between threads."""

    def __init__(self, path: Path, cache: Cache) -> None:
        """Open ``path``; ``cache`` is the process's. Raises ``Damaged``."""
        self.name = path.name
        self.path = path
        self.file = ArrayFile(path)
        self.cache = cache
        self.size = int(self.file.facts["documents"])
        self.field_bits = int(self.file.facts["field_bits"])
        self.position_bits = self.field_bits + FIELD_MASK.bit_length()
        fits = self.size.bit_length() + self.position_bits <= 32
        self.key_type: np.dtype[Any] = np.dtype(np.uint32 if fits else np.int64)
        self._numbers: dict[str, int] = {}
        self.stems = Texts(self.file["stem_text"], self.file["stem_at"])
        self.forms = Texts(self.file["form_text"], self.file["form_at"])
        self.ids = self.file["ids"]
        self.decided = self.file["decided"]
        self.posting_doc = self.file["posting_doc"]
        self.posting_impact = self.file["posting_impact"]
        self.posting_count = self.file["posting_count"]
        self.token_position = self.file["token_position"]
        self.token_code = self.file["token_code"]
        self.posting_first = self.file["posting_first"]
        self.token_first = self.file["token_first"]
        self.form_first = self.file["form_first"]
        self.facets = {
            name: FacetColumn(self.file, name, names, self.size, cache)
            for name, names in self.file.facts["facets"].items()
        }

    @cached_property
    def weights(self) -> Floats:
        """What an occurrence adds to a word's strength, N × F."""
        return field_weights(self.file["lengths"])

    def stem_number(self, stem: str) -> int:
        """The number of a stem, -1 where the segment does not hold it."""
        if (known := self._numbers.get(stem)) is None:
            number = bisect_left(self.stems, stem)
            known = number if number < len(self.stems) and self.stems[number] == stem else -1
            if known >= 0 and len(self._numbers) < _MOST_NUMBERS:  # what no letter holds is nobody's to remember
                self._numbers[stem] = known
        return known

    def form_code(self, stem_number: int, form: str) -> int:
        """Which of a stem's words ``form`` is, -1 where it is none of them."""
        first, last = int(self.form_first[stem_number]), int(self.form_first[stem_number + 1])
        number = bisect_left(self.forms, form, first, last)
        return number - first if number < last and self.forms[number] == form else -1

    def form_count_of(self, stem_number: int) -> int:
        """How many words share the stem."""
        return int(self.form_first[stem_number + 1]) - int(self.form_first[stem_number])

    def forms_beginning(self, prefix: str) -> Ints:
        """Numbers of the words that begin with ``prefix``."""
        ordered = _Ordered(self.forms, self.file["form_order"])
        first = bisect_left(ordered, prefix)
        last = bisect_left(ordered, prefix + "\U0010ffff", first)
        return self.file["form_order"][first:last]

    def words(self, forms: Ints) -> list[str]:
        """The words with these numbers, which should lie close together, as those with one beginning do."""
        if not len(forms):
            return []
        first = int(forms.min())
        near = self.forms[first : int(forms.max()) + 1]
        return [near[form - first] for form in forms.tolist()]

    @cached_property
    def terms(self) -> Mapping[str, int]:
        """Every word as written → how often it occurs."""
        return dict(zip(self.forms[:], self.file["form_count"].tolist(), strict=True))

    def postings(self, stem_number: int) -> slice:
        """The stem's part of the posting arrays."""
        return slice(int(self.posting_first[stem_number]), int(self.posting_first[stem_number + 1]))

    def tokens(self, stem_number: int) -> slice:
        """The stem's part of the token arrays."""
        return slice(int(self.token_first[stem_number]), int(self.token_first[stem_number + 1]))

    def documents(self, ids: Ints) -> Ints:
        """Numbers of the documents with these ids, those that the segment holds, ascending."""
        order = self.file["ids_order"]
        ordered = self.ids[order]
        at = np.searchsorted(ordered, ids)
        at = at[at < self.size]
        found = order[at[np.isin(ordered[at], ids)]]
        return distinct(found)

    def decided_between(self, first: int, last: int) -> tuple[int, int]:
        """The range of documents decided on ``first`` to ``last``, both days included."""
        start = bisect_left(self.decided, -last, key=lambda day: -int(day))
        return start, bisect_right(self.decided, -first, start, key=lambda day: -int(day))

    @cached_property
    def oldest(self) -> NDArray[np.int32]:
        """Each document's place when the oldest come first: undated last, then the highest id."""
        order = np.lexsort((-self.ids.astype(np.int64), self.decided, self.decided == 0))
        place = np.empty(self.size, dtype=np.int32)
        place[order] = np.arange(self.size)
        return place


class Texts(Sequence[str]):
    """Sorted strings in a map; one is read when it is asked for."""

    def __init__(self, text: NDArray[Any], at: Ints) -> None:
        self._text, self._at = text, at

    def __len__(self) -> int:
        return len(self._at) - 1

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            first, last, _ = number.indices(len(self))
            return self._decoded(int(self._at[first]), int(self._at[last])).split("\n")[:-1] if last > first else []
        return self._decoded(int(self._at[number]), int(self._at[number + 1]) - 1)

    def _decoded(self, start: int, stop: int) -> str:
        return self._text[start:stop].tobytes().decode()


class _Ordered(Sequence[str]):
    """Strings seen through an order of their numbers."""

    def __init__(self, texts: Texts, order: Ints) -> None:
        self._texts, self._order = texts, order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self._texts[int(number)] for number in self._order[place]]
        return self._texts[int(self._order[place])]
