"""Addresses for probes: does this process answer, can it serve, what is wrong."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.cache import never_cache

from search.operating import health
from search.views.measuring import metrics_page

_THE_MACHINE_ITSELF = ("127.0.0.1", "::1", "")
"""Where a probe of the machine itself comes from; the last through a socket file."""


@never_cache
def livez(request: HttpRequest) -> HttpResponseBase:
    """That this process answers. It asks nothing else."""
    return JsonResponse({"ok": True})


@never_cache
def readyz(request: HttpRequest) -> HttpResponseBase:
    """Whether it can serve; 503 with the reasons when it cannot."""
    ok, said = health.ready()
    return JsonResponse(said, status=200 if ok else 503)


@never_cache
def healthz(request: HttpRequest) -> HttpResponseBase:
    """The database, the index and the processes, with what they hold; 503 when one is not well."""
    ok, said = health.healthy()
    return JsonResponse(said, status=200 if ok else 503)


_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
"""What a proxy on the machine says of a request that it hands on."""
PROBES: dict[str, Callable[[HttpRequest], HttpResponseBase]] = {
    "/livez": livez,
    "/readyz": readyz,
    "/healthz": healthz,
}


def probes_of_the_machine(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """The machine's own probes are answered over plain HTTP, whatever name they use: they know no certificate and no
    host name."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        local = request.META.get("REMOTE_ADDR", "") in _THE_MACHINE_ITSELF
        if local and request.method in ("GET", "HEAD"):
            if probe := PROBES.get(request.path):
                return probe(request)
            # Nobody else has this address, whoever's hands a stranger's request goes through.
            if request.path == "/metrics" and not any(name in request.META for name in _FORWARDED):
                return metrics_page(request)
        return get_response(request)

    return answer
