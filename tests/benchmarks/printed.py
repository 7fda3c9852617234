"""An invented letter as it would be printed, in the common form, for measuring what reading and importing cost."""

from __future__ import annotations

from tests.benchmarks.corpus import Letter

NOTHING = "did not cite any medical evidence for its decision."
CITED = "MTUS Low Back Complaints 2004, Section(s): Special Studies."
VERDICTS = {
    "upheld": "The request is not medically necessary.",
    "overturned": "The request is medically necessary.",
}
"""Without its verdict a letter would wait for a person."""


def printed(letter: Letter, states: str = "California", specialties: str = "Occupational Medicine") -> str:
    """The text of ``letter``, with ``states`` and ``specialties`` as labels, since the letter holds only their keys."""
    day = f"{letter.decided:%m/%d/%Y}"
    lines = [
        f"Case Number: {letter.case_number}",
        f"Date Assigned: {day} Date of Injury: 03/02/2012",
        f"Decision Date: {day} UR Denial Date: 03/09/2013",
        "Priority: Standard Application Received: 03/20/2013",
        "HOW THE IMR FINAL DETERMINATION WAS MADE",
        "An expert reviewer without ties to any of the parties read the file and applied the guidelines.",
        f"State(s) of Licensure: {states}",
        f"Certification(s)/Specialty: {specialties}",
        "CLINICAL CASE SUMMARY",
        letter.summary,
        "IMR ISSUES, DECISIONS AND RATIONALES",
        "The Final Determination was based on decisions for the disputed items/services set forth below:",
    ]
    for item in letter.items:
        lines += [
            f"{item.heading}: {item.decision.capitalize()}",
            f"Claims Administrator guideline: The Claims Administrator {NOTHING}",
            f"MAXIMUS guideline: The Expert Reviewer based their decision on the {CITED}",
            f"Decision rationale: {item.rationale} {VERDICTS[item.decision]}",
        ]
    return "\n\n".join(lines) + "\n"
