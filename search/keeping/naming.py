"""A search named for people: what a saved search, a feed and a file are called until somebody names them."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.text import Truncator, slugify

from search.query.request import SearchRequest
from search.schema import Catalogue

EVERYTHING = "All disputed items"
_FILE_NAME_LENGTH = 60
_LONGEST_QUOTED = 140


def quoted(words: str) -> str:
    """“massage therapy”; what brings quotation marks of its own stays as typed, and a pasted text is no name."""
    if len(words) > _LONGEST_QUOTED:
        return "a pasted text"
    return words if any(mark in words for mark in '"“”') else f"“{words}”"


def name_of(request: SearchRequest, catalogue: Catalogue) -> str:
    """“massage therapy” · Upheld · Occupational Medicine · decided 2015 or later."""
    parts = [quoted(request.q)] if request.q else []
    parts += [
        " or ".join(catalogue.label(facet, value) for value in values) for facet, values in request.filters.items()
    ]
    if span := _span(request.decided_from, request.decided_to):
        parts.append(span)
    return " · ".join(parts) or EVERYTHING


def short_name(request: SearchRequest, catalogue: Catalogue, length: int) -> str:
    """The same in at most ``length`` characters."""
    return Truncator(name_of(request, catalogue)).chars(length)


def file_name(name: str, ending: str) -> str:
    """``name`` as a file's name: lower case letters, digits and hyphens, with its ending."""
    stem = slugify(name)[:_FILE_NAME_LENGTH].strip("-") or "imr"
    return f"{stem}.{ending}"


def _span(first: date | None, last: date | None) -> str:
    if first and last:
        return f"decided {day_in_full(first)} to {day_in_full(last)}"
    if first:
        return f"decided {day_in_full(first)} or later"
    return f"decided {day_in_full(last)} or earlier" if last else ""


def day_in_full(day: date) -> str:
    """January 4, 2017."""
    return date_format(day, "F j, Y")
