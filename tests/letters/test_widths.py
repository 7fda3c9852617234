"""Where the lines of a letter end is chance: what fills a line is the text's at any width, whatever it looks like."""

from __future__ import annotations

import pytest

from search.letters import parse

from .builder import Item, Letter

LETTER = Letter(
    summary=(
        "The worker is a 58-year-old man who has worked beside saws for years. He was found to be a good candidate "
        "for a pair of behind-the-ear hearing aids with an accessory for hands-free phone use. The Oswestry "
        "Disability Index fell from 48 to 40. The visit of 3-14-2016. The Utilization Review (UR) of (4-2-2016) denied "
        "a request for hearing aids. The request for authorization was received dated 03/21/2016.",
    ),
    items=(
        Item(
            heading="Retrospective Diclofenac gel 1%-100gm #1 with 2 refills, per 03/14/2016 order",
            claims="Decision based on Official Disability Guidelines (ODG) Low Back - Lumbar & Thoracic "
            "(Acute & Chronic), EMG, NCS.",
            reviewer="The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines. "
            "Decision based on Non-MTUS Citation https://library.example/gels-and-patches-for-the-back-and-hip-in-adults.",
            rationale=(
                "The schedule (July 28, 2016), Topical Analgesics, Page 111, refers to its Chapter 9, Shoulder "
                "Complaints, Initial Management, Page 204 and Summary of Recommendations and Evidence, Page 213 which "
                "allow a gel after tablets have failed. Guideline for the Treatment of Patients with Low Back Pain "
                "(2012) agrees. The records name no tablet. The gel is not medically necessary.",
            ),
        ),
    ),
)
WHOLE = parse(Letter(LETTER.items, summary=LETTER.summary, width=5_000).text())


@pytest.mark.parametrize("width", range(54, 128))
def test_full_lines_are_text(width: int) -> None:
    letter = parse(Letter(LETTER.items, summary=LETTER.summary, width=width).text())
    assert letter.clinical_summary == LETTER.summary[0]
    (item,) = letter.items
    assert item == WHOLE.items[0]
    assert item.heading == LETTER.items[0].heading
    assert item.rationale == LETTER.items[0].rationale[0]
    assert letter.review == ()
