"""What a request must show: a checklist for a treatment, and for a guideline section where one is asked for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from search.insight import requirements
from search.query.request import SearchRequest
from search.results.catalogue import catalogue
from search.views.answers import needs_index, not_found

UNKNOWN = "There is no such treatment here. Browse by treatment to see what there is."


@needs_index
def checklist(request: HttpRequest, category: str, kind: str = "") -> HttpResponseBase:
    """The grounds on which requests for a treatment were denied, as a list to tick off."""
    names = catalogue()
    key = f"{category}/{kind}" if kind else category
    if names.read("treatment", key) != key:
        return not_found(request, UNKNOWN)
    section = names.read("guideline", request.GET.get("guideline", ""))
    chosen = (("treatment", key), *((("guideline", section),) if section else ()))
    asked = SearchRequest(chosen=chosen)
    return render(
        request,
        "requirements.html",
        {
            "asked": asked,
            "found": requirements(asked),
            "treatment": names.label("treatment", key),
            "section": names.label("guideline", section) if section else "",
            "canonical": f"{request.path}?guideline={section}" if section else request.path,
            "all_address": asked.address(),
            "approved_address": asked.with_value("decision", "overturned").address(),
        },
    )
