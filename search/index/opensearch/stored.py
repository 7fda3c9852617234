"""What an item is in the cluster, and how an index is made for it.

- ``impacts``: every stem with our 16-bit impact as its frequency, and so again for each scope (``heading:massag``).
- ``words``, ``scoped``: every word as written, for prefixes, and for spelling and completion.
- ``forms.F``, ``stems.F``: the text of field F, its words as written and by stem, for phrases and nearness.
- ``weights.F``: what one occurrence in field F adds to a strength, which depends on the field's length.
- ``keys.X``: the values of facet X.
- ``id``, ``decided``: as in the database; the day as an ordinal, absent where it is not known.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from search.index.columns.fields import FULL, K1
from search.index.document import Document
from search.index.opensearch.cluster import ClusterPlace
from search.query.words import stem, words
from search.schema import FIELDS
from search.schema.text_fields import TextField
from search.vocabulary.asking import NAMES_VERSION

FORMAT = 1
"""Raised by one whenever an index of an older kind can no longer be asked."""
WINDOW = 100_000
"""Up to this place a page is asked for by itself; beyond it the order is walked."""
_PROBE = "Patient's L4-L5 epidurals; Norco 10/325mg, 24.2 café “medically necessary” CM15-0035427 p.r.n."


def schema_digest(facets: Sequence[str]) -> str:
    """A fingerprint of all that decides how an item is stored."""
    facts = (FORMAT, FIELDS, K1, FULL, tuple(facets), [stem(word) for word in words(_PROBE)], NAMES_VERSION)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def occurrence_weight(field: TextField, length: int) -> float:
    """What one occurrence in a field of so many words adds to a word's strength."""
    return field.weight / (1.0 - field.b + field.b * (length / field.usual))


@lru_cache(maxsize=100_000)
def impact(strength: float) -> int:
    """A strength saturated and stored in 16 bits, 1 to FULL."""
    return max(round(strength / (K1 + strength) * FULL), 1)


@dataclass(frozen=True, slots=True)
class _FieldText:
    """One field's text as the cluster takes it: ``strengths`` by stem, and the stems with their impacts in the field's
    scope."""

    weight: float
    words: frozenset[str]
    strengths: tuple[tuple[str, float], ...]
    impacts: tuple[str, ...]
    scoped: tuple[str, ...]
    forms: str
    stems: str


# Text repeats itself, and no word reaches across white space.
@lru_cache(maxsize=100_000)
def _chunk_words(chunk: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Its words as written, and their stems."""
    found = tuple(words(chunk))
    return found, tuple(map(stem, found))


# The items of one letter come one after the other and share most of their texts; so do many requests.
@lru_cache(maxsize=64)
def _field_text(number: int, text: str) -> _FieldText:
    field, chunks = FIELDS[number], list(map(_chunk_words, text.split()))
    forms = list(chain.from_iterable(written for written, _ in chunks))
    stems = list(chain.from_iterable(cut for _, cut in chunks))
    weight = occurrence_weight(field, len(forms))
    counts = Counter(stems)
    alone = {count: (count * weight, impact(count * weight)) for count in set(counts.values())}
    different = frozenset(forms)
    return _FieldText(
        weight,
        different,
        tuple([(each, alone[count][0]) for each, count in counts.items()]),
        tuple([f"{field.name}:{each}|{alone[count][1]}" for each, count in counts.items()]),
        tuple([f"{field.name}:{word}" for word in different]),
        " ".join(forms),
        " ".join(stems),
    )


def encoded(document: Document, facets: Collection[str]) -> dict[str, Any]:
    """The document as the cluster takes it, filed under ``facets`` and no others."""
    texts = {field.name: _field_text(*each) for field, each in zip(FIELDS, enumerate(document.texts), strict=True)}
    strengths: dict[str, float] = {}
    for text in texts.values():
        for each, strength in text.strengths:
            strengths[each] = strengths.get(each, 0.0) + strength
    impacts = {strength: impact(strength) for strength in set(strengths.values())}
    tokens = [token for text in texts.values() for token in text.impacts]
    tokens += [f"{each}|{impacts[strength]}" for each, strength in strengths.items()]
    body = {
        "id": document.id,
        "impacts": " ".join(tokens),
        "words": sorted(frozenset().union(*(text.words for text in texts.values()))),
        "scoped": [word for text in texts.values() for word in text.scoped],
        "forms": {name: text.forms for name, text in texts.items()},
        "stems": {name: text.stems for name, text in texts.items()},
        "weights": {name: text.weight for name, text in texts.items()},
        "keys": {facet: list(values) for facet, values in document.keys.items() if facet in facets},
    }
    return body | ({"decided": document.decided} if document.decided else {})


def index_body(place: ClusterPlace, facets: Sequence[str]) -> dict[str, Any]:
    """Settings and mappings of an index that is about to be filled: it has no copies yet, and shows nothing."""
    text = {"type": "text", "analyzer": "whole_words", "similarity": "impact", "norms": False}
    properties = {
        "id": {"type": "long"},
        "decided": {"type": "integer"},
        "impacts": {**text, "analyzer": "impacts", "search_analyzer": "whole_words", "index_options": "freqs"},
        "words": {"type": "keyword"},
        "scoped": {"type": "keyword", "doc_values": False},
        "forms": {"properties": {field.name: text for field in FIELDS}},
        "stems": {"properties": {field.name: text for field in FIELDS}},
        "weights": {"properties": {field.name: {"type": "double", "index": False} for field in FIELDS}},
        "keys": {"properties": {facet: {"type": "keyword", "eager_global_ordinals": True} for facet in facets}},
    }
    analysis = {
        "analyzer": {
            "whole_words": {"type": "custom", "tokenizer": "whitespace"},
            "impacts": {"type": "custom", "tokenizer": "whitespace", "filter": ["impact"]},
        },
        "filter": {"impact": {"type": "delimited_term_freq", "delimiter": "|"}},
    }
    settings = {
        "number_of_shards": place.shards,
        "number_of_replicas": 0,
        "refresh_interval": "-1",
        "max_result_window": WINDOW,
        # How long a deletion is remembered, so that an older write that comes late does not bring the item back.
        "gc_deletes": "1h",
        "unassigned.node_left.delayed_timeout": "5s",
        "similarity": {"impact": {"type": "scripted", "script": {"source": "return query.boost * doc.freq;"}}},
        "analysis": analysis,
    }
    mappings = {
        "dynamic": "strict",
        "_meta": {"schema": schema_digest(facets)},
        "_source": {"enabled": False},
        "properties": properties,
    }
    return {"settings": {"index": settings}, "mappings": mappings}
