"""When an item became public, as a number that only grows: what is higher became public later.

Numbers are given after the commit, to what can be seen by then, by one process at a time. So two importers that commit
out of order, or a letter that was held for a week, make no difference: nobody can have seen a higher number before.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models import F, Max
from django.utils import timezone

from search.models.determinations import HIDDEN, DisputedItem

_AT_ONCE = 900


class NewsCounter(models.Model):
    """One row: the last number that was given."""

    last = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.last)


@transaction.atomic
def number_news(item_ids: Iterable[int]) -> None:
    """Give a number to those of these items that are public and have none; take it from those that are hidden.

    What is hidden and becomes public again is news again: nobody can have read it meanwhile.
    """
    ids = sorted(set(item_ids))
    counter, _ = NewsCounter.objects.select_for_update().get_or_create(pk=1)
    for start in range(0, len(ids), _AT_ONCE):
        some = DisputedItem.objects.filter(pk__in=ids[start : start + _AT_ONCE])
        hidden = some.filter(determination__visibility__in=HIDDEN).exclude(news=None)
        DisputedItem.objects.filter(pk__in=list(hidden.values_list("pk", flat=True))).update(news=None, published=None)
        fresh = list(some.visible().filter(news=None).values_list("pk", flat=True))
        if fresh:
            # In the order of their keys, with the gaps that these have.
            offset = counter.last + 1 - min(fresh)
            DisputedItem.objects.filter(pk__in=fresh).update(news=F("pk") + offset, published=timezone.now())
            counter.last = max(fresh) + offset
    counter.save(update_fields=["last"])


def number_all_news() -> None:
    """The same for every item, for a collection whose numbers nobody kept."""
    strayed = DisputedItem.objects.filter(determination__visibility__in=HIDDEN).exclude(news=None)
    number_news([*unnumbered(), *strayed.values_list("pk", flat=True)])


def unnumbered() -> list[int]:
    """Keys of public items that have no number yet."""
    return list(DisputedItem.objects.visible().filter(news=None).order_by().values_list("pk", flat=True))


def last_number() -> int:
    """The highest number of an item; 0 where there is none."""
    return int(DisputedItem.objects.aggregate(last=Max("news"))["last"] or 0)
