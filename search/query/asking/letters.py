"""What a search says of the letter around an item: when it was decided, by a reviewer in which field, and for whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from search.schema import FROM_FILES
from search.schema.patients import age_band
from search.vocabulary import name_citations
from search.vocabulary.data import table
from search.vocabulary.terms import parse_key
from search.vocabulary.text import singular

LetterFact = tuple[str, str]
"""A facet's name and the value of it that is spoken of."""

_YEAR = r"(?P<year>20(?:1[3-9]|[2-9]\d))"  # the first letters are of 2013
_MONTH = r"(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?,?\s)?"
_DECISIONS = r"(?:denials?|approvals?|decisions?|determinations?|cases|letters?|reviews?|imrs?|overturns?)"
_YEARS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_MONTH}{_YEAR}(?=\s(?:imr\s)?{_DECISIONS}\b)",
        rf"\b(?:decided|denied|approved|overturned|upheld|reviewed|{_DECISIONS})\b[^.;,]{{0,60}}?"
        rf"(?P<said>\s(?:in|from|of|during)\s{_MONTH}{_YEAR})\b(?!\s*(?:mtus|acoem|odg|guideline))",
        rf"^(?:in\s)?{_MONTH}{_YEAR},?\s(?!(?:ca\s|california\s)?(?:mtus|acoem|odg|guideline|edition|update|fee)\w*)",
        rf"(?<!\bsince)(?<!\buntil)(?<!\bmtus)(?<!\bacoem)(?<!\bodg)(?<!\bdated)(?<!\bdoi)(?<!\bdos)(?<!\binjury)"
        rf"(?<!\bguidelines)(?<!\bedition)(?<!\bafter)(?<!\bbefore)(?<!\binjured)[\s,]+(?:in\s)?{_MONTH}{_YEAR}\s*\??$",
    )
)
_INJURED = re.compile(
    r"\b(?:injur\w+|doi|dos|accident|surgery (?:in|on)|underwent|since|last|prior|previous|dated?)\b"
    r"|\b(?:before|after|until|through|between|not)\s(?:[a-z]{3,9}\.?\s)?20\d\d\b"
    r"|\b20\d\d\s?(?:-|–|to|or|and|,)\s?20\d\d\b"
    r"|\b(?:mtus|acoem|odg|guidelines?|edition)\b[\s,]+(?:[a-z]{3,9}\.?\s(?:\d{1,2},?\s)?)?20\d\d\b",
    re.IGNORECASE,
)
"""Beside these a year tells when something else was."""
_AGED = re.compile(
    r"\b(?:an?\s)?(?:(?<!over\s)(?<!than\s)(?P<years>\d{2})[\s-]?(?:years?|yrs?|y)[\s./-]?(?:old|o)\b\.?"
    r"|(?<!over\s)(?<!under\s)aged?\s(?P<aged>\d{2})\b(?!\s?(?:to|and|or)\b|\s?[-–+]))"
    r"(?:[\s-]?(?P<sex>female|male|woman|man|lady|[fm](?![/.]))\b)?",
    re.IGNORECASE,
)
_SEX = re.compile(
    r"\b(?P<sex>female|male)s?\b(?!\s(?:to|catheter|urinal|condom|external|pelvi))"
    r"|\b(?P<person>woman|women|man|men)\b(?=$|\s(?:with|who|over|under|aged))",
    re.IGNORECASE,
)
_SEXES = {"f": "female", "woman": "female", "women": "female", "lady": "female", "m": "male", "man": "male"}
_SEXES |= {"men": "male", "female": "female", "male": "male"}
_PEOPLE = r"(?:\s(?:doctors?|physicians?|specialists?|md))?"
_AS_REVIEWER = (
    r"\b(?:reviewed|decided|denied|approved|overturned|upheld) (?P<said>by (?:an? |the )?(?:{0})"
    + _PEOPLE
    + r"(?:\sreviewers?)?)\b",
    r"\b(?:{0})" + _PEOPLE + r"\s(?:imr\s)?reviewers?\b",
    r"\breviewers?(?:'s)?(?:\sspecialty)?\s?(?:,|:|in|of|from|is|was|who is|who was|with)\s(?:an? )?(?:{0})"
    + _PEOPLE
    + r"\b",
)
_FIELD = r"^(?:{0})(?=[\s,])(?!\s(?:practice )?guideline|\s(?:and|&)\s)|(?<=[\s,])(?:{0})$"
_WHO_ASKS = re.compile(
    r"^\W*(?:an? |the )?(?:(?:ur|utilization review) (?:nurse|physician|doctor|reviewer)|nurse reviewer"
    r"|(?:nurse )?case manager|adjuster|(?:applicants?'?|defense) attorney|paralegal)\b"
    r"(?:\s(?:asks?|asking|wants to know|question|here)\s?[:,-]?\s|\s?[:,-]\s)",
    re.IGNORECASE,
)
"""Who asks, at the beginning, which says nothing of what."""
_VISITS = re.compile(
    r"\b(?:consult\w*|referral|refer\w*|eval\w*|visits?|opinion|follow\w*|f/u|clearance|specialist|doctor|physician"
    r"|appointment|see|treat\w*)\b",
    re.IGNORECASE,
)
_GUIDELINE = re.compile(r"\b(?:mtus|acoem|odg|guidelines?|9792)\b", re.IGNORECASE)
_MTUS = re.compile(r"\b(?:mtus|chronic pain|9792)\b", re.IGNORECASE)
_CHRONIC_PAIN = "mtus-chronic-pain"
_MOST_SECTIONS = 3


def apart_from_letter(text: str) -> tuple[str, tuple[LetterFact, ...]]:
    """``text`` without what it says of the letter, and that as facets' values, each facet once; the text as it is where
    nothing else would be left."""
    text = _WHO_ASKS.sub("", text) or text
    left, found = text, dict[str, str]()
    for start, end, facet, value in sorted(_said(text), reverse=True):
        if facet not in found:
            found[facet] = value
        left = f"{left[:start]} {left[end:]}"
    left = " ".join(left.split())
    return (left, tuple(reversed(found.items()))) if found and any(map(str.isalnum, left)) else (text, ())


def cited_sections(text: str, names: Iterable[str]) -> tuple[LetterFact, ...]:
    """The guideline sections that ``text`` speaks of: the chapter or section that it names, and what it names beside
    the guideline where that is the name of a section ("MTUS page 58, manual therapy")."""
    if not _GUIDELINE.search(text):
        return ()
    cited = [f"{each.guideline}/{each.section_key}" for each in name_citations(text) if each.section_key]
    if not cited and _MTUS.search(text):
        cited = [f"{_CHRONIC_PAIN}/{name}" for name in names]
    keys = [key for each in cited if (key := parse_key("guideline", each))]
    return tuple(("guideline", key) for key in dict.fromkeys(keys))[:_MOST_SECTIONS]


def as_told(fact: LetterFact) -> str:
    """The value as a person says it."""
    facet, value = fact
    label = FROM_FILES.label(facet, value)
    if facet == "year":
        return f"decided in {value}"
    if facet == "guideline":
        return f"citing “{label}”"
    if facet == "specialty":
        return f"a reviewer in {label}"
    return f"patients aged {label.lower()}" if facet == "age" else f"{label.lower()} patients"


def _said(text: str) -> Iterator[tuple[int, int, str, str]]:
    """From where to where the text says what: a facet and its value. No two overlap."""
    taken: list[tuple[int, int]] = []
    for start, end, facet, value in (*_years(text), *_patients(text), *_reviewers(text)):
        if all(end <= first or last <= start for first, last in taken):
            taken.append((start, end))
            yield start, end, facet, value


def _years(text: str) -> Iterator[tuple[int, int, str, str]]:
    if _INJURED.search(text):
        return
    for pattern in _YEARS:
        if found := pattern.search(text):
            start, end = found.span("said" if "said" in pattern.groupindex else 0)
            yield start, end, "year", found["year"]
            return


def _patients(text: str) -> Iterator[tuple[int, int, str, str]]:
    for found in _AGED.finditer(text):
        band = age_band(int(found["years"] or found["aged"]))
        sex = found["sex"]
        if band:
            yield found.start(), found.start("sex") if sex else found.end(), "age", band
        if sex:
            yield found.start("sex"), found.end(), "sex", _SEXES[sex.lower()]
    for found in _SEX.finditer(text):
        yield found.start(), found.end(), "sex", _SEXES[(found["sex"] or found["person"]).lower()]


def _reviewers(text: str) -> Iterator[tuple[int, int, str, str]]:
    for pattern in _of_reviewers():
        for found in pattern.finditer(text):
            start, end = found.span("said" if "said" in pattern.groupindex else 0)
            yield start, end, "specialty", _fields()[" ".join(found["field"].lower().split())]
    if not _VISITS.search(text):
        for found in _field_alone().finditer(text):
            yield found.start(), found.end(), "specialty", _fields()[found[0].lower()]


@cache
def _of_reviewers() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(each.replace("(?:{0})", f"(?P<field>{_any_of(_fields())})"), re.IGNORECASE) for each in _AS_REVIEWER
    )


@cache
def _field_alone() -> re.Pattern[str]:
    """Fields whose name is one of nothing else."""
    alone = {
        name: key for name, key in _fields().items() if name.endswith((" practice", " medicine")) and "pain" not in name
    }
    return re.compile(_FIELD.replace("(?:{0})", _any_of(alone)), re.IGNORECASE)


def _any_of(names: dict[str, str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})"


@cache
def _fields() -> dict[str, str]:
    """The names of reviewers' fields, and of those who practise them, in small letters, with their keys."""
    data = table("specialties")
    named = {name.lower(): parse_key("specialty", name) for name in (*data["names"], *data["aliases"])}
    for each in table("practitioners")["practitioner"]:
        keys = [key for field in each["fields"] if (key := parse_key("specialty", field))]
        if keys:
            named |= {name: keys[0] for name in (*each["persons"], *each["fields"]) if name not in named}
    return {singular(name) if " " not in name else name: key for name, key in named.items() if key}
