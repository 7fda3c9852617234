"""A whole result set to take away, as a stream: memory stays the same however many items there are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Protocol

from search.keeping import item_data
from search.keeping.tables import csv_lines, headings, row
from search.query.request import SearchRequest
from search.results import EXPORT_CAP, every_key
from search.results.catalogue import catalogue

_as_text = json.JSONEncoder(ensure_ascii=False).encode


class Export(Protocol):
    """What writes a search that finds ``total`` items, piece by piece.

    ``base``: the site's address without a slash at the end; ``cap``: how many items are written at the most;
    ``remarks``: on how the search was read.
    """

    def __call__(
        self, request: SearchRequest, total: int, base: str, cap: int = EXPORT_CAP, remarks: Sequence[str] = ()
    ) -> Iterator[str]: ...


def cut_short(total: int, cap: int) -> str:
    """The sentence that stands in a file that does not hold everything; empty for one that does."""
    if total <= cap:
        return ""
    return f"This file holds the first {cap:,} of {total:,} disputed items. Narrow the search for the others."


def as_csv(
    request: SearchRequest, total: int, base: str, cap: int = EXPORT_CAP, remarks: Sequence[str] = ()
) -> Iterator[str]:
    """Lines of CSV: the columns in words, a row an item, and last the sentence if the file was cut short and the
    ``remarks``."""

    def rows() -> Iterator[list[str]]:
        yield headings()
        for data in item_data.item_data(every_key(request, cap), catalogue()):
            yield row(data, base)
        yield from ([sentence] for sentence in (cut_short(total, cap), *remarks) if sentence)

    yield from csv_lines(rows())


def as_json(
    request: SearchRequest, total: int, base: str, cap: int = EXPORT_CAP, remarks: Sequence[str] = ()
) -> Iterator[str]:
    """One JSON object with all items under ``results``, an item a line."""
    head = {
        "total": total,
        "included": min(total, cap),
        "remark": cut_short(total, cap) or None,
        "notes": list(remarks),
        "query": request.q,
        "address": f"{base}{request.at_page(1).address()}",
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "results": ['
    for number, data in enumerate(item_data.item_data(every_key(request, cap), catalogue())):
        yield (",\n" if number else "\n") + _as_text(item_data.as_json(data, base))
    yield "\n]}\n"
