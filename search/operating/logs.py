"""What is written to the log: each line with its request's number, none so often that strangers could fill the disk."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from logging.handlers import WatchedFileHandler
from threading import Lock
from time import monotonic

MOST_A_MINUTE = 60
"""Lines of one logger and level; more are counted and told of at the minute's end."""
_number: ContextVar[str] = ContextVar("request", default="-")


def request_id() -> str:
    """The number of the request that is being answered; "-" outside of one."""
    return _number.get()


@contextmanager
def numbered(given: str = "") -> Iterator[str]:
    """Within it every line bears the number ``given``, or one that is made."""
    token = _number.set(given or secrets.token_hex(8))
    try:
        yield _number.get()
    finally:
        _number.reset(token)


class Sparing(logging.Filter):
    """Marks each line with its request; lets ``MOST_A_MINUTE`` of a kind through; a stranger's mistake has no trace."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._minutes: dict[tuple[str, int], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """See logging."""
        # Django speaks of an answer that is an error when the request's number is gone from here.
        record.request_id = getattr(getattr(record, "request", None), "number", request_id())
        if record.name.startswith("django.security"):
            record.exc_info = record.exc_text = None
        if record.levelno < logging.WARNING:
            return True
        return self._passes(record)

    def _passes(self, record: logging.LogRecord) -> bool:
        kind, now = (record.name, record.levelno), monotonic()
        with self._lock:
            began, count = self._minutes.get(kind, (now, 0))
            if now - began >= 60.0:
                if count > MOST_A_MINUTE:
                    record.msg = f"{record.getMessage()} ({count - MOST_A_MINUTE:,} lines like this were left out)"
                    record.args = ()
                began, count = now, 0
            self._minutes[kind] = (began, count + 1)
        return count < MOST_A_MINUTE


class File(WatchedFileHandler):
    """A file that may be moved away; a disk that refuses a line stops no request."""

    def emit(self, record: logging.LogRecord) -> None:
        """See logging, whose own handler raises where the file cannot be flushed."""
        try:
            super().emit(record)
        except OSError:
            self.handleError(record)


class AsJson(logging.Formatter):
    """One JSON object a line, for programs that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)
