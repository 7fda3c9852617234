"""The lines of a plain text, those of a paragraph joined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..days import DAY
from ..margins import CASE_NUMBER
from ..values import Decision
from .labels import LONGEST, labels_of
from .openings import DATES, LETTERED, alone, opener, opening, valued
from .sentences import sentences
from .verdicts import asks_need, headed, unboxed

_FULL = 60
_GAP = re.compile(r"\S\s{3,}\S|\t")
_RULE = re.compile(r"[\s_=*~+|.-]{3,}")
_BRACKETED = re.compile(r"[\[<{=*-]{1,3}\s?(?P<inner>\w{1,30}(?: #?\w{1,30}){0,3})\s?[\]>}=*-]{1,3}")
_BULLET = re.compile(r"\s*[•●▪◦○·‣*>–—-]{1,2}\s+(?=\S)")


@dataclass(slots=True)
class PrintedRow:
    text: str
    indent: int
    bullet: str
    gap: bool


def rows(text: str, codes: Mapping[str, Decision]) -> list[PrintedRow]:
    """The lines, those of a paragraph joined."""
    found: list[PrintedRow] = []
    gap = True
    for raw in text.expandtabs(8).split("\n") if "\t" not in text else text.split("\n"):
        if not raw.strip() or _RULE.fullmatch(raw):
            gap = True
            continue
        if boxed := _BRACKETED.fullmatch(raw.strip()):
            raw = boxed["inner"]
        bullet = _BULLET.match(raw)
        body, *others = _cells((raw[bullet.end() :] if bullet else raw).strip(), codes)
        row = PrintedRow(body, len(raw) - len(raw.lstrip()), bullet[0].strip() if bullet else "", gap)
        if found and not gap and not bullet and _goes_on(found[-1], row, codes):
            before = found[-1].text
            found[-1].text = f"{before[:-1]}{row.text}" if _is_cut(before, row.text) else f"{before} {row.text}"
        else:
            # A line that stands further out than the one above begins something new.
            row.gap = gap or (bool(found) and row.indent < found[-1].indent)
            found.append(row)
        found += [PrintedRow(other, row.indent, "", False) for other in others]
        gap = False
    return found


def _cells(text: str, codes: Mapping[str, Decision]) -> list[str]:
    """A line's cells, of which each but the first has a label of its own."""
    first, *rest = _CELLS.split(text)
    cells = [first]
    for cell in rest:
        label, sign, value = cell.partition(":")
        lettered = LETTERED.match(label)
        label = label[lettered.end() :] if lettered else label
        if sign and value.strip() and len(label) < LONGEST and valued(label, value.strip(), codes):
            cells.append(cell)
        else:
            cells[-1] = f"{cells[-1]}   {cell}"
    return cells if len(cells) > 1 else [text]


_CELLS = re.compile(r"\s{3,}|\t")


def with_values(rows: Sequence[PrintedRow]) -> Iterator[PrintedRow]:
    """The rows, with a day or a number behind its label where that stands alone above it."""
    waiting: PrintedRow | None = None
    for row in rows:
        if waiting is not None:
            value = _ANY_VALUE.fullmatch(row.text)
            if value and valued(waiting.text.strip(" :"), row.text, {}) is not None:
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


def _goes_on(above: PrintedRow, row: PrintedRow, codes: Mapping[str, Decision]) -> bool:
    said = next(sentences(row.text), row.text)
    begun = opening(row.text, codes)
    if begun and not begun.text and len(above.text) > _FULL and above.text[-1] not in ".:!?" and row.text[-1] == ".":
        return True  # the end of a sentence, and no title
    if begun or opening(said, codes) or opener(row.text, codes) or unboxed(row.text) or asks_need(row.text):
        return False
    if (headed(row.text) and row.text[-1:] not in ".)") or alone(above.text, True):
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
