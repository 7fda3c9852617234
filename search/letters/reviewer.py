"""The reviewer's licences and specialties: on two labelled lines, or in prose in older letters."""

from __future__ import annotations

import re

from .wordings import respelled

_LICENSURE = re.compile(r"\bStates?(?: ?\(s\))? of Licensure ?:?", re.IGNORECASE)
_SPECIALTY = re.compile(r"\bCertifications?(?: ?\(s\))? ?/ ?Specialt(?:y|ies) ?:?", re.IGNORECASE)
_REVIEWER = r"(?:\breviewer (?:is|was|has|holds)(?: an?)? |(?:^|\breviewer:?)\W{0,3}(?=board[- ]certified\b))"
_SPECIALTY_PROSE = re.compile(
    _REVIEWER + r"(?:(?:also )?(?:board[- ]certified|certified|licensed) (?:in|as an?) |licensed |board[- ]certified )?"
    r"(?!affiliated\b|selected\b|familiar\b|no\b|been\b)(.{2,160}?)"
    r"(?:,? (?:and )?(?:has|with) (?:an? )?sub-?specialty (?:certificate )?in (.{2,160}?))?"
    r",? (?:and )?(?:is |are |who is )?(?:currently )?licensed to practice\b",
    re.IGNORECASE,
)
_LICENSURE_PROSE = re.compile(
    r"\blicensed to practice (?:\w+ )?in (.{2,200}?)(?:\.(?=\s|$)|;|$|, and (?:has|is)\b)", re.IGNORECASE
)
_AFTER = re.compile(
    r"\b(?:CLINICAL CASE SUMMARY|DOCUMENTS REVIEWED|IMR ISSUES|IMR DECISION|He/she |The expert reviewer )"
)
_LONGEST = 300


def read_reviewer(text: str) -> tuple[str, str]:
    """States of licensure and specialties as printed, not split; "" for what the text does not say.

    ``text`` is the section on the reviewer as one run of text. "Board Certified in A, has a subspecialty in B"
    gives "A, B". Where both labels stand before both values, it is doubtful where one value ends.
    """
    for label, usual in ((_LICENSURE, "State(s) of Licensure:"), (_SPECIALTY, "Certification(s)/Specialty:")):
        if label.search(text) is None:
            text = respelled(text, usual)
    licensed = _labelled(text, _LICENSURE, _SPECIALTY)
    specialties = _labelled(text, _SPECIALTY, _LICENSURE)
    if licensed or specialties:
        apart = not licensed and _LICENSURE.search(text) is not None
        return licensed, "" if apart else specialties
    prose = _SPECIALTY_PROSE.search(text)
    states = _LICENSURE_PROSE.search(text)
    named = ", ".join(part.strip(" ,.") for part in prose.groups() if part) if prose else ""
    return (states[1].strip(" ,.") if states else ""), named


def _labelled(text: str, label: re.Pattern[str], other: re.Pattern[str]) -> str:
    found = label.search(text)
    if found is None:
        return ""
    value = text[found.end() : found.end() + _LONGEST]
    for stop in (other, _AFTER):
        end = stop.search(value)
        if end is not None:
            value = value[: end.start()]
    return value.strip(" ,.;:")
