"""Stopping e-mails with the link that every one of them carries: no password, and no change by merely looking."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from search.keeping.digests import reader_of, stop_all


# Mail programs post here on their own (RFC 8058): the signed token is the authority, not a session.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponseBase:
    """A button that stops all e-mails to a person; pressed, it has."""
    reader = reader_of(token)
    if reader is None:
        raise Http404("This link is incomplete; copy it again from the e-mail.")
    stopped = request.method == "POST"
    if stopped:
        stop_all(reader)
    return render(request, "keeping/digest_stop.html", {"stopped": stopped})
