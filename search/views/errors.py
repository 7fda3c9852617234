"""The pages of errors, and the same as JSON for programs that asked for JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.template.loader import render_to_string

from search.operating.logs import request_id
from search.views.unavailable import answer_about, as_data, wants_data

_MALFORMED = "Something in it was malformed. Go back, or start again from the home page."
_NOT_FOUND = "The address leads nowhere. Perhaps a part of it was lost in copying."
_NOT_YOURS = "You may need to sign in as somebody else."
_TOO_OLD = (
    "It was sent without the token that shows it came from here. Go back, load the page again, and send it once more; "
    "cookies must be allowed."
)
_OUR_FAULT = (
    "The fault is ours, not yours, and has been written to the log. Nothing you saved is lost. Try again, or start "
    "from the home page."
)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 for an address that leads nowhere."""
    given = exception.args[0] if exception and exception.args else ""
    sentence = given if given and isinstance(given, str) else _NOT_FOUND
    return _page(request, "404.html", 404, sentence)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(request, "403.html", 403, _NOT_YOURS)


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that does not show that it came from here."""
    return _page(request, "403_csrf.html", 403, _TOO_OLD)


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400. Who sends too much of something is told how much is not."""
    if isinstance(exception, TooManyFilesSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FILES
        several = "Nothing of it was taken. Send fewer at a time, or put them all into one ZIP."
        return _alone(request, "400.html", 400, f"That was more than {most:,} files at once. {several}")
    if isinstance(exception, TooManyFieldsSent):
        most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        return _alone(request, "400.html", 400, f"That form had more than {most:,} fields. Nothing of it was taken.")
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        what = f"That form held more than {most} MB of text. Nothing of it was taken; send long texts as files."
        return _alone(request, "400.html", 400, what)
    return _alone(request, "400.html", 400, _MALFORMED)


def failed(request: HttpRequest) -> HttpResponse:
    """500; 503 where the database or room on the disk is what is missing."""
    unavailable = answer_about(request, sys.exc_info()[1])
    return unavailable or _alone(request, "500.html", 500, _OUR_FAULT)


def worded(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """An empty refusal of a method gets its page, and who asks what is allowed is told; no error is kept by a cache."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": f"{response['Allow']}, OPTIONS"})
        elif isinstance(response, HttpResponseNotAllowed) and not response.content:
            allowed = response["Allow"]
            sentence = f"This address answers {allowed.replace(', ', ' and ')} alone, and not {request.method}."
            page = _alone(request, "405.html", 405, sentence)
            # In the answer that Django has logged already.
            response.content, response["Content-Type"] = page.content, page["Content-Type"]
            response["Content-Length"] = str(len(page.content))
        if response.status_code >= 400:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def _page(request: HttpRequest, template: str, status: int, sentence: str) -> HttpResponse:
    if wants_data(request):
        return as_data(status, sentence)
    return render(request, template, {"sentence": sentence}, status=status)


def _alone(request: HttpRequest, template: str, status: int, sentence: str) -> HttpResponse:
    """A page that asks nothing of the request or the database: either may be what is broken."""
    if wants_data(request):
        return as_data(status, sentence)
    context = {"site_name": settings.SITE_NAME, "request_id": request_id(), "sentence": sentence, "code": status}
    return HttpResponse(render_to_string(template, context), status=status)
