"""Many keys asked for as one value."""

from __future__ import annotations

import pytest

from search.models import Citation, DisputedItem
from tests.index.rows import item, letter


@pytest.mark.django_db
def test_among_finds_what_in_finds() -> None:
    made = [item(letter(f"CM15-{number:07}"), guidelines=("odg",)) for number in range(4)]
    keys = frozenset(each.pk for each in made[1:3]) | {0, 10**9}
    for rows, key in ((DisputedItem.objects.all(), "pk"), (Citation.objects.all(), "item")):
        found = rows.filter(**{f"{key}__among": keys}).order_by("pk")
        assert list(found) == list(rows.filter(**{f"{key}__in": keys}).order_by("pk"))
        assert found.count() == 2
        assert not rows.filter(**{f"{key}__among": frozenset()})
