"""A letter as a program exports it, each field with its name ("ITEM_1_DECISION = Upheld"), set as most letters are.

Names are told by their words, however they are joined ("imr.issue.1.heading", "<CaseNumber>"). A text is set anew only
where each of its fields is known and each item has its heading, its decision and its rationale: all else stays as it
is, and is held as a letter of no form that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .usual import LABELS, LICENSURE, ORDER, SPECIALTY, set_as_usual
from .values import Decision

_FEWEST = 8
# How programs write fields, each by what tells quickly that there may be some, and a field's line.
_STYLES = (
    ("</", re.compile(r"<(?P<name>[A-Za-z][\w.-]{2,60})>(?P<value>[^<>]*)</(?P=name)>")),
    ('","', re.compile(r'^\s*"(?P<name>[^"\n]{2,60})"\s*,\s*"(?P<value>.*)"\s*$')),
    ('": ', re.compile(r'^[\s\[{]*"(?P<name>[^"\n]{2,60})"\s*:\s*(?P<value>[^\s\[{].*)$')),
    ("_", re.compile(r"^\s*(?:- )?(?P<name>[A-Za-z][\w.-]{1,60})\s?[=:](?:\s+(?P<value>.*))?$")),
)
_BRACKETS = re.compile(r"[\s\[\]{},]*|<[^<>]*>|\"?\w{1,60}\"?\s?:\s?[\[{|>]?")
_INNER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ][\d:.]+Z?)?$")
_VERDICTS: Mapping[str, Decision] = {"upheld": "upheld", "overturned": "overturned"}
_HEADER = {
    "case": "Case Number",
    "assigned": "Date Assigned",
    "injury": "Date of Injury",
    "decided": "Decision Date",
    "denial": "UR Denial Date",
    "priority": "Priority",
    "received": "Application Received",
}
_REVIEWER = {"licensure": LICENSURE, "specialty": SPECIALTY}
# A field by words that its name has, and by those that it may have as well; the first that fits.
_KINDS: Sequence[tuple[str, tuple[frozenset[str], ...], frozenset[str]]] = tuple(
    (kind, tuple(frozenset(each.split()) for each in needs), frozenset(others.split()))
    for kind, needs, others in (
        ("case", ("case number", "case no", "case id", "casenumber"), ""),
        ("assigned", ("assigned", "assignment"), "date"),
        ("injury", ("injury",), "date of"),
        ("decided", ("decision date", "determination date", "decided"), "date final on"),
        ("denial", ("denial", "ur decision date"), "ur date utilization review of"),
        ("priority", ("priority",), "review"),
        ("received", ("received",), "application date"),
        ("licensure", ("licensure", "license", "licensed"), "state states s of reviewer in"),
        (
            "specialty",
            ("specialty", "certification", "specialties", "certifications"),
            "s reviewer board expert certification",
        ),
        ("summary", ("summary",), "clinical case"),
        ("claims", ("claims guideline", "claims guidelines", "claims citation"), "administrator ca"),
        ("reviewer", ("maximus guideline", "reviewer guideline", "imr guideline"), "guidelines expert"),
        ("rationale", ("rationale",), "decision the for reviewer"),
        ("decision", ("decision", "outcome", "determination", "result"), "imr final"),
        ("heading", ("heading", "treatment", "service", "request", "issue", "item", "name", "description"), "disputed"),
        ("count", ("count",), "number of"),
        ("kind", ("type", "version", "format", "source"), "record document file form schema"),
    )
)
_ABOUT = frozenset(["imr", "item", "items", "issue", "issues", "disputed", "determination", "letter", "field"])


@dataclass(slots=True)
class _Item:
    """One item's fields by their kind."""

    number: str
    told: dict[str, str] = field(default_factory=dict)


def from_fields(text: str) -> str:
    """The text set as most letters print it, where it is an export that is understood whole; else as it is. Linear in
    its length."""
    for sign, style in _STYLES:
        if text.count(sign) >= _FEWEST and (fields := _fields(text, style, sign)) and (anew := _set(fields)):
            return anew
    return text


def _fields(text: str, style: re.Pattern[str], sign: str) -> list[tuple[str, str]]:
    """The names and values in printed order; nothing where a line is no part of any."""
    if sign == "</":
        rest = style.sub("", text)
        whole = all(_BRACKETS.fullmatch(line.strip()) for line in re.sub(r"(>)\s*(<)", r"\1\n\2", rest).split("\n"))
        return [(found["name"], " ".join(found["value"].split())) for found in style.finditer(text)] if whole else []
    found: list[tuple[str, str]] = []
    for line in text.split("\n"):
        opened = style.match(line)
        if opened and (opened["value"] or "").strip() in {"", ">", "|", ">-", "|-"} and not _kind_of(opened["name"])[0]:
            continue  # a list's name
        if opened and (found or line.strip()):
            value = (opened["value"] or "").strip()
            value = value.rstrip(" ,]}").strip('"') if sign == '": ' else value.strip('"')
            found.append((opened["name"], "" if value in {">", "|", ">-", "|-"} else value))
        elif line.strip() and not _BRACKETS.fullmatch(line.strip()):
            if not found or not line[:1].isspace():
                return []
            name, value = found[-1]
            found[-1] = (name, f"{value} {' '.join(line.split())}".strip())
    return found if len(found) >= _FEWEST else []


def _kind_of(name: str) -> tuple[str, str]:
    """What a field is, and the number of its item; nothing where its name is not known."""
    parts = [part.casefold() for part in _INNER.split(name) if part]
    number = next((part for part in parts if part.isdigit()), "")
    said = frozenset(part for part in parts if not part.isdigit())
    for kind, needs, others in _KINDS:
        for need in needs:
            if need <= said and said - need <= others | _ABOUT:
                return kind, number
    return "", number


def _set(fields: Sequence[tuple[str, str]]) -> str:
    """The letter of these fields, or nothing where one is not known, stands twice, or an item has not all it needs."""
    letter: dict[str, str] = {}
    items: list[_Item] = []
    for name, value in fields:
        kind, number = _kind_of(name)
        if not kind:
            return ""
        if kind in {"count", "kind"}:
            letter.setdefault(kind, value)
            continue
        own = kind in LABELS or kind in {"heading", "decision"}
        if own and (not items or _opens(items[-1], kind, number)):
            items.append(_Item(number))
        told = items[-1].told if own else letter
        if kind in told:
            return ""
        told[kind] = value
    count = letter.get("count", str(len(items)))
    whole = all({"heading", "decision", "rationale"} <= each.told.keys() for each in items)
    decided = all(_word(each) in _VERDICTS for each in items)
    if not items or count != str(len(items)) or not (whole and decided and "summary" in letter):
        return ""
    return "\n\n".join(_printed(letter, items))


def _opens(item: _Item, kind: str, number: str) -> bool:
    return (bool(number) and number != item.number) or (kind == "heading" and kind in item.told)


def _printed(letter: Mapping[str, str], items: Sequence[_Item]) -> Iterator[str]:
    if "kind" in letter:
        yield letter["kind"]
    yield from set_as_usual(
        [f"{label}: {_day(letter[kind])}" for kind, label in _HEADER.items() if kind in letter],
        [f"{label}: {letter[kind]}" for kind, label in _REVIEWER.items() if kind in letter],
        letter["summary"],
        [
            (each.told["heading"], _VERDICTS[_word(each)], {part: each.told.get(part, "") for part in ORDER})
            for each in items
        ],
    )


def _word(item: _Item) -> str:
    """The word with which an item is decided."""
    return item.told.get("decision", "").casefold().strip(".")


def _day(value: str) -> str:
    found = _ISO.match(value)
    return f"{found[2]}/{found[3]}/{found[1]}" if found else value
