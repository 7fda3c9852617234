"""A search to take away whole, for spreadsheets and programs."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from search.exports import Export, as_csv, as_json
from search.keeping.naming import file_name, name_of
from search.results import remarks, total_of
from search.results.catalogue import catalogue
from search.views.answers import needs_index, refused
from search.views.searching import read
from search.views.taking import base_of, download


@require_safe
@needs_index
def results_csv(request: HttpRequest) -> HttpResponseBase:
    """Every item the search finds, up to the cap, in its order; 400 where a filter or date cannot be read."""
    return _whole(request, as_csv, "csv", "text/csv; charset=utf-8")


@require_safe
@needs_index
def results_download(request: HttpRequest) -> HttpResponseBase:
    """The same as JSON."""
    return _whole(request, as_json, "json", "application/json")


def _whole(request: HttpRequest, write: Export, ending: str, content_type: str) -> HttpResponseBase:
    """The search that an address asks for, as a file with this ending; refused where a part of it cannot be read."""
    reading = read(request)
    if reading.unmet:
        return refused(request, reading.unmet)
    asked = reading.request.at_page(1)
    pieces = write(asked, total_of(asked), base_of(request), remarks=remarks(asked, reading.notes))
    return download(pieces, content_type, file_name(name_of(asked, catalogue()), ending))
