"""What a search finds that was not there before.

Primary keys of items only grow, and the index takes items in the order of their keys; so the items added
since some moment are those whose key is higher than the highest that was searchable then. A letter that was
held back and published later keeps its older keys and is not news.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from search.index import Added, engine
from search.query.question import Question
from search.query.request import SearchRequest
from search.results.asking import question_for


def high_water() -> int:
    """The highest key of an item that can be found now; 0 in an empty collection.

    Raises :class:`search.index.IndexUnavailable`, as do the other functions here.
    """
    return max(engine().added(Question(), after=0, limit=1).ids, default=0)


def added_since(request: SearchRequest, key: int, most: int) -> Added:
    """The items that ``request`` finds and that were added after ``key``: how many, and the latest ``most``."""
    return engine().added(question_for(request, facets=()), key, most)


def since_words(moment: datetime, now: datetime | None = None) -> str:
    """When, as a person would say it after "new since": "yesterday", "Tuesday", "November 4, 2026"."""
    day = timezone.localdate(moment)
    days = (timezone.localdate(now) - day).days
    if days <= 0:
        return "earlier today"
    if days == 1:
        return "yesterday"
    return date_format(day, "l" if days < 7 else "F j, Y")
