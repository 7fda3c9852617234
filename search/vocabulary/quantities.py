"""How much of a treatment is asked for: tablets, strength, how often, sessions."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = "one two three four five six seven eight nine ten eleven twelve"
_TEENS = "thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
_WORDS = {word: value for value, word in enumerate(f"{_UNITS} {_TEENS}".split(), start=1)}
_WORDS |= {
    "twenty-four": 24,
    "thirty": 30,
    "thirty-six": 36,
    "forty": 40,
    "sixty": 60,
    "once": 1,
    "twice": 2,
    "single": 1,
}
_NUMBER = rf"(?:\d{{1,4}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_TIMES = rf"(?:once|twice|{_NUMBER} ?(?:x|times|time))"
_PERIOD = r"(?:day|week|month|year|wk|mo)s?"

# A number sign may also say which one: of a list, of the teeth.
_NOT_A_PLACE = "".join(
    f"(?<!{word} )" for word in ("issue", "item", "request", "tooth", "teeth", "canal", "crown", "case")
)
# What a heading counts with a number sign goes before a dose in words ("one tablet twice daily … #40").
_COUNTS = (
    re.compile(rf"{_NOT_A_PLACE}#\s?(\d{{1,4}}(?:,\d{{3}})?)(?![\d.,]*\d)(?! ?%)", re.IGNORECASE),
    re.compile(r"\b(?:qty|quantity)\b(?: of)?[.:# ]{0,3}(\d{1,4})\b", re.IGNORECASE),
    re.compile(
        rf"\b({_NUMBER}) (?:tablets?|tabs?|capsules?|caps?|pills?|patch(?:es)?|count|bottles?|tubes?"
        rf"|syringes?|vials?)\b",
        re.IGNORECASE,
    ),
)
_AMOUNT = r"\d{1,5}(?:,\d{3})?(?:\.\d{1,4})?"
_STRENGTH = re.compile(
    rf"(?<![\d.#/]){_AMOUNT}(?: ?(?:mg|mcg|%))?(?:[/-]{_AMOUNT}(?: ?(?:mg|mcg|%))?){{0,3}} ?(?:mg|mcg|ug"
    rf"|meq|%|iu\b|units/)"
    r"(?:/ ?(?:\d{1,3} ?)?(?:ml|hr|hour|day|g)\b)?",
    re.IGNORECASE,
)
_SPAN = rf"(?:,? ?(?:for|x|times|over|per) (?:the )?(?:next )?(?:{_NUMBER})(?: ?\(\d{{1,3}}\))? {_PERIOD})?"
_FREQUENCY = re.compile(
    rf"\b{_TIMES}(?: ?\(\d{{1,2}}\))? ?(?:a|an|per|each|every|/)? ?{_PERIOD}\b{_SPAN}"
    rf"|\b{_NUMBER} ?(?:x|times) ?(?:a |per |/ ?){_PERIOD}\b{_SPAN}"
    r"|\b(?:once|twice|two times|three times|four times|\d times) (?:daily|weekly|monthly)\b"
    rf"|\bevery (?:other |{_NUMBER} (?:to {_NUMBER} |- ?{_NUMBER} )?)?(?:hour|day|night|morning|week"
    rf"|month)s?\b"
    r"|\b(?:daily|nightly|weekly|monthly|at bedtime)\b"
    r"|\bq\.? ?\d{1,2}(?: ?- ?\d{1,2})? ?h(?:rs?|ours?)?\b"
    r"|\b(?:b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?h\.?s|q\.?d)\b\.?",
    re.IGNORECASE,
)
_VISITS = r"(?:sessions?|visits?|treatments?|appointments?)"
_VISITS_IN_BRACKETS = re.compile(
    rf"\(({_NUMBER}) {_VISITS}\)|\b{_VISITS} ?\(({_NUMBER})\)|\b(?:weeks?|wks?) ?\(({_NUMBER})\)",
    re.IGNORECASE,
)
_VISITS_COUNTED = re.compile(
    rf"(?<![-–\d/.x])(?<!times )\b({_NUMBER})(?: ?\((\d{{1,3}})\))? (?:(?!times\b|x\b)\w+[ "
    rf"-]){{0,4}}?{_VISITS}\b(?! ?(?:per|a|each)\b)"
    rf"|\b{_VISITS}\b,? ?(?:x|#|times|:) ?(\d{{1,3}})\b(?! ?(?:/|per|a|x))",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"\b\d{{1,3}} ?(?:-|–|to) ?\d{{1,3}} (?:\w+ ){{0,3}}?{_VISITS}\b", re.IGNORECASE)
_WEEKLY = re.compile(
    rf"\b({_NUMBER}) ?(?:(?:x|times?)?(?: ?\((\d{{1,2}})\))? ?(?:a|an|per|each|every|/) ?|x ?)"
    r"(?:week|wk)s?"
    rf"[, ]{{0,2}}(?:for|x|times|over)? ?({_NUMBER})(?: ?\((\d{{1,2}})\))? ?(?:weeks?|wks?)\b",
    re.IGNORECASE,
)
_CROSS = re.compile(r"(?<![\d.#])\b(\d{1,2}) ?x ?(\d{1,2})\b(?![\d.%]|\s?(?:mg|cm|inch|in\b|mm|ml))", re.IGNORECASE)
_TIMES_ALONE = re.compile(
    r"(?<!\d)\s(?:x|times) ?(\d{1,2})(?=\s|,|;|$|\))(?!\s?(?:a|per|weeks?|months?|days?)\b)", re.IGNORECASE
)
_IN_VISITS = re.compile(
    r"\b(?:therapy|therapist|acupuncture|chiropract\w{1,3}|massage|manipulation|psychotherapy"
    r"|biofeedback|counsel\w{1,4}"
    r"|sessions?|visits?|PT|OT|P\.T|O\.T|CBT|chiro|acu|physio|e-?stim|infrared"
    r"|rehabilitation|conditioning|hardening|aquatic|exercise)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantities:
    """As far as printed: ``quantity`` counts units ("#60"), ``strength`` and ``frequency`` keep the print
    ("10/325mg", "2 times a week for 4 weeks"), ``sessions`` counts visits. What is doubtful is None."""

    quantity: int | None = None
    strength: str | None = None
    frequency: str | None = None
    sessions: int | None = None


def read_quantities(disputed: str) -> Quantities:
    """Read what a disputed portion says of amounts. Never raises; linear in its length."""
    text = " ".join(disputed.split())[:2000]
    strengths = tuple(dict.fromkeys(found[0].replace(" ", "").rstrip("/") for found in _STRENGTH.finditer(text)))
    frequency = _FREQUENCY.search(text)
    sessions = _sessions(text) if _IN_VISITS.search(text) else None
    counted = next((found for pattern in _COUNTS if (found := pattern.search(text))), None)
    count = _value(counted[1]) if counted else None
    if count is not None and not strengths and _IN_VISITS.search(text):
        count, sessions = None, sessions or count
    return Quantities(
        quantity=count,
        strength=", ".join(strengths) or None,
        frequency=frequency[0].strip(" ,") if frequency else None,
        sessions=sessions,
    )


def _sessions(text: str) -> int | None:
    """Visits: as counted in brackets, else so many a week times so many weeks, else as counted; None where
    counts differ.
    """
    if _RANGE.search(text):
        return None
    bracketed = {_value(found[1] or found[2] or found[3]) for found in _VISITS_IN_BRACKETS.finditer(text)}
    if bracketed:
        return bracketed.pop() if len(bracketed) == 1 else None
    weekly = _WEEKLY.search(text)
    if weekly:
        each, weeks = _value(weekly[2] or weekly[1]), _value(weekly[4] or weekly[3])
        return each * weeks if each and weeks else None
    counted = {_value(found[2] or found[1] or found[3]) for found in _VISITS_COUNTED.finditer(text)}
    if counted:
        return counted.pop() if len(counted) == 1 else None
    crossed = _CROSS.search(text)
    if crossed:
        return int(crossed[1]) * int(crossed[2])
    times = _TIMES_ALONE.search(text)
    return int(times[1]) if times else None


def _value(printed: str) -> int | None:
    printed = printed.replace(",", "").lower()
    return int(printed) if printed.isdecimal() else _WORDS.get(printed)
