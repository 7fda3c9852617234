"""Labels and numbers with which a line, or a sentence, begins: what they open, and the value behind them.

A label is known by its words (:mod:`search.letters.retelling.labels`), whatever parts it from its value: a colon, a
tab, dots, a space, a line's end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..days import DAY
from ..margins import CASE_NUMBER
from ..values import Decision
from .labels import LONGEST, Label, labels_of, ordinal
from .sentences import cited_by
from .verdicts import COUNTED, IN_PART, WITHDRAWN, answered, necessary, sure

DATES = frozenset(("assigned", "injury", "decided", "denial", "received"))
_SEPARATOR = re.compile(r"\s*(?:\.{2,}|->|=>|→|[:=|?](?!//)|\t|\s{2,}|\s[–—-]+\s)[\s.:]*")
LETTERED = re.compile(
    r"(?:\(?(?:[a-zA-Z]|[ivx]{1,4}|\d{1,2})[.)]\s+|[a-z]\)\s*|\d{1,2}\s{2,}(?=[A-Z])"
    r"|(?i:part|section|§)\s?(?:\d{1,2}|[IVX]{1,4}|[A-H]|(?i:one|two|three|four|five|six|seven))(?:\s?[.:)]|\s[–—-])\s*)"
)
_GROUP = re.compile(
    r"(?:items|requests|issues|treatments|services) (?:nos?\. ?)?#?\d(?:(?:, |,? and |,? ?& ?|[-–]| to )#?\d)+\b"
    r"[^.:]{0,50}:?",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"(?:(?:disputed |requested )?"
    r"(?P<word>item|issue|request|treatment|service|dispute|question|line|rec(?:ord)?|sheet|row|section)"
    r"(?: (?:in|at|under) (?:dispute|issue|review))?[ #]{0,3}(?:no\.?|number|nr\.?)?[ #:(]{0,3}"
    r"(?:(?<=[\s#:.(])|(?=\d))|[#(])?"
    r"(?P<number>\d{1,2}|[IVX]{1,5}|[A-L]|(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)"
    r"(?: ?(?:of|/) ?(?P<of>\d{1,2}|[a-z]{3,5}))?"
    r"(?P<end>[.):]{1,2}(?=\s|$)|\s[–—-]+(?=\s)|\s{2,}|\t|$)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_NTH = re.compile(
    r"(?:the )?(?P<number>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|next|last|final)"
    r"(?:,? and (?:last|final))?(?: (?:disputed|requested))?"
    r" (?P<word>item|request|issue|treatment|service|one|dispute|thing)(?: in dispute)?"
    r"(?: (?:is|was|concerns|reads))?(?:[.:,]|\s[–—-]+(?=\s)|$)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_EIGHT = re.compile(r"\d{8}(?!\d)")
_VALUE_OF = {
    "priority": re.compile(r"\W*(?:standard|regular|expedited?|normal|urgent)\b", re.IGNORECASE),
    "count": re.compile(r"\W*\d{1,2}\W*(?:in all)?\W*$"),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """``kind``: a label's, ``item`` for the words that open an item, ``text`` for what has no label. ``number``: of its
    item, 0 where none is printed. ``gap``: set apart from what stands above. ``opens``: it begins a line. ``told``: its
    label is a sentence, which is part of what it says. ``both``: of several items; of an item's number, that it stands
    alone.
    """

    kind: str
    text: str
    number: int = 0
    gap: bool = False
    opens: bool = True
    told: bool = False
    both: bool = False


def opener(text: str, codes: Mapping[str, Decision]) -> tuple[int, str, bool] | None:
    """The number with which a line opens an item (-1: the next), what follows it, and whether it stands alone."""
    found = _NTH.match(text) or _ITEM.match(text)
    if found is None:
        return None
    word, printed = found["word"], found["number"]
    if word and word.casefold() == "section":
        return (ordinal(printed), "", True) if not found["rest"] else None
    if not word:
        marked = found["end"][:1] in {".", ")", ":"} or text[0] == "#"
        if not marked or printed.islower() or opening(text, codes):
            return None
        if sure(found["rest"], codes):
            return None
    number = -1 if printed.casefold() in {"next", "last", "final"} else ordinal(printed)
    return (number, found["rest"].strip(), not word) if number else None


def opening(text: str, codes: Mapping[str, Decision], *, opens: bool = True) -> Unit | None:
    """The label with which a text begins, and its value."""
    if _GROUP.fullmatch(text):
        return Unit("aside", "")
    lettered = LETTERED.match(text)
    for start in dict.fromkeys((0, lettered.end() if lettered and opens else 0)):
        rest = text[start:]
        for found in _SEPARATOR.finditer(rest, 0, LONGEST + 8):
            sign = found[0].strip()
            if not opens and sign[:1] not in {":", "?"} and "---" not in sign:
                continue
            end = found.start() + (1 if sign[:1] == "?" else 0)
            label, value = rest[: found.start()], rest[found.end() :].strip()
            if (sign[:1] == "?" and (decision := answered(rest[:end], value))) or (decision := necessary(label, value)):
                return Unit("decision", decision)
            if (unit := valued(label, value, codes, strict=sign in {"", "-", "–", "—"})) is not None:
                return unit
        comma = rest.find(",", 0, LONGEST)
        said = _spoken(rest[:comma], rest[comma + 1 :].strip(), codes) if comma > 0 and not cited_by(rest) else None
        if said is not None:
            return said
        if (opens or rest[-1:] == ".") and len(rest) <= LONGEST and (unit := alone(rest, opens)) is not None:
            return unit
    return None


_OF_SEVERAL = re.compile(
    r"(?P<all>,? (?:for|of|on) (?:both|all(?: \w+)?) (?:items|requests|treatments|services|issues|drugs))\b"
    r"|\bboth\b|\ball (?:two|three|items)\b"
    r"|[(\[]?\s?(?:for |of )?(?:(?:item|no|request|issue|treatment)s?\.? )?"
    r"(?P<numbers>#?\d(?:(?:,|,? and| ?&| ?[-–]| to) ?#?\d)+)\s?[)\]]?",
    re.IGNORECASE,
)


def valued(printed: str, value: str, codes: Mapping[str, Decision], *, strict: bool = False) -> Unit | None:
    of_several = _OF_SEVERAL.search(printed)
    both = of_several is not None
    if of_several and (of_several["numbers"] or of_several["all"]):
        printed = printed[: of_several.start()] + printed[of_several.end() :]
    for label in labels_of(printed):
        unit = _fitting(label, value, codes)
        if unit is not None and not (strict and not value):
            return replace(unit, both=both)
    return None


def _fitting(label: Label, value: str, codes: Mapping[str, Decision]) -> Unit | None:
    """The unit of a label whose value is such as it may have."""
    kind = label.kind
    if kind in DATES:
        day = re.match(rf"\W{{0,3}}(?:{DAY})", value, re.IGNORECASE) or _EIGHT.match(value)
        return Unit(kind, value, label.number) if day else None
    if re.fullmatch(rf"\W{{0,3}}(?:{DAY})\W{{0,3}}", value, re.IGNORECASE):
        return None
    if kind == "case":
        return Unit(kind, value) if CASE_NUMBER.match(value.lstrip("[( ")) else None
    if kind == "heading" and _VALUE_OF["count"].match(value):
        kind = "count"
    if kind in _VALUE_OF:
        return Unit(kind, value) if _VALUE_OF[kind].match(value) else None
    if kind == "overall":
        outcome = IN_PART if _MIXED.match(value) else sure(value, codes)
        return Unit(kind, outcome) if outcome else None
    if kind == "first decision":
        if value and not _ON_DENIAL.search(value):
            return Unit("aside", "") if sure(value, codes) or _OF_FIRST.match(value) else None
        kind = "decision"
    if kind == "decision":
        if not value:
            return Unit(kind, "", label.number)
        if _WITHDRAWN.fullmatch(value):
            return Unit(kind, WITHDRAWN, label.number)
        counted = COUNTED.search(value)
        decision = sure(COUNTED.sub("", value), codes)
        if decision and counted:
            return Unit("overall", decision, int(counted["all"] or 0))
        return Unit(kind, decision, label.number) if decision else None
    if kind == "items":
        return Unit(kind, "") if not value else None
    if kind == "heading" and (
        sure(value, codes) or re.match(DAY, value, re.IGNORECASE) or (not value and label.number)
    ):
        return None
    return Unit(kind, value, label.number)


_MIXED = re.compile(
    r"\W*(?:(?:partial(?:ly)?|partly) (?:upheld|overturned|approved|certified)|(?:upheld|overturned) (?:in part|partly)"
    r"|mixed|split)\W*$",
    re.IGNORECASE,
)
_WITHDRAWN = re.compile(r"\W*(?:(?:request|item) )?withdrawn(?: (?:by|before|prior)\b[^.]{0,60})?\W*", re.IGNORECASE)
_ON_DENIAL = re.compile(r"upheld|uphold|overturn|sustain|affirm|revers|set aside|stand", re.IGNORECASE)
# What utilization review did, which is what was disputed.
_OF_FIRST = re.compile(r"\W*(?:modif|partial|certif|approv|denied|denial|delay|non-?cert)", re.IGNORECASE)


def _spoken(printed: str, value: str, codes: Mapping[str, Decision]) -> Unit | None:
    """A label behind which one makes a pause."""
    kinds = [label.kind for label in labels_of(printed)]
    if "decision" in kinds and (decision := sure(value, codes)):
        return Unit("decision", decision)
    if kinds[:1] in (["claims"], ["guideline"]) and " " in printed and value:
        return Unit(kinds[0], value)
    if printed.casefold() in {"rationale", "reason", "the reason", "the rationale", "decision rationale"} and value:
        return Unit("rationale", value)
    return None


_ALONE = frozenset(
    ("claims", "guideline", "rationale", "summary", "reviewer", "decision", "items", "heading", "licensure")
)


def alone(text: str, opens: bool) -> Unit | None:
    """A label that is a whole line, or a sentence at its beginning."""
    label = next((label for label in labels_of(text) if label.kind in _ALONE), None)
    if _HOW.match(text):
        return Unit("reviewer", "")
    if label is None or (not opens and label.kind not in {"summary", "rationale"}) or _is_sentence(text):
        return None
    if re.search(r"\bnot?\b|\bboth\b", text, re.IGNORECASE) and label.kind != "decision":
        return None
    plural = next((each for each in labels_of(text) if each.kind == "items"), None)
    kind = "items" if plural and label.kind in {"decision", "heading"} else label.kind
    return Unit(kind, "", label.number)


# "How the determination was made", "How we decided"
_HOW = re.compile(
    r"how (?:(?:we|it|this|the) (?:\w+ ){0,4})?(?:made|decided|reached|reviewed|done|conducted)\W*$",
    re.IGNORECASE,
)


def _is_sentence(text: str) -> bool:
    words = text.split()
    return text[-1:] == "." and len(words) > 4
