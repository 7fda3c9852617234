"""Whoever makes what takes long gives way to readers.

Threads of a process share one interpreter, which hands itself on every few milliseconds whatever is more urgent: a page
made beside a file takes twice as long. So what is made of a file at a time is little, and before the next piece its
thread waits until no page is being made, though never much longer than the piece took.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition
from time import thread_time

NICENESS = 5
"""How far the threads and processes of what may take longer step back where the processor is short."""
PATIENCE = 8.0
"""Times of what a piece took that its thread waits at most: files get a ninth of the interpreter in any case."""


class Readers:
    """How many pages are being made. Safe to share between threads."""

    def __init__(self) -> None:
        self._making = 0
        self._none = Condition()

    @contextmanager
    def one(self) -> Iterator[None]:
        """A page is being made."""
        with self._none:
            self._making += 1
        try:
            yield
        finally:
            with self._none:
                self._making -= 1
                if not self._making:
                    self._none.notify_all()

    @contextmanager
    def before(self) -> Iterator[None]:
        """A piece of what takes long is being made; then wait until no page is."""
        began = thread_time()
        yield
        took = thread_time() - began
        with self._none:
            self._none.wait_for(lambda: not self._making, took * PATIENCE)


def step_back() -> None:
    """Let this process be the one that waits where the processor is short."""
    os.nice(NICENESS)


readers = Readers()
"""This process's."""
