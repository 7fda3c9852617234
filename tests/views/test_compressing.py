"""Files that are made while they are sent, compressed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory

from search.views.compressing import Compressing


def _sent(response: HttpResponseBase, accepted: str = "gzip") -> HttpResponseBase:
    def answer(request: HttpRequest) -> HttpResponseBase:
        return response

    sent = Compressing(answer)(RequestFactory().get("/", headers={"accept-encoding": accepted}))
    assert isinstance(sent, HttpResponseBase)
    return sent


def test_a_file_is_what_it_was_and_sent_while_it_is_made() -> None:
    made: list[int] = []

    def pieces() -> Iterator[bytes]:
        for number in range(50):
            made.append(number)
            yield f"{number:,} items\n".encode() * 8_000

    sent = _sent(StreamingHttpResponse(pieces()))
    assert sent["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in sent["Vary"]
    assert isinstance(sent, StreamingHttpResponse)
    following = iter(sent)
    first = next(following)
    assert len(made) < 50
    whole = first + b"".join(following)
    assert gzip.decompress(whole) == b"".join(f"{number:,} items\n".encode() * 8_000 for number in range(50))


def test_who_takes_nothing_compressed_is_sent_it_as_it_is() -> None:
    sent = _sent(StreamingHttpResponse(iter([b"a", b"b"])), "identity")
    assert isinstance(sent, StreamingHttpResponse)
    assert (b"".join(sent), sent.has_header("Content-Encoding")) == (b"ab", False)


def test_what_is_compressed_already_stays_as_it_is() -> None:
    given = zlib.compress(b"a")
    sent = _sent(StreamingHttpResponse(iter([given]), headers={"Content-Encoding": "deflate"}))
    assert isinstance(sent, StreamingHttpResponse)
    assert (b"".join(sent), sent["Content-Encoding"]) == (given, "deflate")


def test_a_page_is_compressed_whole() -> None:
    sent = _sent(HttpResponse(b"page " * 1_000))
    assert isinstance(sent, HttpResponse)
    assert gzip.decompress(sent.content) == b"page " * 1_000
