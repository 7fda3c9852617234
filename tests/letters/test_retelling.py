"""Letters in another dress: what is set anew takes no time to tell, and what does not come out even is left alone."""

from __future__ import annotations

from time import process_time

import pytest

from search.letters.retelling import retold

LETTER = """\
IMR CM16-9000044
DOI: 5/5/2013, UR denial: 6/1/2016, assigned: 7/6/2016, decided: 8/9/2016
Reviewer: Chiropractic, California
Summary: A 40-year-old packer with neck pain and six visits so far.

ITEM 1: Chiropractic, twelve visits
Result: Upheld
Payor's source: MTUS Chronic Pain, p. 58
Our source: MTUS Chronic Pain, p. 59
Why: No gain is shown.

ITEM 2: Heat pack
Result: Overturned
Payor's source: none
Our source: ODG Neck, Heat
Why: Simple and cheap.
"""


def test_a_letter_with_labels_of_its_own_is_set_anew() -> None:
    anew = retold(LETTER)
    assert anew is not None
    assert anew.items == 2
    assert "Chiropractic, twelve visits: Upheld" in anew.text
    assert "Date decided: 8/9/2016" in anew.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Result: Upheld", "Result: Upheld for six visits"),
        ("Result: Upheld", "Result: Upheld (I think)"),
        ("Result: Upheld\n", ""),
        ("ITEM 2", "ITEM 3"),
        ("ITEM 2: Heat pack\n", ""),
        ("Why: No gain is shown.\n", ""),
        ("Our source: ODG Neck, Heat\n", "Our source: ODG Neck, Heat\nResult: Upheld\n"),
        ("Payor's source: MTUS Chronic Pain, p. 58\n", "Our source: MTUS Chronic Pain, p. 58\n"),
        ("IMR CM16-9000044", "IMR CM16-9000044 and CM16-9000045"),
        ("IMR CM16-9000044", "Example, do not file: IMR CM16-9000044"),
        ("IMR CM16-9000044", "IMR CM16-9000044 was rescinded."),
        ("Simple and cheap.\n", "Simple and cheap.\n\nTotal items: 3\n"),
    ],
)
def test_what_does_not_come_out_even_is_left_alone(old: str, new: str) -> None:
    assert old in LETTER
    assert retold(LETTER.replace(old, new, 1)) is None


@pytest.mark.parametrize(
    "text",
    [
        "a: " * 8000,
        "[ ] [x] " * 4000,
        "I. II. " * 6000,
        "[1] x\n" * 4000,
        "A B C D " * 5000,
        "a\tb\tc\n" * 4000,
        "Treatment\tb\tc\n" * 4000,
        "Treatment   Decision   Rationale\n" * 2000,
        "quote " * 4000 + "end quote " * 2000,
        "Item 1: x\n" * 5000,
        "1) MAXIMUS has determined the request for x\n" * 2000,
        "<a>" * 5000,
        "[" * 20000,
        "the first of may two thousand " * 3000,
        "What was decided? " * 4000,
    ],
)
def test_a_hostile_text_takes_no_time(text: str) -> None:
    started = process_time()
    retold(f"IMR CM16-9000044\nDOI: 5/5/2013\n{text}")
    assert process_time() - started < 1
