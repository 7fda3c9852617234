"""What counts a heading within its letter is no part of it."""

import pytest

from search.letters.portions import without_numbering

NUMBERED = [
    "1) {}",
    "(2) {}",
    "3. {}",
    "b. {}",
    "B) {}",
    "iv. {}",
    "• {}",
    "- {}",
    "#1: {}",
    "Issue #1: {}",
    "Issue #1 {}",
    "Request 2 of 3 - {}",
    "Disputed treatment #1: {}",
    "IMR Issue 1. {}",
    "• 1) {}",
]


@pytest.mark.parametrize("printed", NUMBERED)
def test_a_number_or_bullet_is_not_the_heading(printed: str) -> None:
    assert without_numbering(printed.format("Norco 10/325mg #60")) == "Norco 10/325mg #60"


@pytest.mark.parametrize(
    "heading",
    [
        "(12) sessions of physical therapy",
        "1 MRI of the knee",
        "1.5% cream",
        "3.0T MRI",
        "H. pylori test",
        "One (1) MRI",
        "Treatment 2 x week",
        "#30",
        "4)",
        "x-ray",
        "Item",
        "",
    ],
)
def test_amounts_and_names_stay(heading: str) -> None:
    assert without_numbering(heading) == heading
