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
    ("old", "new", "told"),
    [
        # labels that nobody knows, in all items
        ("Why: ", "Musings: ", "Decision rationale: No gain is shown in the notes of eight months."),
        ("Our source: ", "Shelf: ", "MAXIMUS guideline: ODG Neck, Heat"),
        ("Result: ", "Fate: ", "Heat pack: Overturned"),
        # what utilization review did is no decision of the review's
        ("Result: Upheld", "UR action: denied\nResult: Upheld", "Chiropractic, twelve visits: Upheld"),
        ("Payor's source: ", "Cited in the denial: ", "Claims Administrator guideline: none"),
        ("assigned: 7/6/2016", "handed on 7/6/2016, asked for 6/20/2016", "Assigned on: 7/6/2016"),
        ("Summary: ", "\n", "CLINICAL CASE SUMMARY"),
    ],
)
def test_what_only_its_place_tells_is_read(old: str, new: str, told: str) -> None:
    text = LETTER.replace("No gain is shown.", "No gain is shown in the notes of eight months.")
    text = text.replace("Simple and cheap.", "It is simple and cheap and she sleeps better with it.")
    assert old in text
    anew = retold(text.replace(old, new))
    assert anew is not None
    assert told in anew.text


def test_a_decision_may_begin_the_reasons() -> None:
    text = LETTER.replace("Result: Upheld\n", "").replace("Result: Overturned\n", "")
    text = text.replace("Why: No", "Verdict and why: Upheld. No").replace(
        "Why: Simple", "Verdict and why: Overturned. Simple"
    )
    anew = retold(text)
    assert anew is not None
    assert "Chiropractic, twelve visits: Upheld" in anew.text
    assert "Decision rationale: Simple and cheap." in anew.text
    # in one item alone it is not sure
    assert retold(LETTER.replace("Result: Upheld\n", "").replace("Why: No", "Verdict and why: Upheld. No")) is None


def test_a_day_under_a_label_that_nobody_knows_is_told_by_its_place_among_five_alone() -> None:
    four = LETTER.replace("assigned: 7/6/2016", "handed on 7/6/2016")
    anew = retold(four)
    assert anew is not None
    assert not anew.whole_header
    twice = LETTER.replace("assigned: 7/6/2016", "handed on 7/6/2016, asked for July 6, 2016, sent 6/20/2016")
    anew = retold(twice)
    assert anew is None or not anew.whole_header


def test_items_of_a_list_are_told_again_with_their_reasons() -> None:
    head, _, _ = LETTER.partition("ITEM 1")
    listed = (
        f"{head}No.   Service   Outcome\n1     Neck brace   Upheld\n2     Heat pack    Overturned\n\n"
        "1.\nPayor's source: MTUS Neck\nOur source: MTUS Neck\nWhy: It stiffens the neck.\n\n"
        "2.\nPayor's source: none\nOur source: ODG Neck, Heat\nWhy: Simple and cheap.\n"
    )
    anew = retold(listed)
    assert anew is not None
    assert "Neck brace: Upheld" in anew.text
    assert "Decision rationale: Simple and cheap." in anew.text
    assert retold(listed.replace("\n2.\n", "\n3.\n")) is None


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
        "Fate: Upheld\n" * 4000,
        "Item 1: Upheld, " * 4000,
        "(" * 20000,
        "a  " * 8000,
        "CM16-9000044\n" * 4000,
        "Is it medically necessary? No. " * 3000,
    ],
)
def test_a_hostile_text_takes_no_time(text: str) -> None:
    started = process_time()
    retold(f"IMR CM16-9000044\nDOI: 5/5/2013\n{text}")
    assert process_time() - started < 1
