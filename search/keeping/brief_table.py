"""A brief as a table: its order and notes in front of the columns that every export has."""

from __future__ import annotations

from collections.abc import Iterator

from search.keeping.document import GONE
from search.keeping.item_data import item_data
from search.keeping.tables import headings, row
from search.models import Brief
from search.results.catalogue import catalogue


def brief_rows(brief: Brief, base: str) -> Iterator[list[str]]:
    """The heading and a row an entry; of a letter that is gone only its name and the note."""
    titles = headings()
    yield ["Number", "Note", *titles]
    entries = list(brief.entries.select_related("item__determination"))
    shown = [entry.shown_item.pk for entry in entries if entry.shown_item]
    known = {data.pk: data for data in item_data(shown, catalogue())}
    for number, entry in enumerate(entries, start=1):
        item = entry.shown_item
        if item:
            values = row(known[item.pk], base)
        else:
            gone = {"Case number": entry.letter, "Item": str(entry.item_number), "Remark": GONE}
            values = [gone.get(title, "") for title in titles]
        yield [str(number), entry.note, *values]
