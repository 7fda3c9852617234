"""How thoroughly files are compressed that are made while they are sent."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.middleware.gzip import GZipMiddleware

_LEVEL: Final = 4
"""Django's 6 takes nearly twice the processor time to save a seventh of the bytes."""
_AS_GZIP: Final = 16 + zlib.MAX_WBITS


class Compressing(GZipMiddleware):
    """Django's, which says for whom what is compressed."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The same answer, compressed where it is worth it and the reader takes it."""
        if not isinstance(response, StreamingHttpResponse) or response.has_header("Content-Encoding"):
            return super().process_response(request, response)
        pieces = iter(response)
        answer = super().process_response(request, response)
        if answer.headers.get("Content-Encoding") == "gzip":
            response.streaming_content = _compressed(pieces)
        return answer


def _compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    making = zlib.compressobj(_LEVEL, wbits=_AS_GZIP)
    for piece in pieces:
        if told := making.compress(piece):
            yield told
    yield making.flush()
