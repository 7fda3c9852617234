"""What is made of the whole collection, kept until the collection is another.

For a small collection it is made anew at once. For one of very many words that takes a while, so it holds for a
minute whatever is added, and is then made anew beside the requests, which go on with what there is.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sized
from dataclasses import dataclass
from threading import Lock, Thread
from time import monotonic
from typing import Any, Generic, TypeVar

from django.db import connections

log = logging.getLogger(__name__)

MANY_WORDS = 100_000
HOLDS_SECONDS = 60.0

Made = TypeVar("Made")
Sources = tuple[Sized, *tuple[Any, ...]]
"""What it is made of, the collection's words first. Other objects are another state of the collection."""


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Made]):
    sources: Sources
    made: Made
    since: float


class Lasting(Generic[Made]):
    """``make(*sources())``, kept. Safe to share between threads."""

    def __init__(self, sources: Callable[[], Sources], make: Callable[..., Made]) -> None:
        self._sources, self._make = sources, make
        self._lock, self._beginning = Lock(), Lock()
        self._kept: _Kept[Made] | None = None
        self._renewing: Thread | None = None
        self._begun = 0.0

    def get(self) -> Made:
        """What is kept, made first where there is none yet. Raises IndexUnavailable."""
        kept = self._kept
        if kept is None or len(kept.sources[0]) <= MANY_WORDS:
            return self._renewed().made
        if monotonic() - max(kept.since, self._begun) > HOLDS_SECONDS:
            self._renew_beside()
        return kept.made

    def _renewed(self) -> _Kept[Made]:
        with self._lock:
            sources, kept = self._sources(), self._kept
            if kept is None or any(new is not old for new, old in zip(sources, kept.sources, strict=True)):
                self._kept = _Kept(sources, self._make(*sources), monotonic())
            else:
                self._kept = _Kept(sources, kept.made, monotonic())
            return self._kept

    def _renew_beside(self) -> None:
        # A lock of its own: the other one is held for as long as things are made.
        with self._beginning:
            if self._renewing is None or not self._renewing.is_alive():
                self._begun = monotonic()
                self._renewing = Thread(target=self._renew, name="renewing", daemon=True)
                self._renewing.start()

    def _renew(self) -> None:
        try:
            self._renewed()
        except Exception:  # nobody waits for it, and what there is goes on
            log.exception("What is made of the index's words stays as it was.")
        finally:
            connections.close_all()  # those of this thread
