"""The reviewer's states and specialties in a text that names them in its own way: "rheumatology (California)"."""

from __future__ import annotations

import re

from ..data import table
from ..reviewer import read_reviewer
from ..usual import LICENSURE, SPECIALTY

_SPLIT = re.compile(r"[,;/()]|\s[–—-]+\s|\.\s|\.$|\s+(?:and|both)\s+|\s{2,}", re.IGNORECASE)
# What is said around a specialty's name.
_AROUND = re.compile(
    r"^(?:.*\b(?:reviewer|expert|doctor|physician|who)\b(?: (?:who|that) [^,;]{2,60})?\W+(?=\S))?"
    r"(?:(?:is|was|does|do|has|holds|practi[cs]es|also|currently|a|an|the|in|by|as|board[- ]certified|board|certified"
    r"|certification|diplomate|of|such|specialt(?:y|ies|ist)|certificates?|field|actively|active)\b\W*)*",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\W*\b(?:by training|by specialty|certificates?|board|certified|specialist|practice of|boards?)\W*$", re.I
)
_LICENSED = re.compile(
    r"\b(?:is |are |was |and |also |with |holds? (?:an? )?|an? )*"
    r"(?:licen[cs](?:e[ds]?|ure|ing)|states?|practi[cs]ing)\b"
    r"(?: (?:to practi[cs]e|medicine|in|of|state|license|number|active|and|both|held|for|the|states?|both))*\W*",
    re.IGNORECASE,
)


def _states() -> dict[str, str]:
    return {name.casefold(): name for name in table("labels")["states"]} | {
        code: code for code in table("labels")["codes"]
    }


def told_reviewer(text: str) -> list[str]:
    """The lines on the reviewer with labels that are known; as they are where they say both already, or neither
    surely.
    """
    licensed, specialties = read_reviewer(text)
    if licensed and specialties:
        return [text]
    states, fields = _read(text)
    printed = [f"{LICENSURE}: {licensed or ', '.join(states)}"] if licensed or states else []
    if specialties or fields:
        printed.append(f"{SPECIALTY}: {specialties or ', '.join(fields)}")
    return printed if len(printed) > 1 else [text]


def _read(text: str) -> tuple[list[str], list[str]]:
    known = _states()
    states: list[str] = []
    fields: list[str] = []
    for piece in _SPLIT.split(_LICENSED.sub(" ; ", text)):
        bare = piece.strip(" .:,;*_-–—\"'")
        name = known.get(bare) or known.get(bare.casefold()) if len(bare) != 2 else known.get(bare.upper())
        if name:
            states.append(name)
            continue
        bare = _AROUND.sub("", bare, count=1) if bare else ""
        bare = _BEHIND.sub("", bare).strip(" .:,;-")
        for person, field in _OF_PERSONS:
            bare = person.sub(field, bare)
        if bare and _FIELD.search(bare) and len(bare.split()) <= 7:
            fields.append(bare)
    return list(dict.fromkeys(states)), list(dict.fromkeys(fields))


# Who practises what.
_OF_PERSONS = (
    (re.compile(r"\bphysiatrist\b", re.IGNORECASE), "Physical Medicine & Rehabilitation"),
    (re.compile(r"\bneurosurgeon\b", re.IGNORECASE), "Neurological Surgery"),
    (re.compile(r"\binternist\b", re.IGNORECASE), "Internal Medicine"),
    (re.compile(r"\bchiropractor\b", re.IGNORECASE), "Chiropractic"),
    (re.compile(r"(?<=urge)on\b"), "ry"),
    (re.compile(r"(?<=URGE)ON\b"), "RY"),
    (re.compile(r"(?<!od)(?<=iatr)ist\b"), "y"),
    (re.compile(r"(?<!psych)(?<=olog)ist\b"), "y"),
)
_FIELD = re.compile(
    r"(?:olog(?:y|ist)|iatr(?:y|ist|ics?)|medicine|surge(?:ry|on)|practice|chiropract\w+|acupunctur\w+|therap\w+|psycholog\w+"
    r"|podiatr\w+|rehabilitation|management|dentist\w*|optometr\w+|nurs\w+|health|internist|physiatr\w+|pediatric\w*|orthop\w+"
    r"|anesthesi\w+|disease|toxicolog\w+|dermatolog\w+)\b",
    re.IGNORECASE,
)
