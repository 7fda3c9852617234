"""The forms of letters as data: how each titles its sections and labels the parts of an item.

A form is added here and nowhere else: wordings are in plain words, told in any case, within a few edits, with any
numbering or bold marks (:mod:`search.letters.wordings`), and the filters that pass over other lines are derived from
them. ``labels`` opens the parts of an item; ``weak`` ones may stand in a sentence, and open a part only where it is
due. ``verdicts`` are titles of a rationale that say the decision, and are matched to the letter: "not" is short.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from .values import Decision, Form
from .wordings import Wording, Wordings, behind_dress

Section = Literal["application", "reviewer", "summary", "documents", "items", "issue"]
Part = Literal["claims", "reviewer", "rationale"]


@dataclass(frozen=True, slots=True)
class LetterForm:
    """A form's titles by section and labels by part, in plain words."""

    name: Form
    titles: Mapping[Section, Sequence[str]]
    labels: Mapping[Part, Sequence[str]] = field(default_factory=dict)
    weak: Mapping[Part, Sequence[str]] = field(default_factory=dict)
    verdicts: Mapping[Decision, Sequence[str]] = field(default_factory=dict)


def _why_it_was(negation: str) -> list[str]:
    return [
        f"RATIONALE FOR WHY THE REQUESTED {what} {verb}{negation} MEDICALLY NECESSARY"
        for what in ("TREATMENT/SERVICE", "TREATMENTS/SERVICES", "TREATMENT/SERVICES", "TREATMENTS/SERVICE")
        for verb in ("IS/WAS", "IS", "WAS", "ARE", "WERE")
    ]


_SHORT_NAME = 8
_ADMINISTRATOR = (
    *("Claims Administrator", "Claims Administrator's", "Claims admin", "CA", "UR", "Utilization review", "Claims"),
)
_REVIEWERS = (
    *("MAXIMUS", "MAXIMUS's", "IMR", "IMR reviewer", "Reviewer", "Reviewer's", "Expert Reviewer", "Expert Reviewer's"),
    *("Physician Reviewer", "Physician Reviewer's", "Medical Reviewer"),
)

_FEW_SAY = {
    "claims": (
        "Claims adjuster",
        "Claims examiner",
        "UR physician",
        "Utilization reviewer",
        "UR decision",
        "UR determination",
        "Utilization review determination",
        "Utilization review decision",
    ),
    "reviewer": ("MAXIMUS Federal Services", "Independent medical reviewer", "IMR physician", "Physician"),
}
_WHAT_IS_SAID = ("reasons", "reasoning", "analysis", "discussion", "explanation", "comments")


def _guidelines_of(whose: Sequence[str], few: Sequence[str]) -> tuple[str, ...]:
    """What a guideline paragraph is called, by whose guideline it is. A few edits aside: "guidelines", no article.
    ``few``: who is seldom called so, and has no other words for it.
    """
    plain = [who for who in whose if not who.endswith("'s")]
    return (
        *(f"{who} {what}" for what in ("guideline", "relied on") for who in few),
        *(f"{who} relied on" for who in plain),
        *(f"{who} {what}" for who in plain for what in ("basis", "criteria")),
        *(f"Guideline{of}{who}" for who in plain if len(who) > _SHORT_NAME for of in (" of the ", " ")),
        *(f"{who} guideline" for who in whose),
        *(f"{who} guidelines" for who in whose if len(who) < _SHORT_NAME),
        *(f"{what}{who} {cited}" for what, cited in (("The ", "guideline"), ("", "citation")) for who in plain),
        *(
            f"{what} {how} by {'' if who.isupper() else 'the '}{who}"
            for what in ("Guideline", "Evidence")
            for how in ("cited", "used", "relied on", "applied")
            for who in plain
        ),
    )


FORMS: Sequence[LetterForm] = (
    LetterForm(
        "common",
        titles={
            "reviewer": (
                *("HOW THE IMR FINAL DETERMINATION WAS MADE", "HOW THE IMR DETERMINATION WAS MADE"),
                *("HOW THE FINAL DETERMINATION WAS MADE", "HOW THE DETERMINATION WAS MADE"),
                *("EXPERT REVIEWER CREDENTIALS", "REVIEWER CREDENTIALS", "EXPERT REVIEWER QUALIFICATIONS"),
                *("REVIEWER QUALIFICATIONS", "QUALIFICATIONS OF THE EXPERT REVIEWER"),
            ),
            "summary": (
                "CLINICAL CASE SUMMARY",
                "CLINICAL SUMMARY",
                "BRIEF CLINICAL SUMMARY",
                "CASE SUMMARY",
                "SUMMARY OF CASE",
                "SUMMARY OF THE CASE",
                "SUMMARY OF THE CLINICAL CASE",
                "CLINICAL HISTORY",
                *("BRIEF CASE SUMMARY", "CASE HISTORY", "CLINICAL CASE HISTORY", "CASE SYNOPSIS", "CLINICAL SYNOPSIS"),
                *("SUMMARY OF FACTS", "STATEMENT OF FACTS", "CLINICAL BACKGROUND", "CASE BACKGROUND"),
                *("MEDICAL CASE SUMMARY", "MEDICAL SUMMARY", "PATIENT SUMMARY", "SUMMARY OF CLINICAL HISTORY"),
                *("SUMMARY OF RECORDS", "SUMMARY OF MEDICAL RECORDS", "SUMMARY OF CLINICAL RECORDS"),
            ),
            "items": (
                "IMR ISSUES, DECISIONS AND RATIONALES",
                "IMR ISSUES AND DECISIONS AND RATIONALES",
                "DISPUTED ISSUES, DECISIONS AND RATIONALES",
                "DISPUTED ITEMS, DECISIONS AND RATIONALES",
                "DECISIONS AND RATIONALES",
                "ISSUES, DECISIONS AND RATIONALES",
                "ISSUES, DECISIONS & RATIONALES",
                "IMR ISSUES, DECISIONS & RATIONALES",
                "IMR DECISIONS AND RATIONALES",
                "IMR DECISION AND RATIONALE",
                "IMR ISSUE, DECISION AND RATIONALE",
                "IMR ISSUE DECISION AND RATIONALE",
                *("DISPUTED ITEMS AND DECISIONS", "DISPUTED ITEMS/SERVICES AND DECISIONS", "ISSUES AND DECISIONS"),
                *("DISPUTED SERVICES AND DECISIONS", "DISPUTED ISSUES AND DECISIONS", "FINDINGS AND DECISIONS"),
                *("DETERMINATIONS AND RATIONALES", "DETERMINATION AND RATIONALE", "DECISIONS AND REASONS"),
                *("DISPUTED ITEMS AND DETERMINATIONS", "ISSUES AND DETERMINATIONS", "DECISIONS ON DISPUTED ITEMS"),
            ),
        },
        labels={
            "claims": ("Claim Administrator guideline", *_guidelines_of(_ADMINISTRATOR, _FEW_SAY["claims"])),
            "reviewer": _guidelines_of(_REVIEWERS, _FEW_SAY["reviewer"]),
            "rationale": (
                *("Decision rationale", "The decision rationale", "Decision rationales", "Rationale of the decision"),
                # The form of early 2014 has "The Physician Reviewer's decision rationale".
                *(f"{who} {what}rationale" for who in _REVIEWERS[:8] for what in ("decision ", "")),
                *(
                    f"{what} {link} {article}decision"
                    for what, links in (
                        *(("Rationale", ("for", "of")), ("Reason", ("for",)), ("Reasons", ("for",))),
                        *(("Basis", ("for", "of")), ("Explanation", ("of", "for"))),
                    )
                    for link in links
                    for article in ("", "the ")
                ),
                *("Determination rationale", "Medical rationale", "Clinical rationale", "Analysis and rationale"),
                *(f"{who} {what}" for who in ("Reviewer's", "Expert Reviewer's") for what in _WHAT_IS_SAID),
            ),
        },
        weak={"rationale": ("Rationale", "Reasons", "Reasoning", "Analysis", "Discussion", "Explanation")},
    ),
    LetterForm(
        "notice-2013",
        titles={
            "application": (
                "INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE",
                "INDEPENDENT MEDICAL REVIEW DECISIONS AND RATIONALES",
                "INDEPENDENT MEDICAL REVIEW DECISION",
                "INDEPENDENT MEDICAL REVIEW CASE SUMMARY",
            ),
            "reviewer": ("MEDICAL QUALIFICATIONS OF THE EXPERT REVIEWER",),
            "summary": ("EXPERT REVIEWER CASE SUMMARY", "CASE SUMMARY"),
            "documents": ("DOCUMENTS REVIEWED", "DOCUMENTS REVIEWED FOR DETERMINATION"),
        },
    ),
    LetterForm(
        "documents-reviewed",
        titles={
            "reviewer": ("HOW THE IMR DECISION WAS MADE",),
            "documents": ("DOCUMENTS REVIEWED",),
            "items": ("IMR DECISION(S) AND RATIONALE(S)", "IMR DECISIONS AND RATIONALES"),
        },
    ),
    LetterForm(
        "medical-professional-review",
        titles={
            "reviewer": ("MEDICAL PROFESSIONAL REVIEW", "MEDICAL PROFESSIONAL REVIEWER"),
            "issue": ("ISSUE AT DISPUTE", "ISSUES AT DISPUTE", "ISSUE IN DISPUTE", "ISSUES IN DISPUTE"),
        },
        labels={
            "claims": (
                "Claims Administrator relied on",
                "The Claims Administrator relied on",
                "Guideline used by the Claims Administrator",
                "Guidelines used by the Claims Administrator",
            ),
            "reviewer": (
                "Reviewer relied on",
                "Expert Reviewer relied on",
                "Physician Reviewer relied on",
                "Guideline used by the reviewer",
                "Guidelines used by the reviewer",
            ),
        },
        verdicts={"upheld": _why_it_was(" NOT"), "overturned": _why_it_was("")},
    ),
)

LONGEST_PIECE = 44
_LONGEST_ISSUE = 316
TITLES = Wordings(
    [Wording.of(section, text) for form in FORMS for section, texts in form.titles.items() for text in texts]
)
LABELS = Wordings([Wording.of(part, text) for form in FORMS for part, texts in form.labels.items() for text in texts])
_ISSUE = re.compile("|".join(re.escape(text) for form in FORMS for text in form.titles.get("issue", ())), re.IGNORECASE)
_VERDICTS = [
    (decision, re.compile(rf"(?:{'|'.join(map(re.escape, texts))})\s?:?\s?", re.IGNORECASE))
    for form in FORMS
    for decision, texts in form.verdicts.items()
]
_SMALL = frozenset(
    " ".join(words) for each in TITLES.wordings if len(words := re.findall(r"[^\W_]+", each.text.casefold())) > 2
)
WEAK = {f"{text}:": part for form in FORMS for part, texts in form.weak.items() for text in texts}


_LABELS = [f"{wording.text}:".casefold() for wording in LABELS.wordings]
_LAST_WORDS = tuple({label.split()[-1] for label in _LABELS})


def holds_label(text: str) -> bool:
    """Whether a label stands anywhere in a line."""
    if ":" not in text:
        return False
    folded = text.casefold()
    return any(map(folded.__contains__, _LAST_WORDS)) and any(map(folded.__contains__, _LABELS))


@lru_cache(maxsize=4096)
def label_of(text: str) -> tuple[Part, int] | None:
    """The part of an item that this line opens, and the length of the words that open it."""
    found = LABELS.label(text)
    return (found[0].key, found[1]) if found else None  # type: ignore[return-value]


def weak_label_of(text: str) -> tuple[Part, int] | None:
    """The same for labels that may open a sentence as well."""
    start = behind_dress(text)
    return next(((part, start + len(label)) for label, part in WEAK.items() if text.startswith(label, start)), None)


@lru_cache(maxsize=1024)
def is_broken(text: str, following: str) -> bool:
    """Whether a title or label begins with this line and goes on with the next one."""
    if len(text) > LONGEST_PIECE or text[-1] in ".:;":
        return False
    if LABELS.begun(text, following):
        return True
    return title_of(text) is None and TITLES.begun(text, following)


@lru_cache(maxsize=4096)
def title_of(text: str) -> Section | None:
    """The section that this line is the title of."""
    if text[-1:] in ".,":
        return None
    found = TITLES.whole(text)
    if found is not None and (_is_set_as_title(text) or _is_whole_title(text)):
        return found.key  # type: ignore[return-value]
    return "issue" if len(text) < _LONGEST_ISSUE and issue_of(text) else None


def issue_of(text: str) -> int:
    """The length of the title with which this line names what is in dispute; 0 where it does not."""
    found = _ISSUE.match(text)
    if found is None or text[found.end() : found.end() + 1].isalnum():
        return 0
    rest = text[found.end() :]
    return len(text) - len(rest.lstrip(" :;"))


def verdict_of(text: str) -> tuple[Decision, int] | None:
    """The decision that a rationale's title says, and the length of that title."""
    for decision, pattern in _VERDICTS:
        if found := pattern.match(text):
            return decision, found.end()
    return None


def _is_whole_title(text: str) -> bool:
    """Whether a line is a long title to the letter, with nothing else, however it is set."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold())) in _SMALL


def _is_set_as_title(text: str) -> bool:
    """Titles stand in capitals, each word with one, or before a colon; a sentence about one does not."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    capitals: int = sum(word[0].isupper() for word in words)
    return capitals * 2 > len(words)
