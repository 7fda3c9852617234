"""What the web worker has to know of the site: who may send much, and how a refusal looks."""

from __future__ import annotations

import json
import logging
import re
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY, get_user_model
from django.db import close_old_connections
from django.template.loader import render_to_string

from search.operating.logs import numbered
from search.operating.receiving import Refusal

log = logging.getLogger(__name__)

UPLOADING = "search.add_determination"
_ACCEPT = re.compile(rb"^accept[ \t]*:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


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


def answer(refusal: Refusal, head: bytes = b"") -> bytes:
    """The whole answer, as bytes: as JSON where the request with this ``head`` asked for it. The log gets a line."""
    with numbered() as number:
        log.warning("A request was not taken (%d): %s", refusal.status, refusal.sentence)
    context = {"site_name": settings.SITE_NAME, "code": refusal.status, "sentence": refusal.sentence}
    if is_for_programs(*_asked(head)):
        kind = "application/json"
        body = json.dumps({"error": refusal.sentence, "request_id": number}).encode()
    else:
        kind = "text/html; charset=utf-8"
        body = render_to_string("refused_alone.html", context | {"request_id": number}).encode()
    again = "Retry-After: 60\r\n" if refusal.status == HTTPStatus.SERVICE_UNAVAILABLE else ""
    said = (
        f"HTTP/1.1 {refusal.status} {HTTPStatus(refusal.status).phrase}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\nCache-Control: no-store\r\nX-Request-ID: {number}\r\n{again}"
        "X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )
    return said.encode() + body


def is_for_programs(path: str, accept: str) -> bool:
    """Whether it is a program that asks: by the address without its query, and the header ``Accept``."""
    return path.endswith(".json") or "application/json" in accept.lower()


def _asked(head: bytes) -> tuple[str, str]:
    """The address and the header ``Accept`` of a request, as far as its beginning holds them."""
    path = head.partition(b"\r\n")[0].partition(b" ")[2].partition(b" ")[0].partition(b"?")[0]
    accepts = _ACCEPT.search(head)
    return path.decode("latin-1"), accepts[1].decode("latin-1") if accepts else ""
