"""What stands on a line of its own in an item and is none of it is doubted, and no line that belongs there."""

from __future__ import annotations

import pytest

from search.letters import parse

from .builder import SECOND, Item, Letter

TEXT = Letter().text()
SAID = "A line may be no part of the text"


@pytest.mark.parametrize(
    ("above", "stamp"),
    [
        ("Section(s): Massage therapy.\n\nMAXIMUS", "Patient was told of this by phone today."),
        ("Special Studies.", "We agree with the reviewer here."),
        ("below:", "They called about this on Monday."),
    ],
)
def test_a_line_that_fits_nowhere_in_an_item_is_doubted(above: str, stamp: str) -> None:
    first, _, rest = above.partition("\n")
    assert above in TEXT
    letter = parse(TEXT.replace(above, f"{first}\n{stamp}\n{rest}", 1))
    assert SAID in " ".join(letter.review)


def test_a_line_in_capitals_within_a_heading_is_doubted() -> None:
    heading = (
        "Massage therapy, two visits a week for four weeks, of the upper back was the original\n"
        "TIME-SENSITIVE MEDICAL MATERIAL\nrequest. The Claims Administrator authorized two visits, leaving the "
        "original request IMR eligible. The original request, massage therapy,"
    )
    assert SAID in " ".join(parse(TEXT.replace(Item().heading, heading)).review)


def test_labels_without_values_within_a_sentence_are_doubted() -> None:
    text = TEXT.replace("who hurt her back", "who hurt\nAdjuster:\nDate:\nDiary:\nher back")
    assert SAID in " ".join(parse(text).review)


@pytest.mark.parametrize(
    "heading",
    [
        "Medical clearance:\nMassage therapy",
        "Massage therapy 8 visits was the original request.\nThe remaining portion of the original request, 4 visits",
        "MASSAGE THERAPY OF THE UPPER BACK,\n8 VISITS",
    ],
)
def test_a_heading_over_several_lines_is_no_doubt(heading: str) -> None:
    assert parse(Letter(items=(Item(heading=heading), SECOND), width=1000).text()).review == ()
