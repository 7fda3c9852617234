"""The owner's colour and sign, for pages that may hold nothing inline."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import conditional_page

from search.operating.branding import branding, stylesheet

_AN_HOUR = "public, max-age=3600"


@conditional_page
def own_css(request: HttpRequest) -> HttpResponseBase:
    """The accent, by day and by night."""
    styles = stylesheet(branding().accent)
    return HttpResponse(styles, content_type="text/css; charset=utf-8", headers={"Cache-Control": _AN_HOUR})


@conditional_page
def own_sign(request: HttpRequest) -> HttpResponseBase:
    """The sign beside the name, as an icon."""
    response = render(request, "mark.svg", content_type="image/svg+xml")
    response["Cache-Control"] = _AN_HOUR
    return response
