"""What a search finds that was not there before.

Every item has a number from the moment at which it became public, and later ones have higher numbers (see
`search/models/news.py`); so the news since some moment are the items with a number above the highest of then. What can
be found and has no number yet is given one before anything is asked.

Numbers nearly always go with the keys, by which the engine knows what was added; only where an item was published later
than others with higher keys is everything looked through that a search finds.
"""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from numpy.typing import NDArray

from search.index import Added, engine
from search.models import DisputedItem
from search.models.news import last_number, number_news, unnumbered
from search.query.question import Question
from search.query.request import SearchRequest
from search.results.asking import question_for

_AT_ONCE = 2_000


def high_water() -> int:
    """The number of the item that became public last; 0 in an empty collection.

    Raises :class:`search.index.IndexUnavailable`, as do the other functions here.
    """
    keep_up()
    return last_number()


def added_since(request: SearchRequest, number: int, most: int) -> Added:
    """The items that ``request`` finds and that became public after ``number``: how many, and the latest ``most``.

    Ask :func:`high_water` or :func:`keep_up` first, once however many searches are asked for.
    """
    question = question_for(request, facets=())
    numbered = DisputedItem.objects.exclude(news=None)
    key = int(numbered.filter(news__lte=number).aggregate(key=Max("pk"))["key"] or 0) if number else 0
    later = numbered.filter(news__gt=number)
    added = engine().added(question, key, most)
    late = list(later.filter(pk__lte=key).values_list("pk", flat=True)) if key else []
    if not late and not _overtaken(added):
        return Added(added.total, _latest_first(added.ids))
    found = _found(question)
    total = added.total + int(np.isin(np.array(late, np.int64), found).sum())
    latest: list[int] = []
    below: int | None = None
    while len(latest) < min(most, total):
        rows = later.filter(news__lt=below) if below is not None else later
        some = list(rows.order_by("-news").values_list("news", "pk")[:_AT_ONCE])
        if not some:
            break
        below = some[-1][0]
        here = np.isin(np.array([each for _, each in some], np.int64), found)
        latest += [each for (_, each), known in zip(some, here.tolist(), strict=True) if known]
    return Added(total, tuple(latest[:most]))


def _overtaken(added: Added) -> bool:
    """Whether items with lower keys than these became public later than one of them."""
    if not added.ids or added.total <= len(added.ids):
        return False
    rows = DisputedItem.objects.filter(pk__in=added.ids)
    first = rows.aggregate(number=Min("news"))["number"]
    return first is not None and DisputedItem.objects.filter(news__gt=first, pk__lt=min(added.ids)).exists()


def _latest_first(ids: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(DisputedItem.objects.filter(pk__in=ids).order_by("-news").values_list("pk", flat=True))


def keep_up() -> None:
    """Number what became public past us: it was told to the index, and whoever told it was broken off."""
    if missing := unnumbered():
        number_news(np.intersect1d(np.array(missing, np.int64), _found(Question())).tolist())


def _found(question: Question) -> NDArray[np.int64]:
    batches = list(engine().scan(question))
    return np.concatenate(batches) if batches else np.empty(0, np.int64)


def since_words(moment: datetime, now: datetime | None = None) -> str:
    """When, as a person would say it after "new since": "yesterday", "Tuesday", "November 4, 2026"."""
    day = timezone.localdate(moment)
    days = (timezone.localdate(now) - day).days
    if days <= 0:
        return "earlier today"
    if days == 1:
        return "yesterday"
    return date_format(day, "l" if days < 7 else "F j, Y")
