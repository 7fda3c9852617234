"""Answers that are not the page asked for, each with a sentence on what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.log import log_response

from search.index import IndexUnavailable
from search.index.standing import require_standing
from search.query.request import SearchRequest
from search.views.unavailable import as_data, not_now, wants_data

log = logging.getLogger(__name__)
P = ParamSpec("P")


def not_found(
    request: HttpRequest,
    sentence: str,
    address: str = "/search/",
    offer: str = "Search",
    asked: SearchRequest | None = None,
) -> HttpResponse:
    """404 with a reason and a link to go on with. The box keeps the search that was ``asked``."""
    if wants_data(request):
        return as_data(404, sentence)
    context = {"sentence": sentence, "address": address, "offer": offer, "asked": asked}
    return render(request, "404.html", context, status=404)


def refused(request: HttpRequest, reasons: Sequence[str]) -> HttpResponse:
    """400 with the reasons, as JSON where JSON was asked for: a program would take what is found for what it sought."""
    if request.path.endswith(".json"):
        return JsonResponse({"error": " ".join(reasons), "reasons": list(reasons)}, status=400)
    return HttpResponse("".join(f"{each}\n" for each in reasons), status=400, content_type="text/plain; charset=utf-8")


def gone(request: HttpRequest, sentence: str, why: str = "") -> HttpResponse:
    """410 with a sentence, and why where the owner has it told."""
    if wants_data(request):
        return as_data(410, " ".join(filter(None, (sentence, why))))
    return render(request, "410.html", {"sentence": sentence, "why": why}, status=410)


def needs_index(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """A view that answers 503 with the index's own sentence while the index cannot be asked."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            require_standing()
            return view(request, *args, **kwargs)
        except IndexUnavailable as unavailable:
            response = _without_index(request, unavailable)
            # By Django's own function, which then does not log the answer a second time.
            log_response("The index cannot answer: %s", unavailable, response=response, request=request, logger=log)
            return response

    return answer


def _without_index(request: HttpRequest, unavailable: IndexUnavailable) -> HttpResponse:
    if wants_data(request):
        return not_now(request, "Search is unavailable right now.", 60)
    # The sentence may name folders of the machine: it is for staff alone.
    detail = str(unavailable) if getattr(request.user, "is_staff", False) else ""
    response = render(request, "503.html", {"detail": detail}, status=503)
    response["Retry-After"] = "60"
    return response
