"""Which stored item is which printed one, when a letter is read again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from search.ingest.fingerprint import letters_and_digits
from search.ingest.reading import NamedItem
from search.models import DisputedItem


@dataclass(frozen=True, slots=True)
class Pair:
    """A printed item's place (from 0) and the row it is.

    ``sure``: they share a heading or a rationale, not just a place.
    """

    place: int
    row: DisputedItem
    sure: bool


def pair(rows: Sequence[DisputedItem], printed: Sequence[NamedItem]) -> list[Pair]:
    """Rows and printed items that belong together, each at most once: by heading, then rationale, then place.

    What a person corrected no longer says what was printed, so it is not compared.
    """
    left = {row.pk: row for row in rows}
    open_places = dict(enumerate(printed))
    pairs: list[Pair] = []

    def join(sure: bool, same: Callable[[DisputedItem, int, NamedItem], bool]) -> None:
        for place, item in list(open_places.items()):
            row = next((row for row in left.values() if same(row, place, item)), None)
            if row is not None:
                pairs.append(Pair(place, left.pop(row.pk), sure))
                del open_places[place]

    # Twins (the same heading twice) are told apart by their place first.
    join(True, lambda row, place, item: row.position == place + 1 and _same("heading", row, item))
    join(True, lambda row, _, item: _same("heading", row, item))
    join(True, lambda row, _, item: _same("rationale", row, item))
    join(False, lambda row, place, _: row.position == place + 1)
    return sorted(pairs, key=lambda each: each.place)


def _same(field: str, row: DisputedItem, item: NamedItem) -> bool:
    if field in row.corrected:
        return False
    stored, printed = letters_and_digits(getattr(row, field)), letters_and_digits(getattr(item.printed, field))
    return bool(stored) and stored == printed
