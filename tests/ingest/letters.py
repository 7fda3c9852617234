"""Invented letters for the tests of this room: small, of the common form, with what a test wants to vary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

HEADER = """\
Case Number: {case}
Date Assigned: 03/02/2016
Date of Injury: 05/11/2012
Decision Date: 04/06/2016
UR Denial Date: 01/20/2016
Priority: Standard
Application Received: 02/04/2016
"""
BODY = """\
HOW THE IMR FINAL DETERMINATION WAS MADE

The complete case file went to an expert reviewer, who has no affiliation with anybody involved.
The Expert Reviewer has the following credentials:
State(s) of Licensure: {states}
Certification(s)/Specialty: {specialty}

CLINICAL CASE SUMMARY

The expert reviewer developed the following clinical case summary based on a review of the case file:

{summary}

IMR ISSUES, DECISIONS AND RATIONALES

The Final Determination was based on decisions for the disputed items/services set forth below:

{items}
"""


@dataclass(frozen=True)
class Item:
    """One invented item."""

    heading: str = "Massage therapy, lumbar spine, 8 sessions"
    decision: str = "Upheld"
    claims: str = "Decision based on MTUS Chronic Pain Treatment Guidelines Massage therapy Page(s): 60."
    reviewer: str = "Decision based on MTUS Chronic Pain Treatment Guidelines Massage therapy Page(s): 60."
    rationale: str = (
        "Eight earlier sessions brought no gain in function that the notes record. The request is not necessary."
    )

    def printed(self) -> str:
        """The item as a letter prints it."""
        return (
            f"{self.heading}: {self.decision}\n\n"
            f"Claims Administrator guideline: {self.claims}\n\n"
            f"MAXIMUS guideline: {self.reviewer}\n\n"
            f"Decision rationale: {self.rationale}\n"
        )


MASSAGE = Item()
NORCO = Item(
    heading="Norco 10/325mg #60",
    decision="Overturned",
    claims="Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s): Opioids.",
    reviewer="Decision based on MTUS Chronic Pain Medical Treatment 2009, Section(s): Opioids.",
    rationale="Pain relief, function and screening are all recorded, and the dose has been brought down twice, "
    "as the guideline recommended.",
)
MRI = Item(
    heading="MRI of the right knee",
    claims="Decision based on MTUS Knee Complaints 2004, Section(s): Special Studies.",
    reviewer="Decision based on MTUS Knee Complaints 2004, Section(s): Special Studies.",
    rationale="No instability was found on examination, and plain films have not been taken yet, so that the "
    "study is not necessary.",
)


@dataclass(frozen=True)
class Letter:
    """One invented letter; ``case`` None prints no header."""

    case: str | None = "CM16-9900001"
    items: Sequence[Item] = (MASSAGE, NORCO)
    summary: str = "The worker is a 47-year-old female whose low back has hurt since May 11, 2012."
    states: str = "California"
    specialty: str = "Occupational Medicine"

    def with_(self, **changes: object) -> Letter:
        """This letter with something else in it."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def text(self) -> str:
        """The letter as text."""
        header = HEADER.format(case=self.case) if self.case else ""
        body = BODY.format(
            states=self.states,
            specialty=self.specialty,
            summary=self.summary,
            items="\n".join(item.printed() for item in self.items),
        )
        return f"{header}\n{body}"

    def bytes(self) -> bytes:
        """The letter as a text file."""
        return self.text().encode()
