"""A plain text's lines and sentences as units: each with what it is, as far as its label or its words tell.

A label stands at the beginning of a line, or of a sentence, and is known by its words
(:mod:`search.letters.retelling.labels`), whatever parts it from its value: a colon, a tab, dots, a space, a line's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..days import DAY
from ..margins import CASE_NUMBER
from ..values import Decision
from .labels import LONGEST, Label, labels_of, ordinal
from .sentences import cited_by, is_on_reviewer, quoted, sentences
from .verdicts import COUNTED, answered, asks_need, headed, is_legend, necessary, of_denial, sure, unboxed

DATES = frozenset(("assigned", "injury", "decided", "denial", "received"))
_GAP = re.compile(r"\S\s{3,}\S|\t")
_RULE = re.compile(r"[\s_=*~+|.-]{3,}")
_BULLET = re.compile(r"\s*[•●▪◦○·‣*>–—-]{1,2}\s+(?=\S)")
_SEPARATOR = re.compile(r"\s*(?:\.{2,}|->|=>|→|[:=|?](?!//)|\t|\s{2,}|\s[–—-]+\s)[\s.:]*")
_LETTERED = re.compile(r"(?:\(?(?:[a-zA-Z]|[ivx]{1,4}|\d{1,2})[.)]\s+|[a-z]\)\s*)")
_ITEM = re.compile(
    r"(?:(?:disputed |requested )?"
    r"(?P<word>item|issue|request|treatment|service|dispute|question|line|rec(?:ord)?|sheet)"
    r"(?: (?:in|at|under) (?:dispute|issue|review))?[ #]{0,3}(?:no\.?|number|nr\.?)?[ #:]{0,3})?"
    r"(?P<number>\d{1,2}|[IVX]{1,5}|[A-L]|(?:one|two|three|four|five|six|seven|eight|nine|ten)\b)"
    r"(?: (?:of|/) (?P<of>\d{1,2}|[a-z]{3,5}))?(?P<end>[.):]{1,2}(?=\s|$)|\s[–—-]+(?=\s)|\s{2,}|\t|$)\s*(?P<rest>.*)$",
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


@dataclass(slots=True)
class _Row:
    text: str
    indent: int
    bullet: str
    gap: bool


def units(text: str, codes: Mapping[str, Decision]) -> list[Unit]:
    """The text's units in printed order."""
    found: list[Unit] = []
    for row in _with_values(_rows(text, codes)):
        found.extend([Unit("aside", "")] if codes and is_legend(row.text) else _units_of(row, codes))
    return found


def _rows(text: str, codes: Mapping[str, Decision]) -> list[_Row]:
    """The lines, those of a paragraph joined."""
    rows: list[_Row] = []
    gap = True
    for raw in text.expandtabs(8).split("\n") if "\t" not in text else text.split("\n"):
        if not raw.strip() or _RULE.fullmatch(raw):
            gap = True
            continue
        bullet = _BULLET.match(raw)
        body, *others = _cells((raw[bullet.end() :] if bullet else raw).strip(), codes)
        row = _Row(body, len(raw) - len(raw.lstrip()), bullet[0].strip() if bullet else "", gap)
        if rows and not gap and not bullet and _goes_on(rows[-1], row, codes):
            before = rows[-1].text
            rows[-1].text = f"{before[:-1]}{row.text}" if _is_cut(before, row.text) else f"{before} {row.text}"
        else:
            # A line that stands further out than the one above begins something new.
            row.gap = gap or (bool(rows) and row.indent < rows[-1].indent)
            rows.append(row)
        rows += [_Row(other, row.indent, "", False) for other in others]
        gap = False
    return rows


def _cells(text: str, codes: Mapping[str, Decision]) -> list[str]:
    """A line's cells, of which each but the first has a label of its own."""
    first, *rest = _CELLS.split(text)
    cells = [first]
    for cell in rest:
        label, sign, value = cell.partition(":")
        lettered = _LETTERED.match(label)
        label = label[lettered.end() :] if lettered else label
        if sign and value.strip() and len(label) < LONGEST and _valued(label, value.strip(), codes):
            cells.append(cell)
        else:
            cells[-1] = f"{cells[-1]}   {cell}"
    return cells if len(cells) > 1 else [text]


_CELLS = re.compile(r"\s{3,}|\t")


def _with_values(rows: Sequence[_Row]) -> Iterator[_Row]:
    """The rows, with a day or a number behind its label where that stands alone above it."""
    waiting: _Row | None = None
    for row in rows:
        if waiting is not None:
            value = _ANY_VALUE.fullmatch(row.text)
            if value and _valued(waiting.text.strip(" :"), row.text, {}) is not None:
                yield replace(waiting, text=f"{waiting.text.strip(' :')}: {row.text}")
                waiting = None
                continue
            yield waiting
        waiting = row if len(row.text) <= LONGEST and _is_of_header(row.text) else None
        if waiting is None:
            yield row
    if waiting is not None:
        yield waiting


def _is_of_header(text: str) -> bool:
    return any(label.kind in DATES or label.kind in {"case", "priority"} for label in labels_of(text))


_ANY_DAY = re.compile(DAY, re.IGNORECASE)
_ANY_VALUE = re.compile(rf"\W{{0,3}}(?:{DAY}|{CASE_NUMBER.pattern}|standard|regular|expedited)\W{{0,3}}", re.IGNORECASE)


def _is_cut(before: str, text: str) -> bool:
    return before.endswith("-") and before[-2:-1].isalpha() and text[0].islower()


def _goes_on(above: _Row, row: _Row, codes: Mapping[str, Decision]) -> bool:
    if opening(row.text, codes) or _opener(row.text, codes) or unboxed(row.text) or asks_need(row.text):
        return False
    if (headed(row.text) and row.text[-1:] not in ".)") or _alone(above.text, True):
        return False
    if len(_ANY_DAY.findall(row.text)) > 1:
        return False  # of the header
    if row.text[0].islower() and above.text[-1] not in ".:!?":
        return True
    if row.indent > above.indent + 3 and not labels_of(above.text):
        return True
    if _GAP.search(above.text):
        return False  # cells
    return (
        len(above.text) > 45
        and above.text[-1] not in ":"
        and (above.text[-1] not in ".!?" or row.indent > above.indent)
    )


def _units_of(row: _Row, codes: Mapping[str, Decision]) -> Iterator[Unit]:
    first = True
    box = unboxed(row.text)
    if box is not None:
        row = _with_choice(row, box, codes)
    text = row.text
    opener = _opener(text, codes)
    if opener is not None:
        number, text, bare = opener
        pieces = list(sentences(text))
        heading = "" if not pieces or _is_labelled(pieces[0], codes) else pieces.pop(0)
        decided = headed(heading) if heading else None
        yield Unit("item", decided[0] if decided else heading, number, gap=row.gap, both=bare)
        if decided:
            yield Unit("decision", decided[1])
        if not heading:
            first = True
        elif pieces and (said := sure(pieces[0], codes)) and not decided:
            pieces.pop(0)
            yield Unit("decision", said)
            first = False
        else:
            first = False
    else:
        pieces = list(sentences(text))
    for sentence in pieces:
        for unit in _of(sentence, first, codes):
            gap = row.gap and first and opener is None
            yield replace(unit, gap=gap, opens=first) if gap or not first else unit
            first = False


def _is_labelled(sentence: str, codes: Mapping[str, Decision]) -> bool:
    return opening(sentence, codes) is not None or bool(quoted(sentence))


def _opener(text: str, codes: Mapping[str, Decision]) -> tuple[int, str, bool] | None:
    """The number with which a line opens an item (-1: the next), what follows it, and whether it stands alone."""
    found = _NTH.match(text) or _ITEM.match(text)
    if found is None:
        return None
    word, printed = found["word"], found["number"]
    if not word:
        if found["end"][:1] not in {".", ")", ":"} or printed.islower() or opening(text, codes):
            return None
        if sure(found["rest"], codes):
            return None
    number = -1 if printed.casefold() in {"next", "last", "final"} else ordinal(printed)
    return (number, found["rest"].strip(), not word) if number else None


def _with_choice(row: _Row, box: tuple[str, str], codes: Mapping[str, Decision]) -> _Row:
    """The row with the word of the marked box alone."""
    lead, chosen = box
    decision = answered(lead, chosen) if lead.strip() else None
    if decision is not None:
        return _Row(f"Decision: {decision.capitalize()}", row.indent, row.bullet, row.gap)
    return _Row(f"{lead.rstrip()}  {chosen or 'no box is marked'}".strip(), row.indent, row.bullet, row.gap)


def _of(sentence: str, opens: bool, codes: Mapping[str, Decision]) -> Iterator[Unit]:
    """What a sentence is; a heading and its decision are two."""
    led = _LED.match(sentence) if opens else None
    if led and (said := sure(led["said"] or led["word"], codes)):
        yield Unit("heading", led["rest"])
        yield Unit("decision", said)
        return
    unit = _one(sentence, opens, codes)
    if unit.kind in {"item", "heading"} or (unit.kind == "text" and opens):
        decided = _headed(unit.text, unit.kind)
        if decided is not None:
            yield replace(unit, kind="heading" if unit.kind == "text" else unit.kind, text=decided[0])
            yield Unit("decision", decided[1])
            return
    yield unit


# "[UPHELD] lumbar brace", "Upheld: lumbar brace"
_LED = re.compile(
    r"(?:[\[({<]\s?(?P<said>[A-Za-z -]{4,24})\s?[\])}>]\s?[:–—-]?|(?P<word>upheld|overturned)\s?[:–—-])"
    r"\s+(?P<rest>\S.{2,300})$",
    re.IGNORECASE,
)


def _headed(text: str, kind: str) -> tuple[str, Decision] | None:
    """A heading with its decision; in the words of reasons only where nothing else can be meant."""
    found = headed(text)
    if found is None or (kind == "text" and _OF_REASONS.search(text) and text[-1:] == "."):
        return None
    return found


_OF_REASONS = re.compile(r"\b(?:necessary|appropriate|supported)\W*$", re.IGNORECASE)


def _one(sentence: str, opens: bool, codes: Mapping[str, Decision]) -> Unit:
    labelled = opening(sentence, codes, opens=opens)
    if labelled is not None:
        return labelled
    if what := quoted(sentence):
        return Unit("heading", what)
    if opens:
        bare = _LETTERED.sub("", sentence, count=1)
        if bare and (decision := sure(bare, codes)):
            return Unit("decision", decision, told="necessary" in bare.casefold())
    if decision := of_denial(sentence):
        return Unit("decision", decision, told=True)
    if kind := cited_by(sentence):
        return Unit(kind, sentence, told=True)
    if is_on_reviewer(sentence):
        return Unit("on reviewer", sentence, told=True)
    return Unit("text", sentence)


def opening(text: str, codes: Mapping[str, Decision], *, opens: bool = True) -> Unit | None:
    """The label with which a text begins, and its value."""
    lettered = _LETTERED.match(text)
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
            if (unit := _valued(label, value, codes, strict=sign in {"", "-", "–", "—"})) is not None:
                return unit
        comma = rest.find(",", 0, LONGEST)
        said = _spoken(rest[:comma], rest[comma + 1 :].strip(), codes) if comma > 0 and not cited_by(rest) else None
        if said is not None:
            return said
        if (opens or rest[-1:] == ".") and len(rest) <= LONGEST and (unit := _alone(rest, opens)) is not None:
            return unit
    return None


_OF_SEVERAL = re.compile(
    r"\bboth\b|\ball (?:two|three|items)\b"
    r"|[(\[]?\s?(?:for |of )?(?:(?:item|no|request|issue|treatment)s?\.? )?"
    r"(?P<numbers>#?\d(?:(?:,|,? and| ?&| ?[-–]| to) ?#?\d)+)\s?[)\]]?",
    re.IGNORECASE,
)


def _valued(printed: str, value: str, codes: Mapping[str, Decision], *, strict: bool = False) -> Unit | None:
    of_several = _OF_SEVERAL.search(printed)
    both = of_several is not None
    if of_several and of_several["numbers"]:
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
        return Unit(kind, value) if CASE_NUMBER.match(value) else None
    if kind in _VALUE_OF:
        return Unit(kind, value) if _VALUE_OF[kind].match(value) else None
    if kind == "decision":
        if not value:
            return Unit(kind, "", label.number)
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


def _alone(text: str, opens: bool) -> Unit | None:
    """A label that is a whole line, or a sentence at its beginning."""
    label = next((label for label in labels_of(text) if label.kind in _ALONE), None)
    if label is None or (not opens and label.kind not in {"summary", "rationale"}) or _is_sentence(text):
        return None
    if re.search(r"\bnot?\b|\bboth\b", text, re.IGNORECASE) and label.kind != "decision":
        return None
    plural = next((each for each in labels_of(text) if each.kind == "items"), None)
    kind = "items" if plural and label.kind in {"decision", "heading"} else label.kind
    return Unit(kind, "", label.number)


def _is_sentence(text: str) -> bool:
    words = text.split()
    return text[-1:] == "." and len(words) > 4
