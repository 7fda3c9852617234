"""Pages that are the same for everybody are made once for a state of the collection.

What a page says depends on its address, the index, the database's log of changes, the vocabularies' labels and the
table of wording; each has a mark that is had for nearly nothing. A page is remembered for its marks and for some
seconds, so that what has no mark is late by those at most. Every page gets an ETag of its bytes, right in any cache on
the way, which must ask again each time: a letter may be withdrawn.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import cast

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import get_conditional_response, patch_vary_headers

from search.index import IndexUnavailable, engine
from search.insight.keeping import signature
from search.models import LoggedChange
from search.results.catalogue import catalogue

HOLDS_SECONDS = 10.0
STALE_SECONDS = 120.0
"""How long pages go on being shown while the database is away."""
LARGEST = 2**20
_PUBLIC = (
    "/search",
    "/determinations/",
    "/browse/",
    "/help/",
    "/about/",
    "/complete.json",
    "/opensearch.xml",
    "/openapi.json",
    "/programs/",
    "/requirements/",
    "/robots.txt",
    "/sitemap",
)
_PERSONAL = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages")
Key = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class _CachedPage:
    content: bytes
    headers: tuple[tuple[str, str], ...]
    marks: Key
    made: float

    def response(self) -> HttpResponse:
        response = HttpResponse(self.content)
        for name, value in self.headers:
            response[name] = value
        return response


class Pages:
    """Pages by what was asked, the longest unasked forgotten first. Safe to share between threads."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._bytes = most_bytes, 0
        self._pages: OrderedDict[Key, _CachedPage] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> _CachedPage | None:
        """What was remembered for ``key``, however old."""
        with self._lock:
            if page := self._pages.get(key):
                self._pages.move_to_end(key)
            return page

    def put(self, key: Key, page: _CachedPage) -> None:
        """Remember ``page``."""
        with self._lock:
            if before := self._pages.pop(key, None):
                self._bytes -= len(before.content)
            self._pages[key] = page
            self._bytes += len(page.content)
            while self._bytes > self._most:
                self._bytes -= len(self._pages.popitem(last=False)[1].content)


def marks() -> Key:
    """What every public page depends on, but for its address. Raises django.db.Error while the database is away,
    IndexUnavailable while the index is."""
    return (engine().generation(), LoggedChange.objects.mark(), catalogue(), signature())


class Remembering:
    """The middleware; see the module. It stands outside the one that compresses, so that this too is done once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.pages = Pages(settings.PAGE_MEMORY_MB * 2**20)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _is_public(request):
            return self.get_response(request)
        key = _asked(request)
        page = self.pages.get(key)
        now = monotonic()
        try:
            found: Key | None = marks()
        except (Error, IndexUnavailable):
            found = None
        if page is not None and _holds(page, found, now):
            return _conditional(request, page.response())
        response = self.get_response(request)
        if response.status_code != 200 or response.cookies:
            return response
        if response.streaming:
            return _streamed(request, response, key, found)
        assert isinstance(response, HttpResponse)
        _label(response)
        if found is not None and len(response.content) <= LARGEST and "no-store" not in response["Cache-Control"]:
            self.pages.put(key, _CachedPage(response.content, tuple(response.items()), found, now))
        return _conditional(request, response)


def _streamed(request: HttpRequest, response: HttpResponseBase, key: Key, found: Key | None) -> HttpResponseBase:
    """What is too long to be made before it is sent is told apart by what it is made of, not by its bytes."""
    if found is None:
        return response
    generation, mark, names, _ = found
    told = repr((key, generation, mark, names))
    response["ETag"] = f'W/"{hashlib.blake2b(told.encode(), digest_size=12).hexdigest()}"'
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))
    # Of which it takes nothing but the headers. What is not sent after all has not begun to be made; to close it would
    # tell that the request has ended, and that ends a connection to the database in the middle of it.
    return _conditional(request, cast(HttpResponse, response))


def _is_public(request: HttpRequest) -> bool:
    if request.method not in ("GET", "HEAD") or any(name in request.COOKIES for name in _PERSONAL):
        return False
    return request.path == "/" or request.path.startswith(_PUBLIC)


def _asked(request: HttpRequest) -> Key:
    meta = request.META
    compressed = "gzip" in meta.get("HTTP_ACCEPT_ENCODING", "")
    accepted = "json" in meta.get("HTTP_ACCEPT", "")
    host = meta.get("HTTP_HOST", meta.get("SERVER_NAME", ""))
    return (request.method, request.scheme, host, request.get_full_path(), compressed, accepted)


def _holds(page: _CachedPage, found: Key | None, now: float) -> bool:
    if found is None:
        return now - page.made <= STALE_SECONDS
    return page.marks == found and now - page.made <= HOLDS_SECONDS


def _label(response: HttpResponse) -> None:
    if not response.has_header("ETag"):
        # Weak: what the middleware inside compresses is the same page.
        response["ETag"] = f'W/"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ("Cookie", "Accept-Encoding"))


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    if isinstance(answer, HttpResponseNotModified):
        for name in ("Cache-Control", "Vary"):
            answer[name] = response[name]
    assert answer is not None
    return answer
