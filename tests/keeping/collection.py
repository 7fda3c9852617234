"""A small searchable collection, and what hostile people would write."""

from __future__ import annotations

from datetime import date

from search.index import engine
from search.models import DisputedItem
from tests.index.rows import item, letter

HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> \x0b*bold* [a](javascript:x) & \"quoted\""


def massage(number: int, decision: str = "upheld", rationale: str = "Massage therapy was tried.") -> DisputedItem:
    """Another letter with one item about massage, not yet in the index."""
    of = letter(f"CM15-{number:07}", decided=date(2015, 3, number % 28 + 1), specialties=("pain-management",))
    return item(of, f"Massage therapy {number}", rationale, decision, guidelines=("mtus-chronic-pain/massage-therapy",))


def indexed(*items: DisputedItem) -> list[DisputedItem]:
    """The items, told to the index."""
    engine().refresh([each.pk for each in items])
    return list(items)
