"""The decision at the end of a heading, as any hand prints it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from .values import Decision
from .wordings import fold

_LONGEST = 90
_LONGEST_HEADING = 200
_DECISION = re.compile(r"\b(upheld|overturned)[\s.:;*]{0,8}$", re.IGNORECASE)
_TALK = re.compile(r"\b(?:was|were|be|been|being|has|have|not|and|or|as|the|partially|therefore|thus|to)$", re.I)
_NOTE = re.compile(r"\s{0,2}[(\[]([^()\[\]]{3,60})[)\]][\s.:;*_]{0,6}$")
_OPENING = re.compile(
    r"\W{0,4}(?:(?:no\. ?|item )?\d{1,2}[.):]?\s)?(?:(?:decision|determination) ?[:–-] ?)?"
    r"\b(?P<word>upheld|overturned)\b"
    r" ?[*_]{0,2}[:–—-][*_]{0,2} (?=\S)",
    re.IGNORECASE,
)
# "Decision: Uphold", "IMR decision is upheld", "The UR denial is upheld", "Denial upheld": the words that lead to it.
_KINDS = (
    *("decision", "determination", "outcome", "finding", "result", "disposition", "status", "verdict", "ruling"),
    *("conclusion", "modification", "denial"),
)
_KIND = "|".join(_KINDS[:-1])
_LEAD = re.compile(
    r"(?:^|(?<=[\s:;.,–—*(\[-]))(?:the )?(?:(?:imr|final|ur|utilization review|(?:expert )?reviewer['’]?s?) )?"
    rf"(?:(?:{_KIND}|(?:(?:ur|utilization review|(?:the )?claims administrator['’]?s?) )?(?:denial|modification))\b"
    r"(?: (?:on|for|of|as to) (?:(?:item|request|issue|treatment|service) )?#?(?:[a-l]|\d{1,2})\b)?"
    r"\s?(?:is|:|-|–|—|=)?\s?){1,2}$",
    re.IGNORECASE,
)
# What says no more than that a decision is one.
_WHOLLY = re.compile(
    r"(?:(?<=upheld)|(?<=overturned)),? (?:in full|in (?:its|their) entirety|in whole|entirely|completely"
    r"|by (?:the )?(?:imr|maximus|(?:expert |physician )?reviewer))$"
    r"|\b(?:fully|entirely|wholly) (?=(?:upheld|overturned)$)",
    re.IGNORECASE,
)
_PLAIN_NOTE = re.compile(
    r"(?:please )?see (?:below|(?:the )?(?:rationale|discussion)(?: below)?)|(?:as )?explained below|as requested"
    r"|in full|in its entirety|final|(?:retro|pro)spective(?: review)?|concurrent(?: review)?",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"\b(up|over)- ?(held|turned)\b(?=\W{0,8}$)", re.IGNORECASE)
_LED = re.compile(
    rf"\W{{0,4}}(?:the )?(?:(?:utilization review|[a-z'’]+) )?(?:{'|'.join(_KINDS)})\b",
    re.IGNORECASE,
)
_SEPARATORS = " \t:;.,=|*_–—-(["
_DENIAL = (
    r"(?: (?:the |that )?(?:UR |utilization review |claims administrator['’]s )?"
    r"(?:denial|non-?certification|determination|decision))?"
)
_WE = r"(?:(?:we|I|MAXIMUS|the (?:expert )?reviewer) (?:have |has )?)?"
_UPHELD = (
    rf"{_WE}(?:upheld|upholds?){_DENIAL}|denied|non-?certified"
    r"|not (?:certified|medically necessary|approved|authorized|necessary)"
    r"|denial (?:sustained|affirmed|confirmed|stands)|affirmed|sustained"
)
_OVERTURNED = (
    rf"{_WE}(?:overturn(?:ed|s)?|reversed?){_DENIAL}|certified|approved|authorized|granted"
    r"|medically necessary(?: and appropriate)?|denial not upheld|not (?:sustained|affirmed)|set aside"
)
_WORDS = re.compile(rf"(?:(?P<upheld>{_UPHELD})|(?P<overturned>{_OVERTURNED}))$", re.IGNORECASE)
_IN_PART = re.compile(
    r"(?:(?:partially|partly|part) (?:overturned|upheld|certified|approved|granted|reversed|denied)"
    r"|(?:overturned|upheld|certified|approved|granted|reversed|denied),? (?:in part|partially)"
    r"(?:(?:,| and|/) ?(?:upheld|overturned|denied|modified) in part)?"
    r"|(?:upheld|overturned)(?: ?/ ?| and | or )(?:upheld|overturned|modified)|modified(?: to [\w ,/-]{1,40})?"
    r"|(?:partially|partly) (?:overturned|upheld)(?: ?/ ?| and )(?:modified|upheld|overturned))$",
    re.IGNORECASE,
)
# What these patterns cannot match without, as they are slow on a line that only talks of a decision.
_ENDINGS = (
    *("upheld", "uphold", "upholds", "denied", "certified", "necessary", "approved", "authorized", "granted"),
    *("overturn", "overturned", "overturns", "reverse", "reversed", "appropriate"),
    *("denial", "certification", "determination", "decision", "sustained", "affirmed", "confirmed", "stands", "aside"),
)
# "[X] Upheld [ ] Overturned", "Upheld ☒ Overturned ☐": every word with its box, and one box marked.
_BOX = r"(?:[\[(]\s?(?P<mark{0}>[xX✓✔])?\s?[\])]|[☐□]|(?P<sign{0}>[☒☑]))"
_BOXES = tuple(
    re.compile(rf"(?:^|(?<=[\s:;.,–—-])){boxes}[\s.]*$", re.IGNORECASE)
    for boxes in (
        r"[\s,;/|]*".join(rf"{_BOX.format(word[0])}\s?{word}" for word in ("upheld", "overturned")),
        r"[\s,;/|]*".join(rf"{word}\s?:?\s?{_BOX.format(word[0])}" for word in ("upheld", "overturned")),
    )
)
_LEFT = ("withdrawn", "dismissed", "ineligible", "not ", "no de", "moot")
_TWICE = re.compile(
    r"(?:^|(?<=\W))(?P<word>upheld|overturned)\s?[*_]{0,2}\s?[:;,./=–—-]\s?"
    r"(?P<again>[a-z][\w ,/-]{4,60})$",
    re.IGNORECASE,
)
_WITHDRAWN = re.compile(
    r"(?:withdrawn|dismissed|ineligible|not (?:reviewed|decided|in dispute)|no (?:decision|determination)|moot)"
    r"(?:,? (?:by|on|at|as|per|upon|before|prior|since|because|due)\b[^:;]{1,60})?$",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"[(\[](?:(?:the|this) )?(?:request |item |treatment )?(?:was |is |has been )?"
    r"(?:withdrawn|dismissed|ineligible|moot|not (?:reviewed|decided|in dispute))\b[^()\[\]]{0,90}[)\]]$",
    re.IGNORECASE,
)
# "Lumbar brace: Withdrawn by its requester; no determination was made."
_LEFT_OUT = re.compile(
    r"\w ?[:–—] ?(?:withdrawn|dismissed|ineligible|moot|not (?:reviewed|decided|determined)|no determination)\b"
    r"(?!.*(?:upheld|overturn|modif|\w:))[ ,;(.–—-]",
    re.IGNORECASE,
)
_THAT_IS = re.compile(r"(?:i\.? ?e\.?|that is|meaning|which means|viz\.?),?:? ", re.IGNORECASE)
_SURE: tuple[Decision, ...] = ("upheld", "overturned")
_FOLDED = [(decision, fold(decision)) for decision in _SURE]
_MOST_EDITS = 2
# One of these stands in every decision that is spelled right, and in few other lines: it is looked for first.
_SAYS = (
    *("uph", "overturn", "denied", "certified", "necessary", "approved", "authorized", "revers", "granted", "modified"),
    "denial ",
    *("withdrawn", "dismissed", "ineligible", "reviewed", "decided", "in dispute", "decision", "determination", "moot"),
)
_LONGEST_BOXES = 40
_LONGEST_REST = 16
"""So much may stand from the hyphen of a broken decision on."""
_LONGEST_ENDING = 8
"""So many signs may stand behind a note's bracket, and the bracket."""
_LONGEST_KIND = 40
"""So much may one of ``_KINDS`` and what joins it to the decision take."""
_BEHIND = 60
"""So far a decision's last words may reach behind these."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision and where its words begin in the text. ``doubt``: the words, where their sense is not sure."""

    decision: Decision
    start: int
    doubt: str = ""


def decision_of(word: str) -> Decision:
    """The decision that begins with one of the usual words, in whatever letters."""
    return "upheld" if word[:3].casefold() == "uph" else "overturned"


@lru_cache(maxsize=4096)
def decided(text: str, *, certain: bool = False) -> Decision | None:
    """The decision that this line ends with, None where it ends otherwise or only talks about one.

    ``certain``: the line stands where only a decision can, so that its colon may be missing.
    """
    found = _DECISION.search(text, max(0, len(text) - 24))
    if found is None:
        return None
    before = text[: found.start()].rstrip()
    if (
        before
        and not before.endswith((":", ";", "-", "–", "—", ".", ",", "*"))
        and not re.search(r"\b(?:is|are)$", before[-4:])
        and not (certain and found[0][-1:].isalpha() and found[1][:1].isupper() and not _TALK.search(before[-12:]))
    ):
        return None
    if before.lower().endswith(("partially:", "not:")):
        return None
    return decision_of(found[1])


@lru_cache(maxsize=4096)
def read_decision(text: str) -> Decided | None:
    """The decision at the end of a text that stands right above an item's labels, where only a decision can."""
    if (boxed := _boxed(text)) is not None:
        return boxed
    if text[:1] in {"(", "["} and text[-1] in ")]" and (told := read_decision(text[1:-1])) and not told.start:
        return told
    if "-" in text[-_LONGEST_REST:]:
        text = _BROKEN.sub(r"\1\2", text)
    ending = text[-_LONGEST_ENDING:]
    note = _NOTE.search(text) if ")" in ending or "]" in ending else None
    body = (text[: note.start()] if note else text).rstrip(" .:;*_)")
    said = body[-_LONGEST - _BEHIND :].casefold()
    if "upheld" in said or "overturned" in said:
        body = _WHOLLY.sub("", body)
        found = _said_twice(body) or _spelled(body) or _slipped(body) or _unparted(body)
    elif any(map(said.__contains__, _SAYS)):
        found = _spelled(body) or _slipped(body)
    else:
        found = _slipped(body)
    if found is None:
        return None
    lead = _lead(body[: found.start])
    start = _without_separator(body, lead.start() if lead else found.start)
    doubt = found.doubt if note is None or _agrees(note[1].strip(), found) else text[found.start :].strip()
    return Decided(found.decision, start, doubt)


def _boxed(text: str) -> Decided | None:
    """The decision whose box is marked, where each of the two has one and one is marked."""
    ending = text[-_LONGEST_BOXES:]
    if not ("pheld" in ending and "verturned" in ending):
        return None
    found = next(filter(None, (boxes.search(ending) for boxes in _BOXES)), None)
    if found is None:
        return None
    marked = [bool(found[f"mark{word}"] or found[f"sign{word}"]) for word in "uo"]
    if sum(marked) != 1:
        return None
    start = len(text) - len(ending) + found.start()
    lead = _lead(text[:start])
    return Decided("upheld" if marked[0] else "overturned", _without_separator(text, lead.start() if lead else start))


def _agrees(note: str, found: Decided) -> bool:
    """Whether words in brackets behind a decision leave it as it is: "(6 of 12 visits)" takes some of it back."""
    said = _spelled(_THAT_IS.sub("", note))
    if said is not None:
        lead = _lead(note[: said.start])
        is_whole = not said.start or (lead is not None and not lead.start())
        return said.decision == found.decision and is_whole and not said.doubt
    return _PLAIN_NOTE.fullmatch(note.rstrip(" .")) is not None


def _said_twice(text: str) -> Decided | None:
    """ "Overturned - medically necessary": a usual word and its sense; a sense that is the other one is a doubt."""
    found = _TWICE.search(text[-_LONGEST:])
    if found is None:
        return None
    start = len(text) - len(found[0].lstrip())
    again = _spelled(found["again"])
    if again is None or again.start or not _is_apart(text, start):
        return None
    decision = decision_of(found["word"])
    return Decided(decision, start, "" if again.decision == decision and not again.doubt else found[0].strip())


def read_opening(text: str) -> tuple[Decision, int] | None:
    """The decision that a heading begins with, as in "Upheld: lumbar brace", and where the rest begins."""
    found = _OPENING.match(text)
    return (decision_of(found["word"]), found.end()) if found else None


@lru_cache(maxsize=4096)
def is_decision_line(text: str) -> bool:
    """Whether a line says "Decision: Upheld" and nothing else."""
    if len(text) >= _LONGEST or _LED.match(text) is None:
        return False
    found = read_decision(text)
    return found is not None and found.start == 0


def is_withdrawn(text: str) -> bool:
    """Whether a line is an item's heading with the word that it was withdrawn, or not reviewed."""
    if len(text) >= _LONGEST_HEADING:
        return False
    if text[-1] in ")]" and _GONE.search(text):
        return True
    if ":" not in text:
        return False
    if _LEFT_OUT.search(text):
        return True
    found = read_decision(text)
    return found is not None and found.start > 0 and _WITHDRAWN.search(found.doubt) is not None


def _unparted(text: str) -> Decided | None:
    """A decision without a colon before it: "two sessions is Upheld", "lumbar spine Upheld"."""
    usual = decided(text, certain=True)
    found = _DECISION.search(text, max(0, len(text) - 24))
    return Decided(usual, found.start()) if usual and found else None


def _without_separator(text: str, start: int) -> int:
    return len(text[:start].rstrip(_SEPARATORS))


def _spelled(text: str) -> Decided | None:
    """A decision in known words at the text's end."""
    tail = text[-_LONGEST:]
    offset = len(text) - len(tail)
    folded = tail.casefold()
    shared = "part" in folded or "modified" in folded or folded.count("upheld") + folded.count("overturned") > 1
    part = _IN_PART.search(tail) if shared else None
    if part and _is_apart(tail, part.start()):
        return Decided(decision_of(part[0]), offset + part.start(), part[0])
    gone = _WITHDRAWN.search(tail) if any(map(folded.__contains__, _LEFT)) else None
    if gone and _is_apart(tail, gone.start()):
        return Decided("upheld", offset + gone.start(), gone[0])
    word = _WORDS.search(tail) if folded.endswith(_ENDINGS) else None
    if word is None or not _is_apart(tail, word.start()):
        return None
    return Decided("upheld" if word["upheld"] else "overturned", offset + word.start())


def _is_apart(text: str, start: int) -> bool:
    before = text[:start].rstrip(" *_")
    return not before or before[-1] in ":;-–—.,=" or _lead(text[:start]) is not None


def _lead(text: str) -> re.Match[str] | None:
    """The words at a text's end that lead to a decision."""
    return _LEAD.search(text) if any(map(text[-_LONGEST_KIND:].casefold().__contains__, _KINDS)) else None


def _slipped(text: str) -> Decided | None:
    """ "Uphe1d", "0verturned": the last word within an edit or two of a decision, behind a colon or alone."""
    words = text.rsplit(None, 1)
    if not words:
        return None
    last = words[-1].strip("*_:;.")
    # Nearly all lines end with a word that is like none: that is looked at first.
    folded = fold(last)
    near = [
        (decision, edits)
        for decision, whole in _FOLDED
        if (edits := Levenshtein.distance(folded, whole, score_cutoff=_MOST_EDITS)) <= _MOST_EDITS
    ]
    if not near or last.endswith("?"):
        return None
    start = text.rfind(last)
    before = text[:start].rstrip(" *_")
    if not _is_apart(text, start) and (not last[:1].isupper() or _TALK.search(before[-12:])):
        return None
    for decision, edits in near:
        if edits <= (_MOST_EDITS if decision == "overturned" else 1 + (before[-1:] == ":" or not before)):
            return Decided(decision, start)
    return None
