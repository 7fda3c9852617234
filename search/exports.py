"""A whole result set to take away, as a stream: memory stays the same however many items there are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from search.keeping.tables import csv_lines, headings, row
from search.models import Citation, DisputedItem, Side
from search.query.request import SearchRequest
from search.results import EXPORT_CAP, every_item


def cut_short(total: int, cap: int) -> str:
    """The sentence that stands in a file that does not hold everything; empty for one that does."""
    if total <= cap:
        return ""
    return f"This file holds the first {cap:,} of {total:,} disputed items. Narrow the search for the others."


def as_csv(request: SearchRequest, total: int, base: str, cap: int = EXPORT_CAP) -> Iterator[str]:
    """Lines of CSV: the columns in words, a row an item, and last the sentence if the file was cut short.

    ``base`` is the site's address without a slash at the end, here and below.
    """

    def rows() -> Iterator[list[str]]:
        yield headings()
        for item in every_item(request, cap):
            yield row(item, base)
        if sentence := cut_short(total, cap):
            yield [sentence]

    yield from csv_lines(rows())


def as_json(request: SearchRequest, total: int, base: str, cap: int = EXPORT_CAP) -> Iterator[str]:
    """One JSON object with all items under ``results``, an item a line."""
    head = {
        "total": total,
        "included": min(total, cap),
        "remark": cut_short(total, cap) or None,
        "query": request.q,
        "address": f"{base}{request.at_page(1).address()}",
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "results": ['
    for number, item in enumerate(every_item(request, cap)):
        yield (",\n" if number else "\n") + json.dumps(item_json(item, base), ensure_ascii=False)
    yield "\n]}\n"


def item_json(item: DisputedItem, base: str) -> dict[str, Any]:
    """An item with everything a letter says about it; absent is null or an empty list."""
    letter = item.determination
    cited = list(item.citations.all())
    return {
        "case_number": letter.case_number,
        "item": item.position,
        "url": f"{base}{item.get_absolute_url()}",
        "heading": item.heading,
        "disputed": item.disputed,
        "decision": item.decision,
        "decision_date": letter.decision_date.isoformat() if letter.decision_date else None,
        "treatment": item.treatment_id,
        "drug": item.drug.label if item.drug else None,
        "body_regions": [region.pk for region in item.regions.all()],
        "specialties": [specialty.label for specialty in letter.specialties.all()],
        "licensed_in": [state.label for state in letter.licensed_in.all()],
        "claims_guideline": item.claims_guideline,
        "claims_citations": _citations(cited, Side.CLAIMS),
        "reviewer_guideline": item.reviewer_guideline,
        "reviewer_citations": _citations(cited, Side.REVIEWER),
        "rationale": item.rationale,
        "sample": letter.is_sample,
    }


def _citations(cited: list[Citation], side: Side) -> list[list[str]]:
    return [
        [each.guideline_id, each.section_printed or (each.section.label if each.section else ""), each.pages]
        for each in cited
        if each.side == side
    ]
