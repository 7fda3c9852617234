"""Addresses for probes: does this process answer, can it serve, what is wrong."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.log import log_response
from django.views.decorators.cache import never_cache

from search.operating import health
from search.views.measuring import metrics_page

log = logging.getLogger(__name__)
_THE_MACHINE_ITSELF = ("127.0.0.1", "::1", "")
"""Where a probe of the machine itself comes from; the last through a socket file."""


@never_cache
def livez(request: HttpRequest) -> HttpResponseBase:
    """That this process answers. It asks nothing else."""
    return JsonResponse({"ok": True})


@never_cache
def readyz(request: HttpRequest) -> HttpResponseBase:
    """Whether it can serve; 503 with the reasons when it cannot."""
    return _answer(request, *health.ready())


@never_cache
def healthz(request: HttpRequest) -> HttpResponseBase:
    """The database, the index and the processes, with what they hold; 503 when one is not well."""
    return _answer(request, *health.healthy())


_NUMBER = re.compile(r"\d[\d,.]*")
_last_wrong: dict[str, str] = {}
"""What was last wrong at each probe, without its numbers, some of which grow by the second."""


def _answer(request: HttpRequest, ok: bool, said: dict[str, object]) -> HttpResponseBase:
    """200 or 503. A probe asks every few seconds: what is wrong goes to the log where it is another than before."""
    response = JsonResponse(said, status=200 if ok else 503)
    wrong = "" if ok else response.content.decode()
    kind = _NUMBER.sub("", wrong)
    changed = _last_wrong.get(request.path, "") != kind
    _last_wrong[request.path] = kind
    if wrong:
        # By Django's own function, which then does not log the answer a second time.
        level = "error" if changed else "debug"
        told = (request.path, wrong)
        log_response("%s answers 503: %s", *told, response=response, request=request, logger=log, level=level)
    elif changed:
        log.warning("%s answers 200 again.", request.path)
    return response


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
