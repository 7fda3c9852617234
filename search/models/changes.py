"""The log of changes: which items an index has to be told of, in the order in which they were noted.

A row is written in the transaction of its change, so that a change that was committed is never forgotten by an
index, whatever dies afterwards. An index remembers the mark of the last row that it took over. Each row bears a number
drawn at random: a database that was put back to an earlier day and went on from there has other numbers, and its index
is known not to belong to it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connections, models, transaction
from django.db.models.functions import Now

from search.models.locks import alone_until_commit

KEPT = 100_000
"""Rows that are kept for indexes to catch up by; one that is further behind is built anew."""
AT_ONCE = 2_000
_BITS = 62


@dataclass(frozen=True, slots=True)
class Since:
    """What was noted after a mark: the ``items``, and the ``mark`` that stands for having taken them over."""

    mark: str
    items: tuple[int, ...]


class LoggedChangeQuerySet(models.QuerySet["LoggedChange"]):
    def note(self, items: Iterable[int]) -> None:
        """Note within the present transaction that these items are changing; letters without items are none, and are
        noted for pages' sake."""
        # Keys are given out before the commit: without it a lower one could be committed after a higher one was taken
        # over, and never be looked for.
        alone_until_commit("changes")
        self.create(token=secrets.randbits(_BITS), items=sorted(set(items)))

    def mark(self) -> str:
        """The mark of the last row; "" where nothing was ever noted. One look into the primary key."""
        # Every page asks for it, and making the statement anew would cost ten times what the look does.
        with connections[self.db].cursor() as cursor:
            cursor.execute("SELECT id, token FROM search_loggedchange ORDER BY id DESC LIMIT 1")
            last = cursor.fetchone()
        return f"{last[0]}:{last[1]}" if last else ""

    def begin(self) -> str:
        """Note that nothing has changed yet; the mark of that."""
        with transaction.atomic():
            self.note(())
        return self.mark()

    def knows(self, mark: str) -> bool:
        """Whether ``mark`` is that of a row of this database, so that one can go on from it."""
        number, token = _read(mark)
        return self.filter(pk=number, token=token).exists()

    def since(self, mark: str) -> Since | None:
        """What to take over after ``mark``, some thousand rows at most; None where one cannot go on from it."""
        if not self.knows(mark):
            return None
        rows = list(self.filter(pk__gt=_read(mark)[0]).order_by("pk")[:AT_ONCE].values_list("pk", "token", "items"))
        items = {item for _, _, listed in rows for item in listed}
        return Since(f"{rows[-1][0]}:{rows[-1][1]}" if rows else mark, tuple(sorted(items)))

    def behind(self, mark: str) -> LoggedChangeQuerySet:
        """The rows that an index with ``mark`` has not taken over."""
        return self.filter(pk__gt=_read(mark)[0])

    def age(self) -> timedelta:
        """How long ago the first of these was noted, by the clock that noted it; nothing where there is none."""
        age = models.ExpressionWrapper(Now() - models.F("noted"), models.DurationField())
        return self.order_by("pk").values_list(age, flat=True).first() or timedelta()

    def thin(self) -> None:
        """Forget all but the last rows."""
        last = self.order_by("-pk").values_list("pk", flat=True).first()
        if last is not None:
            self.filter(pk__lte=last - KEPT).delete()


def _read(mark: str) -> tuple[int, int]:
    number, _, token = mark.partition(":")
    return (int(number), int(token)) if number.isdecimal() and token.isdecimal() else (0, -1)


class LoggedChange(models.Model):
    """Items that changed together, by primary key; those that were deleted or hidden as well."""

    token = models.BigIntegerField(editable=False)
    items = models.JSONField(editable=False)
    # By the database's clock: those of the machines that note and of those that follow may be minutes apart.
    noted = models.DateTimeField(db_default=Now(), editable=False)

    objects = LoggedChangeQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"Change {self.pk}"
