"""Sentences, and what they say without a label: who cited what, what is in dispute, who reviewed it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .labels import LONGEST, labels_of

_SENTENCES = re.compile(
    r"(?<=[.!?])[\])”\"]?\s+(?=[“\"(\[]?[A-Z0-9])|(?<=;)\s+(?=(?:IMR|UR|[Tt]he|[Rr]eviewer|MAXIMUS|[Oo]ur)\b)"
)
_ABBREVIATED = re.compile(
    r"\b(?:appl|adm|rev|gdl|p\.o|req|no|nos|vs|dr|st|approx|ea|inc|fig|ch|sec|p|pp|vol|ed|e\.g|i\.e|al|q|tab|mg|etc)\.$",
    re.IGNORECASE,
)
_COUNTER = re.compile(
    r"(?:(?i:part|section|item|issue|§) ?)?"
    r"\(?(?:[A-Za-z]|\d{1,2}[a-z]?|[ivxIVX]{1,4}|(?i:one|two|three|four|five|six|seven))[.)]"
)
_NEAR = 300
_QUOTED = re.compile(
    r"(?:the )?(?:(?:disputed|requested) )?(?:item|request|treatment|issue|service|it) (?:is|was|reads|concerns)[,:]? ?"
    r"[“\"](?P<what>[^“”\"]{3,300})[”\"]\.?"
    r"|the (?:only )?(?:disputed |requested )?(?:item|treatment|issue|service|procedure|drug|medication|device)"
    r"(?: (?:that|which) (?:was|is))? (?:denied|refused|in (?:dispute|question)|at issue|disputed|under review"
    r"|requested) (?:is|was)[,:]? (?P<named>[^“”\".;]{3,300})\.?",
    re.IGNORECASE,
)
_DENIER = (
    r"(?:the |our )?(?:claims? administrator|administrator|(?:claims? )?adjust[eo]r"
    r"|UR(?: (?:physician|doctor|reviewer|decision))?"
    r"|utilization review(?:er)?(?: (?:physician|doctor|decision))?|(?:insurance )?carrier|insurer|pay[eo]r|employer)"
)
_REVIEWER = (
    r"(?:(?:the |this |our )?(?:(?:expert|physician|independent|imr|medical|state['’]s) )*(?:reviewer|physician|doctor)"
    r"|MAXIMUS(?: Federal Services)?|IMR)"
)
_CITES = (
    r"(?: (?:has|had|also|itself|himself|only|in turn|did))*"
    r" (?:us(?:ed?|es)|cit(?:ed?|es)|reli(?:ed|es) (?:up)?on|look(?:ed|s) to|nam(?:ed?|es)|gave|gives?|quot(?:ed?|es)"
    r"|refer(?:red|s) to|point(?:ed|s) to|invok(?:ed?|es)|bas(?:ed?|es) (?:its|the|his|her|their|this)"
    r"|went (?:by|with)|goes (?:by|with)|turn(?:ed|s) to|appl(?:y|ied|ies)|lean(?:ed|s) on|drew on|draws on"
    r"|follow(?:ed|s)|consult(?:ed|s)|not cite|not name|not give|found the same|rest(?:ed|s) on|took|takes)\b"
)
_IN_SO_DOING = r"(?:in (?:denying|refusing|so (?:doing|deciding)|its denial|reviewing|deciding)\b[^,.;]{0,60}, )?"
_CITED_BY_DENIER = re.compile(rf"{_IN_SO_DOING}{_DENIER}{_CITES}", re.IGNORECASE)
_CITED_BY_REVIEWER = re.compile(
    rf"{_IN_SO_DOING}(?:(?:{_REVIEWER}|I|we){_CITES}"
    rf"|so (?:did|does|do) {_REVIEWER}|(?:likewise|so too|the same for) {_REVIEWER}\b)",
    re.IGNORECASE,
)
_AND_REVIEWER = re.compile(
    rf"\b(?:and|while|as did) (?:so did )?{_REVIEWER}\b(?: (?:found|finds|agrees?|agreed)\b|{_CITES}|[.;]|$)",
    re.IGNORECASE,
)
_ON_REVIEWER = re.compile(
    rf"(?:{_REVIEWER}(?: who [^.,]{{3,60}}?)?|who reviewed,?) (?:is|was|holds|has been|does|practi[cs]es)\b"
    r"|(?:an? )?(?:board[- ]certified|licensed) [^.]{3,60}\breviewed\b",
    re.IGNORECASE,
)


def sentences(text: str) -> Iterator[str]:
    """A text's sentences; a figure, an abbreviation and what stands in brackets end none."""
    start = 0
    for found in _SENTENCES.finditer(text):
        if text[found.start() - 1] == ";" and not cited_by(text[found.end() : found.end() + LONGEST]):
            continue
        if text[found.start() - 2 : found.start()] == "..":
            continue
        if text[found.start() - 1] == "?" and labels_of(text[start : found.start() - 1]):
            continue  # a question for a label
        said = text[max(start, found.start() - _NEAR) : found.start()]
        if _ABBREVIATED.search(said, max(0, len(said) - 12)) or _COUNTER.fullmatch(text[start : found.start()][:12]):
            continue
        if said.count("(") > said.count(")"):
            continue
        end = found.start() + (1 if text[found.start()] in '])”"' else 0)
        if piece := text[start:end].strip():
            yield piece
        start = found.end()
    if piece := text[start:].strip():
        yield piece


def cited_by(text: str) -> str:
    """Whose guideline a sentence names: ``claims``, ``guideline`` for the reviewer's, or nobody's."""
    if _CITED_BY_DENIER.match(text):
        return "claims"
    return "guideline" if _CITED_BY_REVIEWER.match(text) else ""


def cites_for_both(text: str) -> bool:
    """Whether a sentence that names the denial's guideline says that the reviewer went by it as well."""
    return _CITED_BY_DENIER.match(text) is not None and _AND_REVIEWER.search(text) is not None


def is_on_reviewer(text: str) -> bool:
    """Whether a sentence says who the reviewer is."""
    return _ON_REVIEWER.match(text) is not None


def quoted(text: str) -> str:
    """What a sentence quotes as being in dispute."""
    found = _QUOTED.fullmatch(text)
    return (found["what"] or found["named"]) if found else ""
