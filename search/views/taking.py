"""What views that hand out files share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from threading import Lock
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from search.operating.giving_way import readers

_PIECE: Final = 2**16
"""Characters that are sent at once."""
_making = Lock()
"""One piece is made at a time: readers share the interpreter with one file, however many are taken away."""


def base_of(request: HttpRequest) -> str:
    """The site's address without a slash at the end: as its owner set it, or as this request reached it."""
    return site_address() or f"{request.scheme}://{request.get_host()}"


def site_address() -> str:
    """The address that the owner set for mails and feeds; empty if none."""
    return str(settings.SITE_URL).rstrip("/")


def download(content: Iterable[str] | bytes, content_type: str, name: str) -> HttpResponseBase:
    """A file to keep under ``name``; a stream where ``content`` is not at hand as a whole."""
    response: HttpResponseBase
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=content_type)
    else:
        response = StreamingHttpResponse(_in_pieces(content), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Robots-Tag"] = "noindex"
    return response


def _in_pieces(lines: Iterable[str]) -> Iterator[bytes]:
    """``lines`` some at a time: to compress and to send each one alone costs more than to make it."""
    following = iter(lines)
    while True:
        with _making, readers.before():
            piece = "".join(_up_to(following, _PIECE)).encode()
        if not piece:
            return
        yield piece


def _up_to(lines: Iterator[str], size: int) -> Iterator[str]:
    """The next lines, until ``size`` characters have come."""
    for line in lines:
        yield line
        if (size := size - len(line)) <= 0:
            return
