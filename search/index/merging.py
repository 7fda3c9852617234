"""Merging beside the work: small segments at once, larger ones in a thread of their own.

Letters come in one by one, each as a segment of its own. What is merged in a few hundredths of a second is merged
before the change returns; what takes longer is left to one thread a process, which holds the writers' lock only to put
its result in place. The process ends when its merge has; one that is killed leaves nothing but a folder to sweep.
"""

from __future__ import annotations

import logging
import os
import sys
from threading import Lock, Thread, get_native_id

from search.index.columns.store import Store
from search.index.columns.tiers import WHOLE
from search.index.columns.toc import Busy

log = logging.getLogger(__name__)

SMALL = 2_000
"""Documents that are merged before a change returns: less than a tenth of a second's work."""
_NICENESS = 10


class Merging:
    """The merges of one store in this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._thread: Thread | None = None
        self._expunging = False

    def expunge(self) -> None:
        """Merge whatever holds deleted documents, however few, in the same way."""
        self._expunging = True
        self.after_a_change()

    def after_a_change(self) -> None:
        """Merge what is small, and see to it that the rest is merged. Raises nothing: a merge that fails leaves the
        index as it was, and the next change tries again."""
        if not self._merged(SMALL):
            return
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._in_background, name="merging")
                self._thread.start()

    def _in_background(self) -> None:
        if sys.platform == "linux":  # only there a thread has a priority of its own: people who search go first
            # Who was begun with a greater one may not take a lesser.
            os.setpriority(os.PRIO_PROCESS, get_native_id(), max(os.getpriority(os.PRIO_PROCESS, 0), _NICENESS))
        self._merged(WHOLE)

    def _merged(self, most: int) -> bool:
        """Merge what holds at most ``most`` documents. Whether more is left to merge, and this process may."""
        try:
            while self._store.merge(most, expunge=self._expunging):
                pass
            due = self._store.merge_is_due(expunge=self._expunging)
            self._expunging &= due
            return due
        except Busy:
            return False  # another process is at it
        except Exception:  # whatever is wrong with the merge, the change that it follows is done
            log.exception("Segments of the index could not be merged.")
            return False
