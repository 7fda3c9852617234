"""Addresses for machines: health, robots, browsers' search boxes, completion; and the pages of errors."""

from __future__ import annotations

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from search.index import IndexUnavailable, engine
from search.models import Determination, DisputedItem
from search.results import completions


@never_cache
def healthz(request: HttpRequest) -> HttpResponseBase:
    """Whether the database and the index answer, with what they hold; 503 when one does not."""
    try:
        database: dict[str, object] = {
            "ok": True,
            "engine": connection.vendor,
            "letters": Determination.objects.visible().count(),
            "items": DisputedItem.objects.visible().count(),
        }
    except Error:
        database = {"ok": False}
    health = engine().health()
    ok = bool(database["ok"] and health.ok)
    return JsonResponse(
        {"ok": ok, "database": database, "index": {"ok": health.ok, "items": health.items}},
        status=200 if ok else 503,
    )


def robots(request: HttpRequest) -> HttpResponseBase:
    """What crawlers may fetch: never a search with filters, and nothing at all unless the owner allows indexing."""
    if settings.ALLOW_INDEXING:
        lines = ["Disallow: /search", "Disallow: /admin/", "Disallow: /accounts/", "Disallow: /complete.json"]
    else:
        lines = ["Disallow: /"]
    return HttpResponse("\n".join(["User-agent: *", *lines, ""]), content_type="text/plain; charset=utf-8")


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
            {"q": typed, "completions": [{"text": each.text, "kind": each.entry.kind} for each in found]}
        )
    response["Cache-Control"] = "max-age=300"
    return response


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 for an address that leads nowhere."""
    sentence = str(exception.args[0]) if exception and exception.args and isinstance(exception.args[0], str) else ""
    return render(request, "404.html", {"sentence": sentence}, status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return render(request, "403.html", status=403)
