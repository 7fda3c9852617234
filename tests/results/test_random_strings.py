"""Thousands of things that people might type: each has an answer, and none costs more than a few words do.

Costs are counted, not timed: an engine's work is the postings and occurrences that it takes in hand.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from random import Random
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.test import Client

from search.index import engine
from search.index.columns.segment import Segment
from search.query.grammar import understand
from search.query.lexing import MOST_TERMS
from search.query.request import SearchRequest
from search.query.thesaurus import Thesaurus
from search.query.tree import And, Near, Node, Not, Or, Phrase
from search.results import search, total_of, unread_letters, with_other_spelling
from tests.benchmarks import site
from tests.index.rows import letter
from tests.results.typed import strings

STRINGS = int(os.environ.get("STRINGS", "2000"))
WHOLE, PAGES = 20, 100
"""Every twentieth is also answered as the page answers it, every hundredth asked of the site itself."""


def leaves(tree: Node) -> list[Node]:
    match tree:
        case And(parts) | Or(parts):
            return [leaf for part in parts for leaf in leaves(part)]
        case Not(part):
            return leaves(part)
        case _:
            return [tree]


@pytest.fixture
def rows_read(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How many rows the engine has taken in hand."""
    read: Counter[str] = Counter()
    for name in ("postings", "tokens"):
        original = getattr(Segment, name)

        def counting(segment: Segment, number: int, name: str = name, original: object = original) -> slice:
            part: slice = original(segment, number)  # type: ignore[operator]
            read[name] += part.stop - part.start
            return part

        monkeypatch.setattr(Segment, name, counting)
    return read


@pytest.mark.slow
@pytest.mark.django_db
def test_any_string_has_an_answer_and_a_bounded_cost(index: Path, rows_read: Counter[str], client: Client) -> None:
    call_command("sync_vocabulary", verbosity=0)
    site.store(60)
    for number in range(5):
        letter(f"CM14-90001{number:02}", full_text="The Panel finds massage therapies not medically necessary.")
    engine().rebuild()
    terms = engine().terms()
    everything = sum(terms.values())
    found = Counter[str]()
    for number, typed in enumerate(strings(Random(20261127), sorted(terms), STRINGS)):
        request = SearchRequest(q=typed)
        tree = understand(typed).tree
        assert len(leaves(tree)) <= MOST_TERMS * (1 + Thesaurus.MOST)
        for leaf in leaves(tree):
            assert not isinstance(leaf, Phrase | Near) or len(leaf.words) <= MOST_TERMS
        rows_read.clear()
        engine().find(request.question())
        assert rows_read.total() <= 4 * everything, typed
        total = total_of(request)
        found["something" if total else "nothing"] += 1
        if number % WHOLE == 0:
            results = search(request)
            assert results.total == total
            with_other_spelling(request, total)
            unread_letters(request)
        if number % PAGES == 0:
            sent = quote(typed.encode("utf-8", "surrogatepass"))
            response = client.get(f"/search/?q={sent}", follow=True)
            assert response.status_code == 200, typed
    assert found["something"] > STRINGS / 10 and found["nothing"] > STRINGS / 10
