"""A usual letter whose titles or labels are in other words is read as with the usual ones, and doubted alike."""

from __future__ import annotations

import re

import pytest

from search.letters import parse

from .builder import SECOND, Item, Letter

TEXTS = [Letter(items=[Item(), SECOND], width=width).text() for width in (92, 1000)]
WHOLE = parse(TEXTS[1])
TITLES = {
    "CLINICAL CASE SUMMARY": ["MEDICAL HISTORY", "Background", "What the records show", "History of the injury"],
    "HOW THE IMR FINAL DETERMINATION WAS MADE": ["HOW WE DECIDED", "Who reviewed this case", "Expert reviewer"],
    "IMR ISSUES, DECISIONS AND RATIONALES": ["DECISIONS", "Issues in dispute, decisions and reasons", "FINDINGS"],
}
LABELS = {
    "Claims Administrator guideline": ["Carrier's guideline", "Administrator's criteria", "Claims administrator cited"],
    "MAXIMUS guideline": ["Our guideline", "Reviewer cited", "Reviewer's source", "Shelf read"],
    "Decision rationale": ["Why", "Reason", "Decision reasoning", "Rationale for the determination"],
}
PAIRS = [(usual, other) for words in (TITLES, LABELS) for usual, others in words.items() for other in others]


def _is_whole(text: str) -> None:
    read = parse(text)
    assert read.review == ()
    assert [
        (item.heading, item.decision, item.claims_guideline, item.reviewer_guideline, item.rationale)
        for item in read.items
    ] == [
        (item.heading, item.decision, item.claims_guideline, item.reviewer_guideline, item.rationale)
        for item in WHOLE.items
    ]
    assert read.clinical_summary == WHOLE.clinical_summary


@pytest.mark.parametrize("text", TEXTS, ids=["in lines", "in paragraphs"])
@pytest.mark.parametrize(("usual", "other"), PAIRS)
def test_other_words_are_known(usual: str, other: str, text: str) -> None:
    assert usual in text
    _is_whole(text.replace(usual, other))


@pytest.mark.parametrize("text", TEXTS, ids=["in lines", "in paragraphs"])
def test_labels_in_brackets_and_guidelines_in_the_other_order(text: str) -> None:
    held = text
    for label in LABELS:
        held = held.replace(f"{label}:", f"({label})")
    _is_whole(held)
    turned = re.sub(
        r"(Claims Administrator guideline:.*?)(\n+)(MAXIMUS guideline:.*?)(\n+)(?=Decision rationale)",
        r"\3\2\1\4",
        text,
        flags=re.DOTALL,
    )
    _is_whole(turned.replace(": Upheld", "\nOutcome: Upheld").replace(": Overturned", "\nOutcome: Overturned"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (": Overturned", ""),
        ("MAXIMUS guideline", "Claims Administrator guideline"),
        ("The study is medically necessary.", "The study is not medically necessary."),
        ("Decision Date: 07/19/2016", "Decision Date: 07/19/20l6"),
    ],
)
def test_a_letter_in_other_words_keeps_its_doubts(old: str, new: str) -> None:
    """What would be doubted in the usual words is doubted in others."""
    text = TEXTS[1].replace("Decision rationale", "Why").replace("CLINICAL CASE SUMMARY", "MEDICAL HISTORY")
    assert parse(text).review == ()
    assert old in text
    assert parse(text.replace(old, new)).review


def test_a_label_on_several_items_is_on_none_alone() -> None:
    assert parse(TEXTS[1].replace("Decision rationale", "Reasons (both)")).review
