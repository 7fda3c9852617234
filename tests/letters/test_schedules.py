"""Decisions that a list at the end gives to the items by their numbers or letters are theirs."""

from __future__ import annotations

import pytest

from search.letters import parse

from .builder import SECOND, Item, Letter

WHOLE = Letter(items=[Item(), SECOND], width=1000).text()


def _listed(first: str, second: str, row: str = "Item {} ........ {}") -> str:
    bare = WHOLE.replace(f"{Item().heading}: Upheld", f"Item {first}. {Item().heading}")
    bare = bare.replace(f"{SECOND.heading}: Overturned", f"Item {second}. {SECOND.heading}")
    rows = f"{row.format(first, 'Upheld')}\n{row.format(second, 'Overturned')}"
    return f"{bare.rstrip()}\n\nSCHEDULE OF DETERMINATIONS\n\n{rows}\n"


@pytest.mark.parametrize(("first", "second"), [("A", "B"), ("1", "2")])
@pytest.mark.parametrize("row", ["Item {} ........ {}", "Item {}: {}", "Issue {} - {}"])
def test_a_list_at_the_end_decides(first: str, second: str, row: str) -> None:
    read = parse(_listed(first, second, row))
    assert [(item.heading, item.decision) for item in read.items] == [
        (Item().heading, "upheld"),
        (SECOND.heading, "overturned"),
    ]
    assert read.items[1].rationale == parse(WHOLE).items[1].rationale
    assert read.review == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Item B ........ Overturned\n", ""),
        ("Item B ........ Overturned", "Item C ........ Overturned"),
        ("Item B ........ Overturned", "Item B ........ Overturned\nItem C ........ Upheld"),
        ("SCHEDULE OF DETERMINATIONS", "Of another case"),
    ],
)
def test_a_list_that_is_not_of_these_items_is_doubted(old: str, new: str) -> None:
    text = _listed("A", "B")
    assert old in text
    assert parse(text.replace(old, new)).review
