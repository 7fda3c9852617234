"""Whether the index belongs to the database as it is now: an answer from another state of it would be a wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from threading import Lock
from time import monotonic

from django.db import connection

from search.index import IndexUnavailable, engine
from search.models import DisputedItem, LoggedChange

HOLDS_SECONDS = 1.0
_REBUILD = "manage.py check_index --mend builds it anew."
_NEWER = (
    "The index was built by a newer version of the site: this machine has to be brought to it. "
    "Where that was not meant, manage.py rebuild_index builds it for this version."
)


class Step(StrEnum):
    """How an index stands to its database."""

    IN_STEP = "in step"
    BEHIND = "behind"
    EMPTY = "empty"
    APART = "apart"
    MISSING = "missing"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Standing:
    """``behind``: changes that the index has not taken over, and for how many seconds the first of them has waited. One
    that a clock noted which ran ahead counts as late too: it would not be for as long as the clock was ahead."""

    step: Step
    sentence: str
    behind: int = 0
    late_seconds: float = 0.0

    @property
    def can_answer(self) -> bool:
        """Whether what the index finds is right, but for changes still on their way."""
        return self.step in (Step.IN_STEP, Step.BEHIND, Step.EMPTY)


def standing() -> Standing:
    """How the index stands to the database now: a look at either's last mark."""
    if engine().needs_rebuild():
        if engine().is_newer():
            return Standing(Step.NEWER, _NEWER)
        if DisputedItem.objects.visible().exists():
            return Standing(Step.MISSING, f"The index is missing or of an older version; {_REBUILD}")
        return Standing(Step.EMPTY, "There is nothing to index yet, and no index.")
    reached = engine().mark()
    if reached == LoggedChange.objects.mark():
        return Standing(Step.IN_STEP, "The index shows the database as it is.")
    if not LoggedChange.objects.knows(reached):
        return Standing(Step.APART, f"The index was made from another state of the database; {_REBUILD}")
    late = LoggedChange.objects.behind(reached)
    count, age = late.count(), late.age()
    return Standing(Step.BEHIND, f"Changes on their way into the index: {count:,}.", count, abs(age.total_seconds()))


def catch_up() -> None:
    """Take over what is in the log of changes by now, for an index that can go on from it. Raises IndexUnavailable."""
    last = LoggedChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    while LoggedChange.objects.behind(engine().mark()).filter(pk__lte=last).exists():
        before = engine().mark()
        engine().refresh([])
        if engine().mark() == before:
            return  # it cannot go on from here; whoever looks at its standing is told


def follows() -> bool:
    """Whether the index lies on this machine and the database may serve others: then this machine follows the log of
    changes by itself (:mod:`search.operating.following`)."""
    return connection.vendor == "postgresql" and not engine().shared


def mend() -> Standing:
    """Bring the index in step: catch up, or build it anew. Raises IndexUnavailable."""
    found = standing()
    if found.step is Step.BEHIND:
        catch_up()
        found = standing()
    elif found.step is Step.EMPTY or not (found.can_answer or found.step is Step.NEWER) or engine().damage():
        engine().rebuild()
        engine().refresh([])
        found = standing()
    return found


_held: list[tuple[float, str, Standing]] = []
_away: list[tuple[float, str]] = []
_holding = Lock()


def require_standing() -> None:
    """Raise IndexUnavailable where the index belongs to another state of the database. Looks once a second."""
    with _holding:
        # Of many that ask together, one waits for a cluster that is away, and not each after the other.
        if _away and monotonic() - _away[0][0] < HOLDS_SECONDS:
            raise IndexUnavailable(_away[0][1])
        try:
            generation = engine().generation()
        except IndexUnavailable as error:
            _away[:] = [(monotonic(), str(error))]
            raise
        if not _held or monotonic() - _held[0][0] > HOLDS_SECONDS or _held[0][1] != generation:
            _held[:] = [(monotonic(), generation, standing())]
        found = _held[0][2]
    if not found.can_answer:
        raise IndexUnavailable(found.sentence)
