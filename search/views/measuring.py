"""What the site tells those who watch it: how many requests and searches there were, how long they took."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.cache import never_cache

from search.operating import metrics
from search.schema import FACET_NAMES

_METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH")
_OUTPUTS = {
    "search": "page",
    "search-json": "json",
    "search-csv": "csv",
    "search-atom": "atom",
    "search-download": "download",
    "complete": "completion",
}
"""What a search is counted as, by the name of the page that answered it."""
_NARROWING = (*FACET_NAMES, "from", "to")


@never_cache
def metrics_page(request: HttpRequest) -> HttpResponseBase:
    """The numbers, as Prometheus reads them; only the machine itself gets here."""
    return HttpResponse(metrics.told(), content_type=metrics.CONTENT_TYPE)


def measured(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Count every request and the time until its answer began, and every search."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        start = perf_counter()
        response = get_response(request)
        seconds = perf_counter() - start
        method = request.method if request.method in _METHODS else "other"
        view = _view(request)
        with metrics.counting():
            metrics.requests.labels(view, method, str(response.status_code)).observe(seconds)
            if (output := _OUTPUTS.get(view)) and response.status_code in (200, 304):
                output = "insight" if request.GET.get("view") == "insight" else output
                metrics.searches.labels(output, _kind(request)).observe(seconds)
        return response

    return answer


def _view(request: HttpRequest) -> str:
    """The name of the page, of which there are some dozens; addresses, of which there are any number, are not told."""
    match = request.resolver_match
    try:
        # A page that is remembered was not looked for.
        return (match or resolve(request.path_info)).view_name
    except Resolver404:
        return "none"


def _kind(request: HttpRequest) -> str:
    words = "words" if request.GET.get("q", "").strip() else ""
    filters = "filters" if any(name in request.GET for name in _NARROWING) else ""
    return " and ".join(filter(None, (words, filters))) or "everything"
