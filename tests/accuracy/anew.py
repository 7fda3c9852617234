"""A letter printed anew from what was read of it: on lines of another width, or as another hand or program prints it.

Where lines end is chance, so that rules which look at it must hold at every width; and each part of a letter has been
printed in ways that no form has.
"""

from __future__ import annotations

import datetime
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from search.letters import ParsedItem, ParsedLetter

from .disturbances import Dice

Set = Callable[[ParsedLetter, Dice], str]

_HOW = (
    "MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no affiliation with the "
    "employer, employee, providers or the claims administrator, and has been in active practice for five years."
)
_FIELDS = ("date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "application_received")
_NAMES: Sequence[Mapping[str, str]] = [
    dict(zip(("case_number", *_FIELDS), names, strict=True))
    for names in (
        ("Case Number", "Date Assigned", "Date of Injury", "Decision Date", "UR Denial Date", "Application Received"),
        ("IMR Case Number", "Assigned", "DOI", "Date of Decision", "Date of UR Denial", "Date Application Received"),
        ("Case No.", "Assigned Date", "Injury Date", "Decided", "UR Denial", "Received"),
        ("CASE #", "DATE ASSIGNED", "DATE OF INJURY", "DECISION DATE", "UR DENIAL DATE", "RECEIVED DATE"),
    )
]
_DAYS = ("{0:%m/%d/%Y}", "{0:%B} {0.day}, {0.year}", "{0:%Y-%m-%d}", "{0.month}-{0.day}-{0.year}")
_TABLES = ("{}: {}\n", "{}:\n{}\n", "{} | {}\n", "{} = {}\n", "• {}: {}\n", "{}\t{}\n", "{}: {}   ")
_SUMMARIES = (
    *("CLINICAL CASE SUMMARY", "Clinical Summary:", "SUMMARY OF THE CASE", "** CASE SUMMARY **", "BRIEF CASE SUMMARY"),
    *("II. CLINICAL CASE SUMMARY", "=== CLINICAL CASE SUMMARY ===", "## Clinical Case Summary", "CASE HISTORY"),
    *("SUMMARY OF MEDICAL RECORDS", "STATEMENT OF FACTS", "C L I N I C A L  S U M M A R Y"),
)
_TITLES = (
    *("IMR ISSUES, DECISIONS AND RATIONALES", "IMR DECISIONS AND RATIONALES", "Issues, Decisions & Rationales", ""),
    *("III. ISSUES, DECISIONS AND RATIONALES", "DISPUTED ITEMS AND DECISIONS", "FINDINGS AND DECISIONS"),
    "## IMR Issues, Decisions and Rationales",
)
_INTRODUCTIONS = (
    "The Final Determination was based on decisions for the disputed items/services set forth below:",
    "The final determination was based on decisions for the following disputed items/services:",
)
_OUTCOMES = ("", "", "Overall outcome: {}", "FINAL DETERMINATION: {}", "Decision: {}")
_CLAIMS = (
    *("Claims Administrator guideline:", "Claims Administrator's guidelines:", "Guideline (Claims Administrator):"),
    *("UR guideline:", "Guideline cited by the Claims Administrator:", "CLAIMS ADMINISTRATOR GUIDELINE -"),
    *("Utilization Review Determination Guideline:", "Claims Adjuster guideline:", "Claims Administrator basis:"),
    "Claims Administrator guideline:\n",
)
_REVIEWERS = (
    *("MAXIMUS guideline:", "IMR guideline:", "Expert Reviewer's guidelines:", "Guideline of the Expert Reviewer:"),
    *("Guideline applied by the reviewer:", "MAXIMUS Federal Services guideline:", "Physician reviewer guideline -"),
    *("Guidelines used by the expert reviewer:", "MAXIMUS guideline:\n"),
)
_RATIONALES = (
    *("Decision rationale:", "Rationale:", "Rationale for decision:", "Reviewer's rationale:", "DECISION RATIONALE -"),
    *("Reasons:", "Analysis:", "Discussion:", "Explanation:", "Basis for decision:", "Medical rationale:"),
    "Decision rationale:\n",
)
_DECISIONS = (
    *(("Upheld", "Overturned"), ("UPHELD", "OVERTURNED"), ("Denial upheld", "Denial overturned")),
    *(("Upheld (not medically necessary)", "Overturned (medically necessary)"), ("Upheld.", "Overturned.")),
    *(("UR decision upheld", "UR decision overturned"), ("Upheld - Non-certified", "Overturned - Certified")),
    *(("Upheld in full", "Overturned in full"), ("Not medically necessary", "Medically necessary")),
    ("[X] Upheld [ ] Overturned", "[ ] Upheld [X] Overturned"),
)
_HEADINGS = (
    *("{h}: {d}", "{n}. {h}: {d}", "{n}) {h} - {d}", "{h}\n{d}", "{h}\n\nDecision: {d}", "**{h}: {d}**", "• {h}: {d}"),
    *("Item {n} - {h}\nDecision: {d}", "Request: {h}\nDetermination: {d}", "Issue #{n}: {h}: {d}", "{h} | {d}"),
    *("Disputed item/service: {h}\nIMR Decision: {d}", "{h} => {d}", "{h} ...... {d}", "{h} — {d}"),
)
_MARKS: Sequence[Callable[[str], str]] = (
    lambda text: text,
    lambda text: "\n".join(f"> {line}" for line in text.split("\n")),
    lambda text: "\n".join(f"        {line}" for line in text.split("\n")),
    lambda text: "\n".join(f"| {line}" for line in text.split("\n")),
    lambda text: text.replace(" ", "\N{NO-BREAK SPACE}"),
    lambda text: text.replace("\n", "\r\n"),
)


class Dress(NamedTuple):
    """How each part of a letter is printed; the usual way where nothing else is chosen."""

    names: Mapping[str, str] = _NAMES[0]
    day: str = _DAYS[0]
    table: str = _TABLES[0]
    summary: str = _SUMMARIES[0]
    title: str = _TITLES[0]
    introduction: str = _INTRODUCTIONS[0]
    outcome: str = _OUTCOMES[0]
    claims: str = _CLAIMS[0]
    reviewer: str = _REVIEWERS[0]
    rationale: str = _RATIONALES[0]
    decisions: tuple[str, str] = _DECISIONS[0]
    heading: str = _HEADINGS[0]
    marks: Callable[[str], str] = _MARKS[0]
    width: int = 0


_WAYS: Mapping[str, Sequence[Any]] = {
    **{"names": _NAMES, "day": _DAYS, "table": _TABLES, "summary": _SUMMARIES, "title": _TITLES},
    **{"introduction": _INTRODUCTIONS, "outcome": _OUTCOMES, "claims": _CLAIMS, "reviewer": _REVIEWERS},
    **{"rationale": _RATIONALES, "decisions": _DECISIONS, "heading": _HEADINGS, "marks": _MARKS},
    "width": (0, 60, 80, 100, 120),
}
_PARTS = sorted(_WAYS)
_OTHER_PARTS = 3
"""In so many parts a letter in another hand differs from the usual one."""


def can_be_set(letter: ParsedLetter) -> bool:
    """Whether all that a letter prints is known: only such a one can be printed anew."""
    header = all(getattr(letter, field) for field in ("case_number", *_FIELDS))
    parts = all(item.claims_guideline and item.reviewer_guideline and item.rationale for item in letter.items)
    whole = letter.form == "common" and not letter.review and bool(letter.clinical_summary)
    return whole and header and bool(letter.items) and parts


def rewrapped(letter: ParsedLetter, dice: Dice) -> str:
    """The usual letter on lines of another width."""
    return _printed(letter, Dress(width=dice.randrange(56, 128)))


def redressed(letter: ParsedLetter, dice: Dice) -> str:
    """The letter with some of its parts printed otherwise, each in one way for the whole letter."""
    chosen = {part: dice.choice(_WAYS[part]) for part in dice.sample(_PARTS, _OTHER_PARTS)}
    return _printed(letter, Dress(**chosen))


SET: Mapping[str, Set] = {"set anew": rewrapped, "other dress": redressed}


def _printed(letter: ParsedLetter, dress: Dress) -> str:
    decisions = {item.decision for item in letter.items}
    outcome = "Partially overturned" if len(decisions) > 1 else decisions.pop().capitalize()
    paragraphs = [
        _header(letter, dress),
        "HOW THE IMR FINAL DETERMINATION WAS MADE",
        _HOW,
        f"The expert reviewer has the following credentials:\nState(s) of Licensure: {letter.licensed_in_printed}\n"
        f"Certification(s)/Specialty: {letter.specialties_printed}",
        *(dress.summary, letter.clinical_summary or "", dress.outcome.format(outcome), dress.title, dress.introduction),
    ]
    for number, item in enumerate(letter.items, start=1):
        paragraphs += _item(item, number, dress)
    return dress.marks("\n\n".join(_wrapped(paragraph, dress.width) for paragraph in paragraphs if paragraph))


def _header(letter: ParsedLetter, dress: Dress) -> str:
    day: Callable[[datetime.date], str] = dress.day.format
    values = [letter.case_number, *(day(getattr(letter, field)) for field in _FIELDS)]
    pairs = zip(dress.names.values(), values, strict=True)
    return "".join(dress.table.format(name, value) for name, value in pairs).rstrip()


def _item(item: ParsedItem, number: int, dress: Dress) -> list[str]:
    decision = dress.decisions[item.decision == "overturned"]
    return [
        dress.heading.format(n=number, h=" ".join(item.heading.split()), d=decision),
        f"{dress.claims} {item.claims_guideline}",
        f"{dress.reviewer} {item.reviewer_guideline}",
        f"{dress.rationale} {item.rationale}",
    ]


def _wrapped(paragraph: str, width: int) -> str:
    if not width:
        return paragraph
    fill = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False).fill
    return "\n\n".join(
        "\n".join(fill(" ".join(line.split())) for line in part.split("\n")) for part in paragraph.split("\n\n")
    )
