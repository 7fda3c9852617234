"""Items whose decision or reasons stand in another place than most letters print them."""

from __future__ import annotations

from itertools import permutations

import pytest

from search.letters import ParsedLetter, parse

from .builder import SECOND, Item, Letter

WHOLE = Letter(width=1000)
ITEMS = (Item(), SECOND)
ABOVE = WHOLE.text().partition(ITEMS[0].heading)[0]
LABELS = ("Claims Administrator guideline: ", "MAXIMUS guideline: ", "Decision rationale: ")


def parts(item: Item) -> list[str]:
    rationale = item.rationale if isinstance(item.rationale, str) else "\n\n".join(item.rationale)
    return [label + text for label, text in zip(LABELS, (item.claims, item.reviewer, rationale), strict=True)]


def read(*paragraphs: str) -> ParsedLetter:
    return parse(ABOVE + "\n\n".join(paragraphs))


def said(letter: ParsedLetter) -> list[tuple[str, str, str, str, str]]:
    return [
        (item.heading, str(item.decision), item.claims_guideline, item.reviewer_guideline, item.rationale)
        for item in letter.items
    ]


USUAL = said(parse(WHOLE.text()))
ROWS = [f"{number}. {item.heading}: {item.decision}" for number, item in enumerate(ITEMS, start=1)]


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("place", ["heading", "between", "end"])
def test_parts_in_another_order(order: tuple[int, ...], place: str) -> None:
    blocks: list[str] = []
    for item in ITEMS:
        own = [parts(item)[at] for at in order]
        decision = f"Decision: {item.decision}"
        heads = {"heading": [f"{item.heading}: {item.decision}", *own], "end": [item.heading, *own, decision]}
        blocks += heads.get(place, [item.heading, *own[:2], decision, own[2]])
    letter = read(*blocks)
    assert said(letter) == USUAL
    assert letter.review == ()


def test_parts_in_an_order_of_their_own_in_one_item_alone_are_doubted() -> None:
    first, second = parts(ITEMS[0]), parts(ITEMS[1])
    blocks = (f"{ITEMS[0].heading}: Upheld", *first, f"{ITEMS[1].heading}: Overturned", second[2], *second[:2])
    assert read(*blocks).review != ()


def test_text_below_the_guidelines_that_end_an_item_is_doubted() -> None:
    claims, reviewer, rationale = parts(ITEMS[0])
    letter = read(
        f"{ITEMS[0].heading}: Upheld",
        rationale,
        claims,
        reviewer,
        "A brace for the left wrist would not help her hand either.",
    )
    assert "Item 1: what stands below its guidelines may be no part of them." in letter.review


@pytest.mark.parametrize("opener", ["Item {}", "({})", "As to {}) {}:", "Regarding issue {}:", "Issue #{} - {}", "{1}"])
def test_reasons_below_the_list_of_items(opener: str) -> None:
    below = [
        text
        for number, item in enumerate(ITEMS, start=1)
        for text in (opener.format(number, item.heading), *parts(item))
    ]
    letter = read("\n".join(ROWS), "REASONS", *below)
    assert said(letter) == USUAL
    assert letter.review == ()


def test_reasons_by_number_behind_all_items() -> None:
    first, second = parts(ITEMS[0]), parts(ITEMS[1])
    own = [
        text.replace("Decision rationale:", f"Decision rationale for item {n}:")
        for n, text in ((1, first[2]), (2, second[2]))
    ]
    letter = read(ROWS[0], *first[:2], ROWS[1], *second[:2], *own)
    assert said(letter) == USUAL
    assert letter.review == ()


def test_each_part_of_all_items_together() -> None:
    told = [
        "\n".join([label.strip(), *(f"{n}. {parts(item)[at].removeprefix(label)}" for n, item in enumerate(ITEMS, 1))])
        for at, label in enumerate(LABELS)
    ]
    letter = read("\n".join(ROWS), *told)
    assert said(letter) == USUAL
    assert letter.review == ()


def test_one_rationale_for_two_items() -> None:
    both = "No examination is told. The requests are not medically necessary."
    rows = [row.replace("Overturned", "Upheld") for row in ROWS]
    letter = read("\n".join(rows), "Items 1 and 2", *parts(Item(rationale=(both,))))
    assert [(item.heading, item.decision, item.rationale) for item in letter.items] == [
        (ITEMS[0].heading, "upheld", both),
        (ITEMS[1].heading, "upheld", both),
    ]
    assert letter.review == ()


@pytest.mark.parametrize(
    "below",
    [
        ["Item 1", *parts(ITEMS[0])],  # nothing on the second
        ["Item 2", *parts(ITEMS[0]), "Item 1", *parts(ITEMS[1])],  # the one's reasons for the other
        ["Item 1", *parts(ITEMS[0]), "Item 3", *parts(ITEMS[1])],
        ["Item 1", *parts(ITEMS[0]), "Item 2", *parts(ITEMS[1])[:2]],
    ],
)
def test_reasons_that_do_not_fit_the_list_are_doubted(below: list[str]) -> None:
    assert read("\n".join(ROWS), *below).review != ()


def test_labels_on_both_of_very_many_items_are_read_to_the_end() -> None:
    groups = [
        f"Brace of the {number}. kind: Upheld\nSling of the {number}. kind: Upheld\n"
        f"Claims Administrator guideline for both: Decision based on chapter {number}.\n"
        f"MAXIMUS guideline for both: Decision based on chapter {number}.\n"
        f"Decision rationale for both: In case {number} they are not medically necessary.\n"
        for number in range(1_100)
    ]
    assert len(parse("\n\n".join([Letter().text(), *groups])).items) == 2 + 2 * len(groups)
