"""What every answer carries."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import add_never_cache_headers

from search.models import Actor, acting
from search.operating.logs import numbered

_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")
POLICY = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def numbered_requests(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Every request has a number, the proxy's where there is one: in the log, on pages of errors, in the answer."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "") if settings.BEHIND_PROXY else ""
        with numbered(given if _NUMBER.fullmatch(given) else "") as number:
            request.number = number  # type: ignore[attr-defined]
            response = get_response(request)
            response["X-Request-ID"] = number
            return response

    return answer


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Nothing inline, nothing from elsewhere: letters and queries are other people's text."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return answer


def never_keep_personal_pages(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """No copy of what a signed-in person saw stays behind, in a proxy or after signing out of a shared machine.

    A page that asked nothing of the session is the same for everybody, and is kept as its view allows, or else asked
    for again each time: the letter may have been withdrawn.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.session.accessed and request.user.is_authenticated:
            add_never_cache_headers(response)
        if response.status_code < 400:  # errors are never kept at all
            response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return answer


def who_acts(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """What a request does is written down as done by its account, from its address."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        with acting(lambda: _actor(request)):
            return get_response(request)

    return answer


def _actor(request: HttpRequest) -> Actor:
    user, address = request.user, _address(request)
    return Actor(user.get_username(), user.pk, address) if user.is_authenticated else Actor("Nobody", None, address)


def _address(request: HttpRequest) -> str:
    """Where a request comes from: what the proxy in front of us says, if there is one, and else the network."""
    if settings.SECURE_PROXY_SSL_HEADER:
        said = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if said:
            return said
    return str(request.META.get("REMOTE_ADDR", ""))
