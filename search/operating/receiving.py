"""A request on its way in: bytes as they come, until it is whole or too slow, too long or too large.

Only as much of HTTP is understood as decides when a request may have a thread; the web server reads it properly then.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from importlib import import_module
from io import BytesIO
from typing import IO
from urllib.parse import unquote_to_bytes

LONGEST_HEAD = 64 * 2**10
SMALL = 2**20
"""Bytes of body that anybody may send; more only from people who may upload letters."""
UNSTORED = b"/denial/"
"""What is sent to this address is read and forgotten: it is kept in memory, and never on the disk."""
EXPORTS, THEIR_ADDRESSES = "search.views.exports", "search.keeping_urls"
"""Where the views of whole results to take away stand, and their addresses."""
MOST_UNSTORED = 10 * 2**20
"""Bytes that anybody may send there: a denial's pages as a scanner makes them."""
_AROUND = 64 * 2**10
"""Bytes that a form puts around its file."""
HEAD_SECONDS = 10.0
SMALL_SECONDS = 20.0
LEAST_RATE = 16 * 2**10
"""Bytes a second that a large body has to keep up on the whole."""
_MOST_DIGITS = 15
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_CHUNKED = re.compile(rb"^transfer-encoding[ \t]*:", re.IGNORECASE | re.MULTILINE)
_EXPECTS = re.compile(rb"^expect[ \t]*:[ \t]*100-continue", re.IGNORECASE | re.MULTILINE)


class Stage(Enum):
    """How far a request has come."""

    HEAD = "head"
    ASKING = "asking"  # whether so much may be sent
    BODY = "body"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not taken, as its status and a sentence for the person."""

    status: int
    sentence: str


SLOW = Refusal(408, "The request came too slowly and was given up. Check the connection and send it again.")
LONG_LINE = Refusal(414, "The address is too long. Shorten the search, or take some filters away.")
LONG_HEAD = Refusal(431, "The browser sends too much with its request. Delete this site’s cookies and try again.")
NO_LENGTH = Refusal(411, "The request does not say how long it is, which this site needs to know.")
LARGE = Refusal(
    413,
    f"This is more than may be sent here: {SMALL // 2**20} MB, unless you are signed in with an account that may "
    "upload letters.",
)
LARGE_UNSTORED = Refusal(
    413,
    f"This is more than may be sent here: {MOST_UNSTORED // 2**20} MB. Paste the part that says what was denied.",
)
MALFORMED = Refusal(400, "Something in the request was malformed. Go back, or start again from the home page.")
MANY_HEADERS = Refusal(431, "The request has too many headers, or one that is too long. Send it with fewer.")
NO_EXPECTATION = Refusal(417, "The request expects something that this site does not do. Send it without Expect.")
BROKEN = Refusal(500, "The fault is ours, not yours, and has been written to the log. Try again in a minute.")
NO_ROOM = Refusal(503, "The disk of this site is full. What was sent has not been stored; reading goes on.")
FULL = Refusal(503, "Too many people are sending something just now. Try again in a minute.")
MANY_FILES = Refusal(503, "Too many people are taking whole results away just now. Try again in a minute.")


@cache
def whole_results() -> frozenset[bytes]:
    """The addresses of whole results as files: they take long to make, and longer where they are read slowly."""
    addresses = import_module(THEIR_ADDRESSES).urlpatterns
    return frozenset(f"/{each.pattern}".encode() for each in addresses if each.callback.__module__ == EXPORTS)


def _spool() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(SMALL)


@dataclass(slots=True)
class Receiving:
    """One request. ``longest_line`` in bytes; ``now`` is monotonic and in seconds throughout."""

    began: float
    longest_line: int = 8_190
    stage: Stage = Stage.HEAD
    head: bytes = b""
    length: int = 0
    refused: Refusal | None = None
    body: IO[bytes] = field(default_factory=_spool)
    received: int = 0
    body_began: float = 0.0

    @property
    def writes(self) -> bool:
        """Whether it may change something: everything but GET and HEAD."""
        return not self.head.startswith((b"GET ", b"HEAD "))

    @property
    def unstored(self) -> bool:
        """Whether its body must not touch the disk."""
        return self._path == UNSTORED

    @property
    def takes_long(self) -> bool:
        """Whether it asks for a whole result as a file."""
        return self._path in whole_results()

    @property
    def _path(self) -> bytes:
        target = self.head.partition(b"\r\n")[0].partition(b" ")[2].partition(b" ")[0]
        return unquote_to_bytes(target.partition(b"?")[0])

    @property
    def expects(self) -> bool:
        """Whether the sender waits to be told to go on."""
        return bool(_EXPECTS.search(self.head))

    def deadline(self) -> float:
        """When to give it up unless it is whole by then."""
        if self.stage is Stage.HEAD:
            return self.began + HEAD_SECONDS
        if self.length <= SMALL:
            return self.body_began + SMALL_SECONDS
        return self.body_began + SMALL_SECONDS + self.length / LEAST_RATE

    def feed(self, data: bytes, now: float) -> None:
        """Take what has come."""
        if self.stage is Stage.HEAD:
            self._feed_head(self.head + data, now)
        elif self.stage is not Stage.WHOLE:
            self._feed_body(data)

    def allow(self) -> None:
        """The sender may send as much as it wants to."""
        self.stage = Stage.BODY
        self._feed_body(b"")

    def _feed_head(self, data: bytes, now: float) -> None:
        # Empty lines before a request are allowed.
        data = data.lstrip(b"\r\n") if not self.head else data
        head, end, rest = data.partition(b"\r\n\r\n")
        if len(data.partition(b"\r\n")[0]) > self.longest_line:
            self.head, self.refused = data[: self.longest_line], LONG_LINE
        elif not end:
            self.head = data
            self.refused = LONG_HEAD if len(data) > LONGEST_HEAD else None
        elif len(head) > LONGEST_HEAD:
            self.refused = LONG_HEAD
        else:
            self.head, self.body_began = head + end, now
            self._judge(rest)

    def _judge(self, rest: bytes) -> None:
        if _CHUNKED.search(self.head):
            self.refused = NO_LENGTH
            return
        lengths = _LENGTH.findall(self.head)
        if any(len(each) > _MOST_DIGITS for each in lengths):
            self.refused = LARGE
            return
        # Several, or one that is no number, are for the web server to refuse.
        self.length = int(lengths[0]) if len(lengths) == 1 else 0
        if self.unstored:
            self.body = BytesIO()
            self.refused = LARGE_UNSTORED if self.length > MOST_UNSTORED + _AROUND else None
        self.stage = Stage.ASKING if self.length > SMALL else Stage.BODY
        self._feed_body(rest)

    def _feed_body(self, data: bytes) -> None:
        self.body.write(data)
        self.received += len(data)
        if self.stage is Stage.BODY and self.received >= self.length:
            self.stage = Stage.WHOLE
