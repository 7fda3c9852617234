"""What is made of the whole collection, kept until the collection is another.

For a small collection it is made anew at once. For one of very many words that takes a while, so it holds for a
minute whatever is added, and is then made anew beside the requests, which go on with what there is. What a large one
has nothing of yet is made beside them too: a cluster needs half a minute to list the words of a million items.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock, Thread
from time import monotonic
from typing import Any, Generic, TypeVar

from django.db import connections

from search.index import engine
from search.query.question import Question

log = logging.getLogger(__name__)

MANY_WORDS = 100_000
MANY_ITEMS = 50_000
HOLDS_SECONDS = 60.0
PATIENCE_SECONDS = 2.0
"""How long requests wait for what is being made for the first time."""

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Made]):
    generation: str
    sources: tuple[Any, ...]
    words: int
    made: Made
    since: float


class Lasting(Generic[Made]):
    """``make(engine().terms(), *sources())``, kept while the index's generation and the sources (by identity) are the
    same. Safe to share between threads."""

    def __init__(self, sources: Callable[[], tuple[Any, ...]], make: Callable[..., Made]) -> None:
        self._sources, self._make = sources, make
        self._lock, self._beginning = Lock(), Lock()
        self._kept: _Kept[Made] | None = None
        self._renewing: Thread | None = None
        self._begun = 0.0

    def get(self) -> Made | None:
        """What is kept, made first where there is none yet; None while that of a large collection is being made.
        Raises IndexUnavailable."""
        kept = self._kept
        if kept is None or kept.words <= MANY_WORDS:
            if engine().find(Question(limit=0)).total <= MANY_ITEMS:
                return self._renewed().made
            if kept is None:
                return self._begun_beside()
        if monotonic() - max(kept.since, self._begun) > HOLDS_SECONDS:
            self._renew_beside()
        return kept.made

    def _begun_beside(self) -> Made | None:
        if self._renewing and not self._renewing.is_alive() and monotonic() - self._begun < HOLDS_SECONDS:
            return self._kept.made if self._kept else None  # it has just failed
        renewing = self._renew_beside()
        renewing.join(max(self._begun + PATIENCE_SECONDS - monotonic(), 0))
        return self._kept.made if self._kept else None

    def _renewed(self) -> _Kept[Made]:
        with self._lock:
            generation, sources, kept = engine().generation(), self._sources(), self._kept
            if (
                kept is None
                or kept.generation != generation
                or any(new is not old for new, old in zip(sources, kept.sources, strict=True))
            ):
                terms: Mapping[str, int] = engine().terms()
                kept = _Kept(generation, sources, len(terms), self._make(terms, *sources), monotonic())
            self._kept = replace(kept, since=monotonic())
            return self._kept

    def _renew_beside(self) -> Thread:
        # A lock of its own: the other one is held for as long as things are made.
        with self._beginning:
            if self._renewing is None or not self._renewing.is_alive():
                self._begun = monotonic()
                self._renewing = Thread(target=self._renew, name="renewing", daemon=True)
                self._renewing.start()
            return self._renewing

    def _renew(self) -> None:
        try:
            self._renewed()
        except Exception:  # nobody waits for it, and what there is goes on
            log.exception("What is made of the index's words stays as it was.")
        finally:
            connections.close_all()  # those of this thread
