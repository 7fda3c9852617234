"""What is asked: seven kinds of query, several of each, with and without filters.

Queries are written in the site's own grammar and read without its thesaurus, so that every engine is asked for the
same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from search.query.grammar import understand
from search.query.question import Question
from search.query.thesaurus import Thesaurus
from search.schema import FACET_NAMES
from tests.benchmarks.corpus import rare_word

QUERIES: Mapping[str, tuple[str, ...]] = {
    "no words": ("",),
    "broad words": ("medically necessary", "functional improvement", "request treatment", "pain request"),
    "phrase": (
        '"medically necessary"',
        '"is not medically necessary"',
        '"functional improvement"',
        '"massage therapy"',
    ),
    "four words": (
        "massage therapy functional improvement",
        "urine drug screen consistent",
        "lumbar radiculopathy epidural imaging",
        "weaning tolerance dependence slowly",
    ),
    "rare word": tuple(rare_word(rank) for rank in (20, 60, 200, 700)),
    "boolean": (
        "(massage OR acupuncture) lumbar -surgery",
        "(epidural OR imaging) -radiculopathy",
        "acupuncture NOT surgery",
        "(premature OR unchanged OR weaning) program",
    ),
    "prefix": ("func*", "hydro*", "radicul*", "acup* massage"),
}
FILTERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "none": {},
    "one": {"decision": ("upheld",)},
    "three": {
        "treatment": ("rehabilitation", "pharmaceuticals", "surgery"),
        "specialty": ("pain-management", "occupational-medicine", "anesthesiology"),
        "decision": ("upheld",),
    },
}
NO_OTHER_NAMES = Thesaurus({})
LIMIT = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: its kind, its words, the name of its filters, and the question to an engine."""

    kind: str
    query: str
    filters: str
    question: Question

    @property
    def label(self) -> str:
        """For tables."""
        return f"{self.query or 'everything'} / {self.filters}"


def questions() -> Iterator[Asked]:
    """Every query with every filter: top 20, count, and all facets, each without its own selection."""
    for kind, queries in QUERIES.items():
        for query in queries:
            tree = understand(query, NO_OTHER_NAMES).tree
            for name, filters in FILTERS.items():
                yield Asked(kind, query, name, Question(tree, dict(filters), limit=LIMIT, facets=FACET_NAMES))
