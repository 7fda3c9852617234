"""The answer while something the site needs is away: 503, when to come back, in the form that was asked for."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.log import log_response

from search.operating.logs import request_id
from search.operating.refusing import is_for_programs
from search.operating.schema_state import is_gone, is_unreadable, lacks_something

log = logging.getLogger(__name__)

COME_BACK_SECONDS = 10
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_READ_ONLY = "The disk of this site takes nothing now. What was sent has not been stored; reading goes on."
_NO_ROOM = "The disk of this site is full. What was sent has not been stored; reading goes on."


def sentence_about(error: BaseException | None) -> str:
    """What to tell a reader where ``error`` means that the site cannot answer now; empty for any other error."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return _NO_ROOM
    if isinstance(error, OSError) and error.errno == errno.EROFS:
        return _READ_ONLY
    if isinstance(error, OSError) and error.errno == errno.EHOSTUNREACH:
        return "The store in which this site keeps originals does not answer. What was sent has not been stored."
    if is_unreadable(error):
        return "The database of this site cannot be read; its owner has to restore it."
    if lacks_something(error):
        return "The database of this site is empty or older than its program; its owner has to run manage.py prepare."
    if is_gone(error):
        return "The database of this site is missing; its owner has to restore it."
    if isinstance(error, OperationalError):
        if "full" in str(error) or "disk I/O" in str(error):
            return _NO_ROOM
        if "readonly" in str(error):
            return _READ_ONLY
        if "locked" in str(error) or "timeout" in str(error):
            return "The database was busy for too long. What you sent has not been stored."
    silent = isinstance(error, (OperationalError, InterfaceError))
    return "The database of this site does not answer. Nothing that was stored is lost." if silent else ""


def sentence_for_owner(error: BaseException) -> str:
    """The same for whoever runs a command, who is told more."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return "A process of this site may not have as much memory as it needs; see ulimit -v and the machine's limits."
    if isinstance(error, PermissionError) and Path(str(error.filename)).is_relative_to(settings.DATA_DIR):
        owner = f"It must all belong to the user who runs the site, who is number {os.geteuid()}."
        return f"Something in DATA_DIR, {settings.DATA_DIR}, belongs to another user. {owner}"
    return sentence_about(error)


def wants_data(request: HttpRequest) -> bool:
    """Whether it is a program that asks."""
    return is_for_programs(request.path, request.headers.get("Accept", ""))


def as_data(status: int, sentence: str, **more: object) -> JsonResponse:
    """An error as programs read it: ``{"error": …}``, with the number of the request to report it by."""
    return JsonResponse({"error": sentence, **more, "request_id": request_id()}, status=status)


def not_now(request: HttpRequest, sentence: str, seconds: int = COME_BACK_SECONDS) -> HttpResponse:
    """503 with ``sentence``, as JSON for programs. Asks nothing of the database: it may be what is away."""
    response: HttpResponse
    if wants_data(request):
        response = as_data(503, sentence, retry_after=seconds)
    else:
        context = {"site_name": settings.SITE_NAME, "sentence": sentence, "request_id": request_id()}
        response = HttpResponse(render_to_string("503_alone.html", context), status=503)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def answer_about(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """503 where ``error`` means that the site cannot answer now, with one line in the log; None for any other error."""
    if not (sentence := sentence_about(error)):
        return None
    response = not_now(request, sentence)
    # By Django's own function, which then does not log the answer a second time.
    log_response("%s answered 503: %s", request.path, error, response=response, request=request, logger=log)
    return response


class AnswersWithoutDatabase:
    """A view that fails for want of the database or of room answers 503; the log gets a line, not a trace."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """See Django."""
        return answer_about(request, error)
