"""An item that was withdrawn is none of those decided, however its heading says so, and its number is not missed."""

from __future__ import annotations

import pytest

from search.letters import parse

from .builder import SECOND, Item, Letter

HEADINGS = (Item().heading, SECOND.heading)
WITHDRAWN = "Cold therapy unit, 7 day rental"
NOTE = "The item was withdrawn by its provider before the review, and no determination is made."
SAID = (
    "Withdrawn",
    "Withdrawn by the requesting physician",
    "Request withdrawn",
    "Withdrawn prior to review",
    "Not reviewed (withdrawn)",
    "Withdrawn on 06/30/2016",
    "This request was withdrawn",
    "No longer in dispute (authorized by the claims administrator on 06/30/2016)",
    "withdrawn; not decided",
)


@pytest.mark.parametrize("sign", [": ", " - ", "\nDecision: ", "\n"])
@pytest.mark.parametrize("said", SAID)
def test_a_withdrawn_item_is_left_out_without_a_doubt(said: str, sign: str) -> None:
    text = Letter(items=[Item(), SECOND], width=1000).text()
    first, second = (f"{heading}:" for heading in HEADINGS)
    noted = text.replace(second, f"{WITHDRAWN}{sign}{said}\n\n{NOTE}\n\n{second}", 1)
    numbered = text.replace(first, f"1. {first}", 1).replace(second, f"2. {WITHDRAWN}{sign}{said}\n\n3. {second}", 1)
    for printed in (noted, numbered):
        read = parse(printed)
        assert [item.decision for item in read.items] == ["upheld", "overturned"]
        assert [WITHDRAWN in item.rationale for item in read.items] == [False, False]
        assert read.review == ()
        assert WITHDRAWN in read.text


def test_a_drug_that_was_withdrawn_in_the_history_is_none() -> None:
    text = Letter(items=[Item(), SECOND], width=1000).text()
    told = text.replace("The notes describe", "Gabapentin - withdrawn for dizziness. The notes describe", 1)
    assert [item.decision for item in parse(told).items] == ["upheld", "overturned"]


def test_a_missing_number_is_still_missed() -> None:
    first, second = (f"{heading}:" for heading in HEADINGS)
    text = Letter(items=[Item(), SECOND], width=1000).text()
    gap = text.replace(first, f"1. {first}", 1).replace(second, f"4. {WITHDRAWN}: Withdrawn\n\n5. {second}", 1)
    assert "The items are numbered 1, 5; one may be missing." in parse(gap).review
