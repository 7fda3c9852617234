"""Addresses for machines: robots, browsers' search boxes, completion."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render

from search.index import IndexUnavailable
from search.insight import completions
from search.models import Determination

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
        told = completions(typed)
    except IndexUnavailable:
        told = None
    found = told or []
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
    # What it offers may be withdrawn; and where nothing could be told, the next letter that is typed asks again.
    response["Cache-Control"] = "private, no-store" if told is None else "private, max-age=300"
    return response
