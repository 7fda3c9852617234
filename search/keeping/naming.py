"""A search named for people: what a saved search, a feed and a file are called until somebody names them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.text import Truncator, slugify

from search.query.dates import written_date
from search.query.request import SearchRequest
from search.results import Results
from search.results.facets import fitting
from search.schema import FACETS, Catalogue, Facet

EVERYTHING = "All disputed items"
_FILE_NAME_LENGTH = 60
_LONGEST_QUOTED = 120


def quoted(words: str) -> str:
    """“massage therapy”; what brings quotation marks of its own stays as typed, and a pasted text is no name."""
    if len(words) > _LONGEST_QUOTED:
        return "a pasted text"
    return called(words)


def called(name: str) -> str:
    """A name in quotation marks, unless it brings its own."""
    return name if any(mark in name for mark in '"“”') else f"“{name}”"


def name_of(request: SearchRequest, catalogue: Catalogue, results: Results | None = None) -> str:
    """“massage therapy” · Upheld · Occupational Medicine · decided 2015 or later.

    ``results`` knows the labels of values that only letters brought.
    """
    parts = [quoted(request.q)] if request.q else []
    chosen = (chosen_labels(facet, request, catalogue, results) for facet in FACETS)
    parts += [" or ".join(labels.values()) for labels in chosen if labels]
    if request.decided_from or request.decided_to:
        parts.append(f"decided {dates_in_words(request)}")
    return " · ".join(parts) or EVERYTHING


def chosen_labels(
    facet: Facet, request: SearchRequest, catalogue: Catalogue, results: Results | None = None
) -> Mapping[str, str]:
    """Each chosen value of a facet and what it is called, a section after its guideline."""
    known = {each.value: each.label for each in results.facet(facet.name).selected} if results else {}
    known |= fitting(facet, request)

    def in_full(value: str) -> str:
        label = known.get(value) or catalogue.label(facet.name, value)
        parent, slash, _ = value.partition("/")
        return f"{catalogue.label(facet.name, parent)} › {label}" if facet.with_parent and slash else label

    return {value: in_full(value) for value in request.selected(facet.name)}


def short_name(request: SearchRequest, catalogue: Catalogue, length: int, results: Results | None = None) -> str:
    """The same in at most ``length`` characters."""
    return Truncator(name_of(request, catalogue, results)).chars(length)


def file_name(name: str, ending: str) -> str:
    """``name`` as a file's name: lower case letters, digits and hyphens, with its ending."""
    stem = slugify(name)[:_FILE_NAME_LENGTH].strip("-") or "imr"
    return f"{stem}.{ending}"


def dates_in_words(request: SearchRequest) -> str:
    """The span of decision dates: 2015, 2015 to 2016, April 30, 2015 or later."""
    first, last = request.decided_from, request.decided_to
    told_first = _day(first, written_date(first, "from")) if first else ""
    told_last = _day(last, written_date(last, "to")) if last else ""
    if first and last:
        return told_first if told_first == told_last else f"{told_first} to {told_last}"
    return f"{told_first} or later" if first else f"{told_last} or earlier"


def _day(day: date, written: str) -> str:
    return written if len(written) == 4 else day_in_full(day)


def day_in_full(day: date) -> str:
    """January 4, 2017."""
    return date_format(day, "F j, Y")
