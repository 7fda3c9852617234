"""The verdict in a rationale's own words, which must be that of its item's decision."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from .values import ParsedItem

_SAYS = re.compile(r"medical(?:ly)? (?:necess|appropriat)")
_DENIED = re.compile(
    r"\bnotmedically|\bmedical(?:ly)? necessity (?:\w+ ){0,3}(?:not|cannot|lacking)\b|\bmedically unnecessary"
    r"|\bnon-?certified"
)
# What denies a verdict stands in its own clause: "has not improved, so that the injection is medically necessary".
_NEGATION = re.compile(
    r"\b(?:not?(?! only| (?:yet )?(?:authorized|certified|approved|allowed|granted|covered) (?:is|are|was|were)\b)"
    r"|never|neither|nor|cannot|none|nothing|lacks?|fails?|failed to|un|unclear|insufficient"
    r"|unsupported|without (?:\w+ ){0,2}(?:being|proof|evidence|documentation|support))\b|n['’]t\b"
)
_BETWEEN_CLAUSES = re.compile(
    r"[.;:] |, |\b(?:therefore|thus|hence|accordingly|consequently|as such|because|since|although|though)\b"
    r"|\b(?:and|but|so|as|yet) (?=(?:the|this|these|those|his|her|its?|i|one|such)\b)"
)
_VERB = re.compile(r"\b(?:is|are|was|were|has been|have been)\b")
_SUBORDINATE = re.compile(r"(?:that|which|whether|why|how|if|when)\b")
_LONGEST_CLAUSE = 300
_ESTABLISHED = r"(?:established|demonstrated|shown|met|substantiated|confirmed)"
_GRANTED = re.compile(
    r"\b(?:is|are|was|were|be|as|both|therefore|thus),? ?medically (?:necessary|appropriate)"
    rf"|\bmedical necessity (?:(?:of|for) [^.;]{{1,60}} )?(?:has been|is|was) (?:clearly |thus )?{_ESTABLISHED}"
)
# What others said of the request.
_REPORTED = re.compile(
    r"\b(?:claims administrator|utilization review(?:er)?|ur(?: (?:physician|reviewer|decision|denial))?|adjuster"
    r"|carrier|denial|prior reviewer)\b(?:['’]s \w+)? (?:(?:had|has|also|only|first|once|\w+ly) ){0,2}"
    r"(?:held|found|stated|said|says|argued|determined|concluded|reasoned|wrote|opined|felt|claimed|maintained|noted)"
    r" (?:that )?[^.;]{0,160}?\bmedical(?:ly)? (?:necess|appropriat)\w*"
)
_USUAL = re.compile("medical(?=ly| necess| appropriat)")
_LAST_SENTENCE = re.compile(r"(?:^|(?<=[.!?] ))[^.!?]{3,}[.!?]?$")
_FOUND = (
    r"(?:supported|warranted|indicated|justified|recommended|certified|approved|authorized|granted|reasonable"
    r"|appropriate)"
)
_DECIDED = r"(?:denial|decision) (?:is|was|should be|must be)"
_AGAINST = re.compile(
    rf"\b(?:can)?not (?:\w+ ){{0,2}}{_FOUND}\b|\bnon-?certified\b|\bdenied\b"
    rf"|\b{_DECIDED} (?:upheld|affirmed|sustained)\b"
    r"|\bnecessity (?:\w+ ){0,3}not\b|\b(?:un(?:warranted|justified|supported|reasonable))\b",
    re.IGNORECASE,
)
_FAVORS = re.compile(
    rf"\b(?:is|are|was|were|be|seems?|as) (?:\w+ ){{0,2}}{_FOUND}\b|\b{_DECIDED} (?:overturned|reversed|set aside)\b",
    re.IGNORECASE,
)
_ASKED = r"(?:(?:the|this) )?(?:(?:disputed|current) )?(?:requests?|treatments?|services?|medications?)"
# A last sentence of nothing but the verdict on what is in dispute.
_LAST_SAYS = re.compile(
    rf"(?:(?:therefore|thus|hence|as such|accordingly|consequently),? )?{_ASKED}(?: (?:for|of) [^.;]{{1,160}}?)? "
    r"(?:is|are) (?:therefore |thus |hereby )?(?P<not>not )?medically (?:necessary|appropriate)"
    r"(?: and appropriate)?[.!]?"
)
_LAST_ON_DENIAL = re.compile(
    r"\b(?:denial|non-?certification|(?:decision|determination) of the (?:claims administrator|utilization review)"
    r"|(?:ur|utilization review|claims administrator['’]?s?) (?:denial|decision|determination))\b(?: of [^.;]{1,80}?)? "
    r"(?:is|should be|must be|is hereby|is therefore) (?:(?P<kept>upheld|affirmed|sustained)|"
    r"(?P<gone>overturned|reversed|set aside))"
)
_VERDICTS = (
    *("necessary", "necessity", "appropriate", "certif", "warranted", "indicated", "supported", "approved", "denied"),
    *("upheld", "overturned", "recommended", "reasonable", "authoriz", "established", "justified"),
)
# Other words with which a last sentence says what comes of it.
_CLOSES = re.compile(
    r"\b(?:denial|determination|decision)\b[^.]{0,60}\b(?:stands?|disturbed|affirmed|reversed|sustained|set aside)\b"
    r"|\b(?:denial|determination|decision)\b[^.]{0,60}\b(?:correct|wrong|in error)\b"
    r"|\b(?:dis)?agrees? with\b[^.]{0,40}\b(?:denial|determination|decision|utilization review)\b"
    r"|\b(?:meets?|met|satisf(?:y|ies|ied))\b[^.]{0,40}\bcriteri(?:a|on)\b"
    r"|\bcriteri(?:a|on)\b[^.]{0,40}\b(?:met|satisfied)\b"
)
# What is said of the denial is said of the request the other way round.
_OF_DENIAL = re.compile(
    r"\b(?:denial|non-?certification|(?:ur|utilization review) (?:decision|determination))\b[^.;]{0,40}?"
    rf"\b(?:is|was) (?P<not>not )?(?:\w+ )?(?:{_FOUND}|correct)\b",
    re.IGNORECASE,
)
_ON_REQUEST = re.compile(r"\b(?:requests?|requested|denial|decision)\b", re.IGNORECASE)
"""What else is reasonable, or is not, is advice."""
_LONG_WORD = re.compile(r"[a-z]{5,}")
_LONGEST_LAST = 400
MEDICALLY = re.compile(r"medical(?<!\wmedical)(?:ly)? (?:\w+ ){0,3}(?:necess|appropriat)")
_MEDICALLY_WHAT = re.compile(r"medically (\w{7,11})")
_SLIPS = 2


def comes_to_a_verdict(rationale: str) -> bool:
    """Whether a rationale, in small letters, says what comes of it."""
    if any(map(rationale.__contains__, _VERDICTS)) or MEDICALLY.search(rationale) is not None:
        return True
    text = in_one_line(rationale)
    last = _LAST_SENTENCE.search(text, max(0, len(text) - _LONGEST_LAST))
    if last and _CLOSES.search(last[0]):
        return True
    return any(
        Levenshtein.distance(word, "necessary", score_cutoff=_SLIPS) <= _SLIPS
        for word in _MEDICALLY_WHAT.findall(rationale)
    )


def contradicts(item: ParsedItem) -> bool:
    """Whether all verdicts in the rationale's words are the other one. Linear in its length."""
    text = in_one_line(item.rationale)
    if _closes_otherwise(item.decision, text):
        return True
    text = _REPORTED.sub(" ", text)
    denied = _DENIED.search(text) is not None or any(
        _NEGATION.search(_clause(text, found.start())) for found in _SAYS.finditer(text)
    )
    granted = any(not _NEGATION.search(_clause(text, found.end())) for found in _GRANTED.finditer(text))
    if not granted and not denied:
        return _ends_otherwise(item, " ".join(item.rationale.split()))
    return (granted and not denied) if item.decision == "upheld" else (denied and not granted)


def _clause(text: str, end: int) -> str:
    """What stands before a place within its clause; within its sentence where the clause depends on another."""
    start = max(0, end - _LONGEST_CLAUSE)
    bounds = list(_BETWEEN_CLAUSES.finditer(text, start, end))
    sentence = next((bound.end() for bound in reversed(bounds) if bound[0][0] in ".;:"), start)
    for bound in reversed(bounds):
        clause = text[bound.end() : end].lstrip()
        if bound.end() <= sentence or _SUBORDINATE.match(clause):
            break
        if _VERB.search(clause):
            return clause
    return text[sentence:end]


def _closes_otherwise(decision: str, text: str) -> bool:
    """Whether the last sentence is the other verdict, whatever stands above it."""
    last = _LAST_SENTENCE.search(text, max(0, len(text) - _LONGEST_LAST))
    if last is None:
        return False
    if said := _LAST_SAYS.fullmatch(last[0].strip()):
        return (said["not"] is None) == (decision == "upheld")
    on_denial = _LAST_ON_DENIAL.search(last[0])
    return on_denial is not None and (on_denial["kept"] is None) == (decision == "upheld")


@lru_cache(32)
def in_one_line(rationale: str) -> str:
    """A rationale in small letters without its line ends; remembered while the checks look at one letter."""
    return " ".join(rationale.casefold().split())


def around_verdicts(text: str, before: int, behind: int) -> list[tuple[int, int]]:
    """Where the stretches of a text begin and end that hold the usual words of a verdict and so many characters around
    them. No two overlap.
    """
    stretches: list[tuple[int, int]] = []
    for found in _USUAL.finditer(text):
        start, end = max(0, found.start() - before), found.end() + behind
        if stretches and start <= stretches[-1][1]:
            start = stretches.pop()[0]
        stretches.append((start, end))
    return stretches


def _ends_otherwise(item: ParsedItem, text: str) -> bool:
    """Whether a rationale without a verdict in the usual words ends with the other one."""
    last = _LAST_SENTENCE.search(text)
    said = last[0] if last and _is_on_request(last[0], item.heading) else ""
    said = _OF_DENIAL.sub(lambda of: f"the denial is {'overturned' if of['not'] else 'upheld'}", said)
    against, favors = _AGAINST.search(said), _FAVORS.search(_AGAINST.sub(" ", said))
    return bool(favors and not against) if item.decision == "upheld" else bool(against and not favors)


def _is_on_request(said: str, heading: str) -> bool:
    """Whether a sentence speaks of what is in dispute."""
    told = frozenset(_LONG_WORD.findall(said.casefold()))
    return _ON_REQUEST.search(said) is not None or not told.isdisjoint(_LONG_WORD.findall(heading.casefold()))
