"""What the web worker has to know of the site: who may send much, and how a refusal looks."""

from __future__ import annotations

from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.db import close_old_connections
from django.template.loader import render_to_string

from search.operating.receiving import Refusal

UPLOADING = "search.add_determination"


def may_send_much(head: bytes) -> bool:
    """Whether the session whose cookie stands in this head is of somebody who may upload letters."""
    cookie = next((line for line in head.split(b"\r\n") if line.lower().startswith(b"cookie:")), b"")
    try:
        held = SimpleCookie(cookie.partition(b":")[2].decode("latin-1")).get(settings.SESSION_COOKIE_NAME)
    except CookieError:
        return False
    if held is None:
        return False
    close_old_connections()
    session = import_module(settings.SESSION_ENGINE).SessionStore(held.value)
    person = get_user_model()._default_manager.filter(pk=session.get(SESSION_KEY) or 0, is_active=True).first()
    return person is not None and person.has_perm(UPLOADING)


def answer(refusal: Refusal) -> bytes:
    """The whole answer, as bytes."""
    context = {"site_name": settings.SITE_NAME, "code": refusal.status, "sentence": refusal.sentence}
    body = render_to_string("refused_alone.html", context).encode()
    again = "Retry-After: 60\r\n" if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE else ""
    head = (
        f"HTTP/1.1 {refusal.status} {_phrase(refusal.status)}\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\n{again}Connection: close\r\n\r\n"
    )
    return head.encode() + body


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase
