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


def impact(strength: float) -> int:
    """A strength saturated and stored in 16 bits, 1 to FULL."""
    return max(round(strength / (K1 + strength) * FULL), 1)


def encoded(document: Document, facets: Collection[str]) -> dict[str, Any]:
    """The document as the cluster takes it, filed under ``facets`` and no others."""
    texts = [words(text) for text in document.texts]
    every = set(chain.from_iterable(texts))
    stems = {word: stem(word) for word in every}
    stemmed = [[stems[word] for word in text] for text in texts]
    weights = [occurrence_weight(field, len(text)) for field, text in zip(FIELDS, texts, strict=True)]
    strengths: dict[str, float] = {}
    tokens: list[str] = []
    for field, weight, text in zip(FIELDS, weights, stemmed, strict=True):
        counts = Counter(text)
        alone = {count: (count * weight, impact(count * weight)) for count in set(counts.values())}
        for each, count in counts.items():
            strength, its_impact = alone[count]
            strengths[each] = strengths.get(each, 0.0) + strength
            tokens.append(f"{field.name}:{each}|{its_impact}")
    impacts = {strength: impact(strength) for strength in set(strengths.values())}
    tokens += [f"{each}|{impacts[strength]}" for each, strength in strengths.items()]
    body = {
        "id": document.id,
        "impacts": " ".join(tokens),
        "words": sorted(every),
        "scoped": [f"{field.name}:{word}" for field, text in zip(FIELDS, texts, strict=True) for word in set(text)],
        "forms": {field.name: " ".join(text) for field, text in zip(FIELDS, texts, strict=True)},
        "stems": {field.name: " ".join(text) for field, text in zip(FIELDS, stemmed, strict=True)},
        "weights": {field.name: weight for field, weight in zip(FIELDS, weights, strict=True)},
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
