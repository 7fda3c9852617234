"""Letters with all that their pages show, fetched once for a state of the collection like the rows of results."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Prefetch

from search.models import Determination, DisputedItem
from search.models.determinations import DeterminationQuerySet
from search.results.rows import FollowingCache

UNSHOWN = ("full_text", "extracted_text")
"""Long columns that a letter's page shows only where the letter has no items."""


@dataclass(frozen=True)
class LetterRow:
    """A letter with its items in printed order. ``told``: what was made of it alone, by whoever made it; ``alike``:
    for an item the keys of what resembles it, one way and the other, and when they were looked for."""

    letter: Determination
    told: dict[Hashable, str] = field(default_factory=dict)
    alike: dict[int, tuple[float, Sequence[Sequence[int]]]] = field(default_factory=dict)

    @cached_property
    def items(self) -> tuple[DisputedItem, ...]:
        """They are fetched with it."""
        return tuple(self.letter.items.all())

    @property
    def stands(self) -> bool:
        """Whether the letter is still so. It is asked: the log tells nothing while an older transaction is at work, and
        what was withdrawn or masked must be gone at once."""
        letter = self.letter
        return Determination.objects.visible().filter(pk=letter.pk, modified=letter.modified).exists()

    @property
    def overturned(self) -> int:
        """How many of the items were."""
        return sum(item.decision == "overturned" for item in self.items)


def with_all_shown() -> DeterminationQuerySet:
    """Letters, whoever may see them, with their items and all that is shown of them."""
    items = DisputedItem.objects.with_its_own().order_by("position")
    return Determination.objects.prefetch_related("specialties", "licensed_in", Prefetch("items", queryset=items))


class LetterCache(FollowingCache[str, LetterRow]):
    """Letters that anybody may see by what stands in their address. One without items is not among them: the log,
    which tells what to forget, speaks of items."""

    a_megabyte = 8

    def fetch(self, keys: Collection[str]) -> Mapping[str, LetterRow]:
        """See there."""
        found = {}
        for key in keys:
            letter = with_all_shown().visible().defer(*UNSHOWN).at(key).order_by("pk").first()
            if letter and letter.identity == key and (row := LetterRow(letter)).items:
                found[key] = row
        return found

    def letter_of(self, row: LetterRow) -> int:
        """See there."""
        return row.letter.pk

    def items_of(self, row: LetterRow) -> Collection[int]:
        """See there."""
        return [item.pk for item in row.items]


letters = LetterCache()
"""This process's."""
