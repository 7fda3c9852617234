"""The reviewer's licences and specialties: on two labelled lines, or in prose in older letters."""

from __future__ import annotations

import re

from .usual import LICENSURE, SPECIALTY
from .wordings import respelled

_LICENSURE = re.compile(r"\bStates?(?: ?\(s\))? of Licensure ?:?", re.IGNORECASE)
_SPECIALTY = re.compile(r"\bCertifications?(?: ?\(s\))? ?/ ?Specialt(?:y|ies) ?:?", re.IGNORECASE)
# As other hands label them.
_LICENSED = re.compile(r"\b(?:(?:state )?licensure|licensed in|licen[cs]es?(?: in)?) ?:", re.IGNORECASE)
_CERTIFIED = re.compile(
    r"\b(?:board certifications?|certifications?(?: ?\(s\))?|certified in|specialt(?:y|ies)) ?:", re.IGNORECASE
)
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
# "is certified in Hand Surgery, is licensed in Oregon", "holds a license in Florida"
_ENDS = (
    r"(?:\.(?=\s|$)|;|$"
    r"|,? (?:and )?(?:(?:is|was|has|holds|he|she|they|who|with)\b|(?:board[- ])?certified\b|licensed\b))"
)
_CERTIFIED_IN = re.compile(
    rf"\b(?:board[- ])?certified in (.{{2,160}}?)(?: with an? sub-?specialty in (.{{2,160}}?))?{_ENDS}", re.IGNORECASE
)
_LICENSED_IN = re.compile(
    rf"\b(?:licensed|holds? an? (?:\w+ ){{0,2}}licen[cs]e|licenses?) in (.{{2,160}}?){_ENDS}", re.IGNORECASE
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
    for label, usual in ((_LICENSURE, f"{LICENSURE}:"), (_SPECIALTY, f"{SPECIALTY}:")):
        if label.search(text) is None:
            text = respelled(text, usual)
    licensed = _labelled(text, _LICENSURE, _SPECIALTY)
    specialties = _labelled(text, _SPECIALTY, _LICENSURE)
    if licensed or specialties:
        apart = not licensed and _LICENSURE.search(text) is not None
        return licensed, "" if apart else specialties
    licensed = _labelled(text, _LICENSED, _CERTIFIED) or _told(text, _LICENSURE_PROSE) or _told(text, _LICENSED_IN)
    specialties = _labelled(text, _CERTIFIED, _LICENSED) or _told(text, _SPECIALTY_PROSE) or _told(text, _CERTIFIED_IN)
    return licensed, specialties


def _told(text: str, sentence: re.Pattern[str]) -> str:
    found = sentence.search(text)
    return ", ".join(part.strip(" ,.") for part in found.groups() if part) if found else ""


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
