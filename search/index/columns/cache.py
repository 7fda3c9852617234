"""What has been worked out and may be asked for again, up to a number of bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from threading import Lock
from typing import Any, Protocol, TypeVar


class Sized(Protocol):
    """Something that knows how much memory it holds."""

    @property
    def nbytes(self) -> int: ...


T = TypeVar("T", bound=Sized)
_OVERHEAD = 400  # bytes of Python around a small entry


class Cache:
    """The least recently used entries go first when there are more than ``limit`` bytes. Safe between
    threads.

    Two threads that ask for the same thing at once may both work it out: values are immutable, so either will
    do.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0
        self._entries: OrderedDict[tuple[str, Hashable], tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, owner: str, what: Hashable, make: Callable[[], T]) -> T:
        """``what`` of the segment ``owner``, made if it is not there."""
        key = (owner, what)
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                value: T = entry[0]
                return value
        value = make()
        size = value.nbytes + _OVERHEAD
        with self._lock:
            if key not in self._entries and size <= self.limit:
                self._entries[key] = (value, size)
                self.held += size
                while self.held > self.limit:
                    self.held -= self._entries.popitem(last=False)[1][1]
        return value

    def keep(self, owners: Collection[str]) -> None:
        """Let go of all other owners' entries: they would keep the maps of segments that are gone, and those the files'
        place on the disk."""
        with self._lock:
            for key in [key for key in self._entries if key[0] not in owners]:
                self.held -= self._entries.pop(key)[1]
