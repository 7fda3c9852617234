"""Signs that something which names a person survived redaction; such a letter is for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .values import ParsedLetter

_DATE = (
    r"(?:\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|(?:January|February|March|April|May|June|July|August"
    r"|September|October|November|December) \d{1,2}, \d{4})"
)
_NAME = r"[A-Z][a-z]{1,20}(?:[-'’][A-Z][a-z]{1,20})?"
_DEGREES: tuple[str, ...] = (
    "M.D",
    "MD",
    "D.O",
    "DO",
    "D.C",
    "DC",
    "DPM",
    "D.P.M",
    "DDS",
    "D.D.S",
    "Ph.D",
    "PhD",
    "Psy.D",
    "PsyD",
)
_DEGREES += ("L.Ac", "LAc", "PA-C", "R.N", "RN", "N.P", "NP", "Esq")
_DEGREE = rf"(?:{'|'.join(map(re.escape, _DEGREES))})\b"
_WAYS: tuple[str, ...] = (
    "Street",
    "Avenue",
    "Ave",
    "Boulevard",
    "Blvd",
    "Road",
    "Lane",
    "Court",
    "Drive",
    "Highway",
    "Parkway",
)
_WAYS += ("St.", "Rd.", "Ln.")
_WAY = rf"(?:{'|'.join(map(re.escape, _WAYS))})(?=[\s,.;]|$)"
# Capital words behind a title whose name was taken out: they open a sentence, name a trade or a product.
_NO_NAMES_LIST = """
    A Additionally After Also An And As At Based Because Before But By Chiropractic Comfort Contin Current Currently
    Diagnoses Diagnosis Due During Exam Examination Following For From Further Furthermore Given Had Has He Her His
    However If In Is It January February March April May June July August September October November December Medical
    Medication Medications Neurology No Note Of Office On Or Orthopedic Orthopaedic Pain Patient Per Physical Previous
    Primary Prior Psychiatric Reason Recommended Report Request Requested Scholl She Since Spine Subjective Surgery
    Surgical The Their Then There Therefore These They This Those To Treating Treatment Under Was We When Which While
    Who With Work
"""
_TRADES_LIST = """
    Acupuncturist Assistant Board Care Certified Chiropractor Daily Doctor Family Health Home Hospice Management Medical
    Medicine Nurse Nursing Occupational Orthopaedic Orthopedic Osteopathic Pain Physician Practitioner Primary
    Psychologist Registered Skilled Specialist Surgeon Surgery Therapist Therapy Treating Visiting
"""
_NO_NAME = rf"(?!(?:{'|'.join(_NO_NAMES_LIST.split())})\b)"
_NO_TRADE = rf"(?!(?:{'|'.join(_TRADES_LIST.split())})\b)"


@dataclass(frozen=True, slots=True)
class _Sign:
    """What may have survived, and how it looks. Only a text with one of the hints can hold it; none: any text."""

    what: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]


_SIGNS = (
    _Sign(
        "A person's name with a title",
        ("Dr", "Mr", "Ms", "Miss"),
        re.compile(rf"\b(?:Dr|Mr|Mrs|Ms|Miss)\b\.? (?:[A-Z]\. )?{_NO_NAME}{_NAME}"),
    ),
    _Sign(
        "A person's name with a degree",
        _DEGREES,
        re.compile(rf"\b{_NO_TRADE}{_NAME} (?:[A-Z]\.? )?{_NO_TRADE}{_NAME},? {_DEGREE}"),
    ),
    _Sign(
        "A name after its label",
        ("Name", "name", "NAME", "Employee", "Claimant", "Injured Worker"),
        re.compile(
            r"\b(?:(?:[Pp]atient|[Ee]mployee|[Cc]laimant|[Aa]pplicant|[Ww]orker|[Pp]rovider|[Ee]mployer)(?:['’]s)?"
            r" [Nn]ame|PATIENT NAME|Employee|Claimant|Injured Worker) ?: ?"
            r"(?!(?:Claim|Date|Case|Employee|Employer|Name|Provider|IMR|UR|Not|Unknown) )"
            rf"{_NAME},? {_NAME}"
        ),
    ),
    _Sign(
        "A claim number",
        ("laim",),
        re.compile(
            r"[Cc]laim(?:s|ant)? ?(?:[Nn]umber|[Nn]o\.?|[Nn]um\.?|ID|#) ?[:#]? ?"
            r"(?=[A-Z0-9-]{0,24}\d{4})(?!CM\d\d-)[A-Z0-9][A-Z0-9-]{4,24}"
        ),
    ),
    _Sign(
        "A date of birth",
        ("irth", "BIRTH", "DOB", "D.O.B", "born on"),
        re.compile(rf"(?:[Dd]ate of [Bb]irth|Birth ?date|DATE OF BIRTH|\bDOB|D\.O\.B\.?|born on) ?[:;]? ?{_DATE}"),
    ),
    # The look behind comes after the first digit, so that the search may run from digit to digit.
    _Sign(
        "A social security number",
        (),
        re.compile(r"\d(?<![\d-]\d)\d{2}-\d{2}-\d{4}(?![\d-])|SSN ?[:#]? ?[\dXx*-]{0,9}\d{4}\b"),
    ),
    _Sign("A street address", _WAYS, re.compile(rf"\d{{1,6}} (?:[NSEW]\.? )?(?:{_NAME} ){{1,3}}{_WAY}")),
    _Sign(
        "A telephone number",
        (),
        re.compile(
            r"[(\d](?<![\d-]\d)(?:(?<=\()(?!8(?:00|33|44|55|66|77|88))\d{3}\) ?"
            r"|(?<=\d)(?!(?<=8)(?:00|33|44|55|66|77|88))\d{2}[-. ])\d{3}[-.]\d{4}(?![\d-])"
        ),
    ),
    _Sign("An e-mail address", ("@",), re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}")),
)
# Authors of what a letter cites, and the reviewing organization's own letterhead, are public.
_PUBLIC = re.compile(r"\b(?:Authors?|Editors?|et al|Journal|Textbook|MAXIMUS Federal Services, Inc)\b")
_REACH = 80


def privacy_concerns(letter: ParsedLetter) -> tuple[str, ...]:
    """Sentences on what seems to have survived and where, never the thing itself; empty for a clean letter.

    The guideline paragraphs are left out: the authors and addresses printed there are those of what is cited.
    """
    return tuple(dict.fromkeys(_concerns(letter)))


def _concerns(letter: ParsedLetter) -> Iterator[str]:
    cited = "\n".join(f"{item.claims_guideline}\n{item.reviewer_guideline}" for item in letter.items)
    for sign in _SIGNS:
        if sign.hints and not any(map(letter.text.__contains__, sign.hints)):
            continue
        for found in sign.pattern.finditer(letter.text):
            if found[0] in cited or _PUBLIC.search(letter.text, max(0, found.start() - _REACH), found.end()):
                continue
            yield f"{sign.what} seems to stand in {_place(letter, found[0])}."


def _place(letter: ParsedLetter, found: str) -> str:
    if letter.clinical_summary and found in letter.clinical_summary:
        return "the clinical summary"
    for place, item in enumerate(letter.items, start=1):
        if found in item.heading or found in item.rationale:
            return f"item {place}"
    return "the letter"
