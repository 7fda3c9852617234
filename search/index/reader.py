"""Our columns seen by Whoosh, so that its parser, queries and matchers run on the same files.

The site's own questions never come here: this is for Haystack's ``SearchQuerySet`` and for queries that our
small tree does not have (fuzzy words, ranges, wildcards inside a word). Whoosh asks for one term at a time
and is given its documents as a list: a Python object a posting, which is Whoosh's usual cost and not ours.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from whoosh import fields as kinds
from whoosh.analysis import Analyzer, Token
from whoosh.columns import ColumnReader as WhooshColumnReader
from whoosh.formats import Positions
from whoosh.index import Index
from whoosh.matching import ListMatcher, NullMatcher
from whoosh.qparser import FuzzyTermPlugin, QueryParser
from whoosh.reading import IndexReader, MultiReader, TermInfo, TermNotFound
from whoosh.searching import Searcher
from whoosh.util.times import datetime_to_long

from search.index.columns.counting import Live
from search.index.columns.docsets import DocSet
from search.index.columns.fields import Ints
from search.index.columns.segment import Segment
from search.index.columns.store import Store
from search.query.words import stem, tokens
from search.schema import FACET_NAMES, FIELDS

TEXT_NAMES = {"rationale": "text", "drug": "drug_name"}
"""Haystack's names for our text fields, where they differ: its main field is "text", and "drug" is a facet.
"""
DECIDED = "decided"
MODEL = "search.disputeditem"


def text_name(field: str) -> str:
    """What Haystack calls one of our text fields."""
    return TEXT_NAMES.get(field, field)


class Stems(Analyzer):  # type: ignore[misc]
    """Whoosh's analyzer interface to our words, by stem; no word is left out, so that phrases stay whole."""

    def __call__(self, value: str, positions: bool = False, chars: bool = False, **given: Any) -> Iterator[Token]:
        """The tokens of ``value``, as Whoosh wants them."""
        token = Token(positions, chars, **{name: given[name] for name in ("mode",) if name in given})
        first, offset = given.get("start_pos", 0), given.get("start_char", 0)
        for place, found in enumerate(tokens(value)):
            token.text, token.original, token.boost, token.stopped = stem(found.text), found.text, 1.0, False
            token.pos, token.startchar, token.endchar = first + place, offset + found.start, offset + found.end
            yield token


def schema() -> kinds.Schema:
    """The fields as Whoosh knows them."""
    made = kinds.Schema(
        **{
            ID: kinds.ID(stored=True, unique=True),
            DJANGO_CT: kinds.ID(stored=True),
            DJANGO_ID: kinds.ID(stored=True),
            DECIDED: kinds.DATETIME(stored=True, sortable=True),
        }
    )
    for each in FIELDS:
        made.add(text_name(each.name), kinds.TEXT(analyzer=Stems(), phrase=True, field_boost=each.weight))
    for name in FACET_NAMES:
        made.add(name, kinds.KEYWORD(stored=True, commas=True))
    return made


class ColumnIndex(Index):  # type: ignore[misc]
    """The store as a Whoosh index that is only read: the database decides what is in it."""

    def __init__(self, store: Store) -> None:
        self.schema = schema()
        self._store = store

    def refresh(self) -> ColumnIndex:
        """The index as it is now; a reader taken from it stays as it was."""
        return self

    def is_empty(self) -> bool:
        """Whether it holds nothing."""
        return not self.doc_count()

    def doc_count(self) -> int:
        """Documents that are there and not deleted."""
        return len(self._store.snapshot())

    def doc_count_all(self) -> int:
        """Documents that are there, deleted or not."""
        return sum(part.segment.size for part in self._store.snapshot().parts)

    def reader(self, reuse: Any = None) -> IndexReader:
        """A reader of the index as it is now."""
        readers = [ColumnReader(part, self.schema) for part in self._store.snapshot().parts]
        if not readers:
            from whoosh.reading import EmptyReader

            return EmptyReader(self.schema)
        return readers[0] if len(readers) == 1 else MultiReader(readers)

    def searcher(self, **given: Any) -> Searcher:
        """A searcher of the index as it is now."""
        return Searcher(self.reader(), fromindex=self, **given)

    def parser(self, field: str) -> QueryParser:
        """Whoosh's query parser with ``field`` for words that name none."""
        parser = QueryParser(field, schema=self.schema)
        parser.add_plugins([FuzzyTermPlugin])
        return parser


class Terms(Protocol):
    """The terms of one field of one segment, as sorted bytes."""

    @property
    def texts(self) -> Sequence[bytes]: ...

    def docs(self, number: int) -> tuple[Ints, Ints | None, Sequence[Ints] | None]:
        """The documents of a term; how often it occurs in each, and where (None: once, nowhere)."""


class _FieldStems:
    """Stems in one text field."""

    def __init__(self, segment: Segment, field: int) -> None:
        self._segment, self._field = segment, field

    @cached_property
    def texts(self) -> Sequence[bytes]:
        return [text.encode() for text in self._segment.stems[:]]

    def docs(self, number: int) -> tuple[Ints, Ints | None, Sequence[Ints] | None]:
        segment = self._segment
        part, found = segment.postings(number), segment.tokens(number)
        owners = np.repeat(segment.posting_doc[part].astype(np.int64), segment.posting_count[part])
        positions = segment.token_position[found].astype(np.int64)
        inside = positions >> segment.field_bits == self._field
        docs, first, counts = np.unique(owners[inside], return_index=True, return_counts=True)
        places = positions[inside] & ((1 << segment.field_bits) - 1)
        return docs, counts, np.split(places, first[1:])


class _Values:
    """A facet's values."""

    def __init__(self, segment: Segment, facet: str) -> None:
        self._column = segment.facets[facet]
        self.texts = [name.encode() for name in self._column.names]

    def docs(self, number: int) -> tuple[Ints, None, None]:
        return self._column.holding([self._column.names[number]]).docs, None, None


class _Ids:
    """Ids, as whole names or as numbers only."""

    def __init__(self, segment: Segment, prefix: str) -> None:
        named = sorted((f"{prefix}{id_}".encode(), doc) for doc, id_ in enumerate(segment.ids.tolist()))
        self.texts = [text for text, _ in named]
        self._docs = [doc for _, doc in named]

    def docs(self, number: int) -> tuple[Ints, None, None]:
        return np.array([self._docs[number]]), None, None


class _Days:
    """The day of the decision in Whoosh's numeric terms: one for each precision, so that ranges are few
    terms.
    """

    def __init__(self, segment: Segment, field: kinds.DATETIME) -> None:
        held: dict[bytes, list[int]] = {}
        days, first, counts = np.unique(segment.decided, return_index=True, return_counts=True)
        for day, start, count in zip(days.tolist(), first.tolist(), counts.tolist(), strict=True):
            for text, *_ in field.index(_moment(day)) if day else ():
                held.setdefault(text, []).extend(range(start, start + count))
        self.texts = sorted(held)
        self._held = held

    def docs(self, number: int) -> tuple[Ints, None, None]:
        return np.array(sorted(self._held[self.texts[number]])), None, None


class _Model:
    """The one model there is."""

    def __init__(self, segment: Segment) -> None:
        self.texts = [MODEL.encode()]
        self._size = segment.size

    def docs(self, number: int) -> tuple[Ints, None, None]:
        return np.arange(self._size), None, None


class _Postings(ListMatcher):  # type: ignore[misc]
    """A term's documents, with the places of a word in each."""

    def __init__(self, *given: Any, places: Sequence[Ints] | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        self._places = places

    def supports(self, astype: str) -> bool:
        return astype in ("frequency", "weight") or (astype == "positions" and self._places is not None)

    def value_as(self, astype: str) -> Any:
        if astype == "positions" and self._places is not None:
            return self._places[self._i].tolist()
        return self.weight()

    def copy(self) -> _Postings:
        made = self.__class__(self._ids, self._weights, None, self._format, self._scorer, self._i, places=self._places)
        made._term, made._terminfo = self._term, self._terminfo
        return made


class ColumnReader(IndexReader):  # type: ignore[misc]
    """One segment as Whoosh reads it."""

    def __init__(self, live: Live, schema: kinds.Schema) -> None:
        self.schema = schema
        self._live = live
        self._segment = live.segment
        self._deleted = frozenset(live.deleted.tolist())
        self._terms: dict[str, Terms] = {}
        self._numbers = {text_name(each.name): number for number, each in enumerate(FIELDS)}

    def _of(self, field: str) -> Terms:
        if field not in self.schema:
            raise TermNotFound(f"No field {field!r}")
        if field not in self._terms:
            self._terms[field] = self._made(field)
        return self._terms[field]

    def _made(self, field: str) -> Terms:
        if field in self._numbers:
            return _FieldStems(self._segment, self._numbers[field])
        if field in self._segment.facets:
            return _Values(self._segment, field)
        if field == DECIDED:
            return _Days(self._segment, self.schema[DECIDED])
        if field == DJANGO_CT:
            return _Model(self._segment)
        return _Ids(self._segment, f"{MODEL}." if field == ID else "")

    def _number(self, field: str, text: Any) -> int:
        """The term's number, -1 where there is no such term."""
        texts, wanted = self._of(field).texts, self._text_to_bytes(field, text)
        at = bisect_left(texts, wanted)
        return at if at < len(texts) and texts[at] == wanted else -1

    def _living(self, field: str, text: Any) -> tuple[Ints, Ints | None, Sequence[Ints] | None]:
        number = self._number(field, text)
        if number < 0:
            raise TermNotFound(f"No term {field}:{text!r}")
        docs, counts, places = self._of(field).docs(number)
        if self._live.deleted.size:
            kept = np.flatnonzero(self._live.docs.holds(docs))
            docs, counts = docs[kept], counts[kept] if counts is not None else None
            places = [places[place] for place in kept.tolist()] if places is not None else None
        return docs, counts, places

    def __contains__(self, term: tuple[str, Any]) -> bool:
        field, text = term
        return field in self.schema and self._number(field, text) >= 0

    def indexed_field_names(self) -> list[str]:
        """See Whoosh."""
        return list(self.schema.names())

    def all_terms(self) -> Iterator[tuple[str, bytes]]:
        """See Whoosh."""
        for field in sorted(self.schema.names()):
            for text in self._of(field).texts:
                yield field, text

    def terms_from(self, fieldname: str, prefix: Any) -> Iterator[tuple[str, bytes]]:
        """See Whoosh; only the terms of this field."""
        texts = self._of(fieldname).texts
        for number in range(bisect_left(texts, self._text_to_bytes(fieldname, prefix)), len(texts)):
            yield fieldname, texts[number]

    def term_info(self, fieldname: str, text: Any) -> TermInfo:
        """See Whoosh."""
        docs, counts, _ = self._living(fieldname, text)
        weight = float(counts.sum()) if counts is not None else float(len(docs))
        return TermInfo(
            weight,
            len(docs),
            minlength=0,
            maxlength=255,
            maxweight=float(counts.max(initial=0)) if counts is not None else 1.0,
            minid=int(docs[0]) if len(docs) else 0,
            maxid=int(docs[-1]) if len(docs) else 0,
        )

    def postings(self, fieldname: str, text: Any, scorer: Any = None) -> ListMatcher | NullMatcher:
        """See Whoosh."""
        docs, counts, places = self._living(fieldname, text)
        if not len(docs):
            return NullMatcher()
        return _Postings(
            docs.tolist(),
            counts.astype(float).tolist() if counts is not None else [1.0] * len(docs),
            format=self.schema[fieldname].format or Positions(),
            scorer=scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
            places=places,
        )

    def frequency(self, fieldname: str, text: Any) -> float:
        """See Whoosh."""
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0.0

    def doc_frequency(self, fieldname: str, text: Any) -> int:
        """See Whoosh."""
        return len(self._living(fieldname, text)[0]) if (fieldname, text) in self else 0

    def has_deletions(self) -> bool:
        """See Whoosh."""
        return bool(self._live.deleted.size)

    def is_deleted(self, docnum: int) -> bool:
        """See Whoosh, which also asks about the number after the last."""
        return docnum in self._deleted

    def deleted_count(self) -> int:
        """See Whoosh."""
        return int(self._live.deleted.size)

    def doc_count(self) -> int:
        """See Whoosh."""
        return len(self._live)

    def doc_count_all(self) -> int:
        """See Whoosh."""
        return self._segment.size

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """What a result carries: who it is, its day and its facets; the texts are the database's."""
        id_, day = int(self._segment.ids[docnum]), int(self._segment.decided[docnum])
        stored: dict[str, Any] = {ID: f"{MODEL}.{id_}", DJANGO_CT: MODEL, DJANGO_ID: str(id_)}
        if day:
            stored[DECIDED] = _moment(day)
        one = DocSet(self._segment.size, docs=np.array([docnum]))
        for name, column in self._segment.facets.items():
            stored[name] = ",".join(column.names[ordinal] for ordinal in np.flatnonzero(column.counts(one)).tolist())
        return stored

    def _lengths(self, field: str) -> Ints | None:
        return self._segment.file["lengths"][:, self._numbers[field]] if field in self._numbers else None

    def field_length(self, fieldname: str) -> int:
        """See Whoosh."""
        lengths = self._lengths(fieldname)
        return int(lengths.sum()) if lengths is not None else self._segment.size

    def min_field_length(self, fieldname: str) -> int:
        """See Whoosh."""
        lengths = self._lengths(fieldname)
        return int(lengths.min()) if lengths is not None else 0

    def max_field_length(self, fieldname: str) -> int:
        """See Whoosh."""
        lengths = self._lengths(fieldname)
        return int(lengths.max()) if lengths is not None else 1

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """See Whoosh."""
        lengths = self._lengths(fieldname)
        return int(lengths[docnum]) if lengths is not None else 1

    def has_vector(self, docnum: int, fieldname: str) -> bool:
        """See Whoosh: there are none."""
        return False

    def has_column(self, fieldname: str) -> bool:
        """See Whoosh: the day is one."""
        return fieldname == DECIDED

    def column_reader(
        self, fieldname: str, column: Any = None, reverse: bool = False, translate: bool = True
    ) -> WhooshColumnReader:
        """See Whoosh."""
        return _DayColumn(self._segment.decided, -1 if reverse else 1)


class _DayColumn(WhooshColumnReader):  # type: ignore[misc]
    """The day as Whoosh sorts it; undated ones come first, as Whoosh has it."""

    def __init__(self, days: Ints, sign: int) -> None:
        self._days, self._sign = days, sign

    def __len__(self) -> int:
        return len(self._days)

    def __getitem__(self, docnum: int) -> int:
        day = int(self._days[docnum])
        return self._sign * int(datetime_to_long(_moment(day))) if day else 0


def _moment(day: int) -> datetime:
    return datetime(1, 1, 1) + timedelta(days=day - 1)
