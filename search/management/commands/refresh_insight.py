"""manage.py refresh_insight: count phrases and group nearly same rationales, for the insight pages."""

from __future__ import annotations

from typing import Any

from search import insight
from search.management.base import DataCommand, SteppingBack
from search.vocabulary.counted import counted


class Command(SteppingBack, DataCommand):
    help = "Count the phrases of all rationales and group those that are nearly the same, for the insight pages."

    def handle(self, *args: Any, **options: Any) -> None:
        items = insight.refresh()
        self.stdout.write(f"Insight speaks of {counted(items, 'disputed item')}.")
