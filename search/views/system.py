"""Addresses for machines: robots, browsers' search boxes, completion; and the pages of errors."""

from __future__ import annotations

import sys

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from search.index import IndexUnavailable
from search.insight import completions
from search.models import Determination
from search.operating.logs import request_id
from search.views.unavailable import not_now, sentence_about

_MAP_PART = 20_000
_LAST_PART = 100_000


def robots(request: HttpRequest) -> HttpResponseBase:
    """What crawlers may fetch: never a search with filters, and nothing at all unless the owner allows indexing."""
    if settings.ALLOW_INDEXING:
        closed = ("/search", "/admin/", "/accounts/", "/complete.json")
        lines = [f"Disallow: {path}" for path in closed]
        lines.append(f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}")
    else:
        lines = ["Disallow: /"]
    return HttpResponse("\n".join(["User-agent: *", *lines, ""]), content_type="text/plain; charset=utf-8")


def sitemap(request: HttpRequest) -> HttpResponseBase:
    """The parts of the site's map; none of it exists unless the owner allows indexing."""
    last = Determination.objects.visible().order_by("-pk").values_list("pk", flat=True).first()
    if not settings.ALLOW_INDEXING or last is None:
        raise Http404("This site has no map.")
    parts = [request.build_absolute_uri(f"/sitemap-{part}.xml") for part in range(last // _MAP_PART + 1)]
    return render(request, "sitemap_index.xml", {"parts": parts}, content_type="application/xml; charset=utf-8")


def sitemap_part(request: HttpRequest, part: int) -> HttpResponseBase:
    """The letters of one range of keys."""
    if not settings.ALLOW_INDEXING or part > _LAST_PART:
        raise Http404("There is no such site map here.")
    letters = Determination.objects.visible().filter(pk__range=(part * _MAP_PART, (part + 1) * _MAP_PART - 1))
    rows = letters.order_by("pk").only("case_number", "fingerprint", "modified")
    context = {"letters": rows.iterator(), "origin": request.build_absolute_uri("/").rstrip("/")}
    return render(request, "sitemap.xml", context, content_type="application/xml; charset=utf-8")


def opensearch(request: HttpRequest) -> HttpResponseBase:
    """The description by which a browser adds the site as a search engine."""
    return render(
        request,
        "opensearch.xml",
        {"origin": request.build_absolute_uri("/").rstrip("/")},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )


def complete(request: HttpRequest) -> HttpResponseBase:
    """What the words in the box may become; ``?format=opensearch`` as browsers want it."""
    typed = request.GET.get("q", "").replace("\0", "")[:200]
    try:
        found = completions(typed)
    except IndexUnavailable:
        found = []
    if request.GET.get("format") == "opensearch":
        response = JsonResponse([typed, [each.text for each in found]], safe=False)
    else:
        response = JsonResponse(
            {
                "q": typed,
                "completions": [
                    {"text": each.text, "kind": each.entry.kind, "count": each.entry.count} for each in found
                ],
            }
        )
    response["Cache-Control"] = "private, max-age=300"  # what it offers may be withdrawn
    return response


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 for an address that leads nowhere."""
    sentence = str(exception.args[0]) if exception and exception.args and isinstance(exception.args[0], str) else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400. Who sends too many files at once is told how many are not."""
    too_many = isinstance(exception, TooManyFilesSent)
    return _alone("400.html", 400, most_files=settings.DATA_UPLOAD_MAX_NUMBER_FILES if too_many else 0)


def failed(request: HttpRequest) -> HttpResponse:
    """500; 503 where the database or room on the disk is what is missing."""
    if sentence := sentence_about(sys.exc_info()[1]):
        return not_now(request, sentence)
    return _alone("500.html", 500)


def _alone(template: str, status: int, **said: object) -> HttpResponse:
    """A page that asks nothing of the request or the database: either may be what is broken."""
    context = {"site_name": settings.SITE_NAME, "request_id": request_id(), **said}
    return HttpResponse(render_to_string(template, context), status=status)
