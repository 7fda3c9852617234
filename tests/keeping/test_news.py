"""News is what became public, in the order in which it did."""

from __future__ import annotations

import pytest

from search.index import engine
from search.keeping.news import added_since, high_water, keep_up
from search.models import Determination, DisputedItem, Visibility
from search.models.news import number_news
from search.query.request import SearchRequest
from tests.keeping.collection import indexed, massage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("index")]
ALL = SearchRequest()


def news(number: int, most: int = 10) -> list[int]:
    keep_up()
    return list(added_since(ALL, number, most).ids)


def show(item: DisputedItem, to: Visibility) -> None:
    Determination.objects.filter(pk=item.determination_id).update(visibility=to)
    engine().refresh([item.pk])
    number_news([item.pk])


def test_what_is_held_and_published_later_is_news_then() -> None:
    indexed(massage(9))
    monday = massage(1)
    show(monday, Visibility.HELD)
    (tuesday,) = indexed(massage(2))
    seen = high_water()
    assert news(0, 1) == [tuesday.pk]
    show(monday, Visibility.PUBLISHED)
    assert news(seen, 10) == [monday.pk]
    assert news(0, 2) == [monday.pk, tuesday.pk]


def test_two_importers_that_commit_out_of_order_lose_nothing() -> None:
    """The first took its keys first and commits last."""
    indexed(massage(9))
    early, late = massage(1), massage(2)
    indexed(late)
    number_news([late.pk])
    seen = high_water()
    indexed(early)
    assert early.pk < late.pk
    assert news(seen, 10) == [early.pk]


def test_what_is_hidden_and_public_again_is_news_again() -> None:
    one, two = indexed(massage(1), massage(2))
    high_water()
    show(one, Visibility.WITHDRAWN)
    seen = high_water()
    show(one, Visibility.PUBLISHED)
    assert news(seen, 10) == [one.pk]
    assert news(0, 1) == [one.pk]
    assert two.pk in news(0, 2)


def test_what_cannot_be_found_yet_has_no_number() -> None:
    indexed(massage(9))
    stored, found = massage(1), massage(2)
    indexed(found)
    seen = high_water()
    stored.refresh_from_db()
    assert stored.news is None
    indexed(stored)
    assert news(seen, 10) == [stored.pk]
