"""A search as a feed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import conditional_page, require_safe

from search.feeds import CONTENT_TYPE, MOST_ENTRIES, atom
from search.keeping.news import added_since, keep_up
from search.keeping.searches import news_items
from search.results import remarks
from search.views.answers import needs_index, refused
from search.views.searching import read
from search.views.taking import base_of


@require_safe
@conditional_page
@needs_index
def results_atom(request: HttpRequest) -> HttpResponseBase:
    """The items last added that the search finds; 304 where the reader has them already."""
    reading = read(request)
    if reading.unmet:
        return refused(request, reading.unmet)
    asked = reading.request
    keep_up()
    items = news_items(added_since(asked, 0, MOST_ENTRIES).ids, MOST_ENTRIES)
    response = HttpResponse(
        atom(asked, items, base_of(request), remarks(asked, reading.notes)), content_type=CONTENT_TYPE
    )
    response["X-Robots-Tag"] = "noindex"
    return response
