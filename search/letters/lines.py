"""A letter's text as lines: spaces and odd characters mended, page furniture dropped, breaks told apart.

Extractors print the same page in many ways: every line followed by an empty one, page breaks as form feeds,
as runs of empty lines or as nothing. What matters later is only how a line follows the one before it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

Break = Literal["none", "gap", "doubt"]

PAGE_BREAK_BLANKS = 4
DOUBLE_SPACED_SHARE = 0.75

_ODD = {
    0x00A0: " ", 0x2007: " ", 0x202F: " ", 0x3000: " ", 0x2009: " ", 0x200A: " ", 0x2002: " ", 0x2003: " ",
    0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None,
    0x2028: "\n", 0x2029: "\n\n", 0x0085: "\n", 0x000B: "\n",
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl",
    0xF0B7: "•", 0xF0A7: "•", 0x2010: "-", 0x2011: "-", 0xFFFD: " ",
    **dict.fromkeys((*range(0x09), *range(0x0E, 0x20), 0x7F), " "),
}  # fmt: skip
# A PDF library marks a hyphen at a line's end with U+FFFE or a soft hyphen and swallows the line break.
_SWALLOWED_HYPHEN = re.compile("(?<=\\w)(?:\ufffe\n?|\u00ad\n)")

CASE_NUMBER = re.compile(r"\bCM ?(\d{2}) ?[-–] ?(\d{7})\b|\b(IMR|CM) ?(\d{2}) ?[-–] ?(\d{6})\b", re.IGNORECASE)
_PAGE_OF = re.compile(
    r"[-–\s]{0,3}(?:page\s{0,2})(\d{1,3})(?:\s{0,2}(?:of|/)\s{0,2}\d{1,3})?[-–\s]{0,3}", re.IGNORECASE
)
_BARE_NUMBER = re.compile(r"[-–\s]{0,3}(\d{1,3})(?:\s{0,2}(?:of|/)\s{0,2}\d{1,3})?[-–\s]{0,3}")
_RUNNING_HEAD = re.compile(
    r"(?:final determination letter for )?(?:imr )?(?:case )?(?:number|no\.?|#)?\s?:?\s?"
    r"(?:CM|IMR) ?\d{2} ?[-–] ?\d{6,7}"
    r"(?:[\s,]{0,3}(?:page )?\d{1,3}(?: of \d{1,3})?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, never empty. ``before`` says how it follows its predecessor.

    "none": directly; "gap": after an empty line that shows a paragraph's end; "doubt": over a page break, or
    over an empty space that may be one, so that a sentence may go on.
    """

    text: str
    before: Break


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line as it stands in the file: the empty lines above it, and whether a form feed is among them."""

    text: str
    blanks: int
    page: bool


def read_lines(text: str) -> tuple[Line, ...]:
    """The text's lines without page furniture. Linear in the length of the text."""
    printed = _printed(normalise(text))
    return _drop_furniture(_break_lines(printed), _repeated_at_pages(printed))


def normalise(text: str) -> str:
    """One kind of line end, ordinary spaces, no control characters but line and form feeds."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\ufffe" in text or "\u00ad" in text:
        text = _SWALLOWED_HYPHEN.sub("-\n", text).replace("\u00ad", "").replace("\ufffe", " ")
    return text.translate(_ODD)


def _printed(text: str) -> list[_Printed]:
    found: list[_Printed] = []
    blanks, page = 0, False
    for raw in text.replace("\f", "\n\f\n").split("\n"):
        words = raw.split()
        if words:
            found.append(_Printed(" ".join(words), blanks, page))
            blanks, page = 0, False
        elif "\f" in raw:
            page = True
        else:
            blanks += 1
    return found


def _break_lines(printed: list[_Printed]) -> list[Line]:
    spaced = sum(1 for line in printed if line.blanks or line.page)
    double = len(printed) >= 8 and spaced > DOUBLE_SPACED_SHARE * len(printed)
    return [Line(line.text, _break(line.blanks, line.page, double)) for line in printed]


def _break(blanks: int, page: bool, double: bool) -> Break:
    if page or blanks >= PAGE_BREAK_BLANKS:
        return "doubt"
    if double:
        return "doubt" if blanks > 1 else "none"
    return "gap" if blanks else "none"


def _drop_furniture(lines: list[Line], repeated: frozenset[str]) -> tuple[Line, ...]:
    """Lines without page numbers and running heads; what follows a dropped line is in doubt.

    A bare number is a page's where it stands apart and fits the page breaks seen so far, or the number before it;
    one or two may have gone unseen.
    """
    kept: list[Line] = []
    pages, number, dropped, named = 0, 0, False, ""
    for at, line in enumerate(lines):
        after = lines[at + 1].before if at + 1 < len(lines) else "doubt"
        edge = "doubt" in (line.before, after)
        apart = edge or (line.before == after == "gap")
        pages += line.before == "doubt"
        if (
            _PAGE_OF.fullmatch(line.text)
            or (named and _RUNNING_HEAD.fullmatch(line.text) and _case(line.text) == named)
            or (apart and at and _page_number(line.text) in (*range(pages, pages + 3), *range(number + 1, number + 3)))
            or (edge and repeated and _shape(line.text) in repeated)
        ):
            number = _page_number(line.text) or number
            dropped = True
            continue
        named = named or _case(line.text)
        kept.append(replace(line, before="doubt") if dropped else line)
        dropped = False
    return tuple(kept)


def _case(text: str) -> str:
    found = CASE_NUMBER.search(text)
    return "".join(filter(str.isalnum, found[0])).upper() if found else ""


def _page_number(text: str) -> int | None:
    number = _BARE_NUMBER.fullmatch(text)
    return int(number[1]) if number else None


def _repeated_at_pages(printed: list[_Printed]) -> frozenset[str]:
    """What stands at the edge of three pages or more in the same shape: a head or a foot."""
    edges = Counter(
        _shape(line.text)
        for at, line in enumerate(printed)
        if line.page or (at + 1 < len(printed) and printed[at + 1].page)
    )
    return frozenset(shape for shape, count in edges.items() if count >= 3 and shape)


def _shape(text: str) -> str:
    """The line with its numbers taken out; "" for a line too long or too plain to be a running head."""
    if len(text) > 90 or text.endswith((".", ":", ",")) or not any(map(str.isdigit, text)):
        return ""
    return re.sub(r"\d+", "0", text.casefold())
