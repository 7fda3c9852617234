"""Letters of our own wording, set as the posted ones are, for tests that vary how they are printed."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

HEADER = {
    "Case Number:": "CM16-9000001",
    "Date Assigned:": "06/21/2016",
    "Date of Injury:": "02/03/2014",
    "Decision Date:": "07/19/2016",
    "UR Denial Date:": "05/25/2016",
    "Priority:": "Standard",
    "Application Received:": "06/10/2016",
}


@dataclass(frozen=True)
class Item:
    heading: str = "Massage therapy, 8 visits, upper back"
    decision: str = "Upheld"
    claims: str = "Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s): Massage therapy."
    reviewer: str = "Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s): Massage therapy."
    rationale: Sequence[str] = (
        "The guideline allows a short trial beside active exercise. The notes describe no exercise and "
        "no gain "
        "from the visits so far, so more of them would not be expected to help. The visits asked for are not "
        "medically necessary.",
    )


SECOND = Item(
    heading="Electromyography of the left arm",
    decision="Overturned",
    claims="The Claims Administrator did not cite any medical evidence for its decision.",
    reviewer="Decision based on MTUS Neck and Upper Back Complaints 2004, Section(s): Special Studies.",
    rationale=(
        "Numbness in the thumb has lasted for more than six weeks in spite of care, and the examination "
        "does not "
        "tell the wrist from the neck as its source. The study is medically necessary.",
    ),
)


@dataclass(frozen=True)
class Letter:
    items: Sequence[Item] = (Item(), SECOND)
    header: str = "table"
    summary: Sequence[str] = ("The worker is a 47-year-old woman who hurt her back while lifting a crate.",)
    reviewer: Sequence[str] = (
        "The Expert Reviewer has the following credentials:",
        "State(s) of Licensure: Oregon,Nevada",
        "Certification(s)/Specialty: Physical Medicine & Rehabilitation, Pain Management",
    )
    width: int = 92
    gap: str = "\n\n"
    extra: Sequence[str] = field(default=())

    def text(self) -> str:
        paragraphs = [
            *([header(self.header)] if self.header else []),
            "HOW THE IMR FINAL DETERMINATION WAS MADE",
            *self.reviewer,
            "CLINICAL CASE SUMMARY",
            "The expert reviewer developed the following clinical case summary based on a review of the "
            "case file, "
            "including all medical records:",
            *self.summary,
            "IMR ISSUES, DECISIONS AND RATIONALES",
            "The Final Determination was based on decisions for the disputed items/services set forth below:",
        ]
        for item in self.items:
            paragraphs += [
                f"{item.heading}: {item.decision}",
                f"Claims Administrator guideline: {item.claims}",
                f"MAXIMUS guideline: {item.reviewer}",
                f"Decision rationale: {item.rationale[0]}",
                *item.rationale[1:],
            ]
        return self.gap.join([*map(self.wrapped, paragraphs), *self.extra])

    def wrapped(self, paragraph: str) -> str:
        return "\n".join(
            textwrap.fill(line, self.width, break_long_words=False) if len(line) > self.width else line
            for line in paragraph.split("\n")
        )


def header(order: str) -> str:
    """The header table as extractors print it."""
    labels, values = list(HEADER), list(HEADER.values())
    if order == "table":
        return (
            "Case Number: CM16-9000001\nDate Assigned: 06/21/2016 Date of Injury: 02/03/2014\n"
            "Decision Date: 07/19/2016 UR Denial Date: 05/25/2016\nPriority: Standard "
            "Application\nReceived:\n06/10/2016"
        )
    if order == "next line":
        return "\n".join(f"{label}\n{value}" for label, value in HEADER.items())
    if order == "same line":
        return "\n".join(f"{label} {value}" for label, value in HEADER.items())
    if order == "labels first":
        return "\n".join([*labels, "", *values])
    if order == "values first":
        return "\n".join([*values, "", *labels])
    if order == "columns":
        left, right = (0, 1, 3, 5), (2, 4, 6)
        split = ["Date of Injury:", "UR Denial Date:", "Application", "Received:"]
        columns = [
            [labels[at] for at in left],
            [values[at] for at in left],
            split,
            [values[at] for at in right],
        ]
        return "\n\n".join(map("\n".join, columns))
    if order == "value above label":
        return (
            "Case Number:\nDate Assigned:\nDecision "
            "Date:\nPriority:\n\nCM16-9000001\n06/21/2016\n07/19/2016\nStandard\n\n"
            "02/03/2014\nDate of Injury:\nUR Denial Date:   05/25/2016\n06/10/2016\nApplication\nReceived:"
        )
    raise ValueError(order)


ORDERS = ("table", "next line", "same line", "labels first", "values first", "columns", "value above label")
