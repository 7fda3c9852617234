"""A letter's text as lines: spaces and odd characters mended, page furniture dropped, breaks told apart.

Extractors print the same page in many ways: every line followed by an empty one, page breaks as form feeds,
as runs of empty lines or as nothing. What matters later is only how a line follows the one before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from .dress import drawn_together, undecoded, undressed
from .heads import heads_again
from .margins import CASE_NUMBER, FEWEST_LINES, PAGE_BREAK_BLANKS, Printed, furniture, is_double_spaced
from .naming import is_of_record
from .pleading import without_margin
from .scanning import without_repeats, without_specks
from .stamps import is_broken_stamp

__all__ = ["CASE_NUMBER", "Break", "Line", "normalise", "read_lines"]

Break = Literal["none", "gap", "doubt"]

_MANY = 8
"""Words of a title that is set wide have one letter each."""
_FEWEST_PARTED = 8
_DIGIT = re.compile(r"\d")
_FEWEST_DIGITS = 5

_ODD = {
    0x00A0: " ", 0x2007: " ", 0x202F: " ", 0x3000: " ", 0x2009: " ", 0x200A: " ", 0x2002: " ", 0x2003: " ",
    0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xFEFF: None,
    0x2028: "\n", 0x2029: "\n\n", 0x0085: "\n", 0x000B: "\n",
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl",
    0xF0B7: "•", 0xF0A7: "•", 0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2212: "-", 0xFFFD: " ",
    **{0xFEE0 + code: code for code in range(0x21, 0x7F)},
    **dict.fromkeys((*range(0x09), *range(0x0E, 0x20), 0x7F), " "),
    **str.maketrans("АВЕЅІЈКМНОРСТХаеорсхіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABESIJKMHOPCTXaeopcxijsABEZHIKMNOPTYXo"),
}  # fmt: skip
"""Letters of other alphabets that look like ours are ours: a word that holds one would not be found."""
# A PDF library marks a hyphen at a line's end with U+FFFE or a soft hyphen and swallows the line break.
_SWALLOWED_HYPHEN = re.compile("(?<=\\w)(?:\ufffe\n?|\u00ad\n)")


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, never empty. ``before`` says how it follows its predecessor.

    "none": directly; "gap": after an empty line that shows a paragraph's end; "doubt": over a page break, or
    over an empty space that may be one, so that a sentence may go on.
    """

    text: str
    before: Break


# What programs set before signs that mark up a text.
_ESCAPED = re.compile(r"\\(?=[-#_*.()\[\]!+>~`|])")
# A bare number stands behind a line of text, and not behind a label.
_FAR_BEHIND = re.compile(
    r"(?P<text>(?:^[^\n]{40,}[a-z.,;)]|[a-z)]\.)(?=[ \t]{5,}\d{1,3}[ \t]*$)|[a-z.,;:)](?=[ \t]{3}[ \t]*"
    r"(?:(?:IMR |Case )?(?:No\. ?)?CM\d\d-\d{6,7}[ \t]+)?"
    r"(?:(?:[Pp]age|PAGE|[Pp]g\.?) ?\d{1,3}(?: ?(?:of|OF|/) ?\d{1,3})?|[-–] ?\d{1,3} ?[-–])[ \t]*$))[ \t]+",
    re.MULTILINE,
)


class CleanLines(NamedTuple):
    """A text's ``lines`` without page furniture. ``placed``: what of that is told by its place alone; ``records``: what
    of that tells the number of a claim, a case, a record or a person, and was printed once, as no office's stamp is.
    """

    lines: tuple[Line, ...]
    placed: frozenset[str]
    records: tuple[str, ...]


def read_lines(text: str) -> CleanLines:
    """The lines of a text, and what was cleared away. Linear in the length of the text."""
    printed = _unmarked(without_repeats(without_specks(undressed(without_margin(_printed(normalise(text)))))))
    dropped, placed = furniture(printed)
    dropped |= frozenset(heads_again(printed))
    kept: list[Line] = []
    for at, line in enumerate(_break_lines(printed)):
        if at not in dropped:
            # What follows a dropped line is in doubt: a sentence may go on behind it.
            kept.append(replace(line, before="doubt") if at - 1 in dropped else line)
    return CleanLines(
        tuple(kept), frozenset(printed[at].text for at in placed), _records([printed[at].text for at in dropped])
    )


def _records(dropped: Sequence[str]) -> tuple[str, ...]:
    numbered = [(_DIGIT.sub("0", text), text) for text in dropped if len(_DIGIT.findall(text)) >= _FEWEST_DIGITS]
    times = Counter(shape for shape, _ in numbered)
    return tuple(text for shape, text in numbered if times[shape] == 1 and is_of_record(text))


@lru_cache(maxsize=2)  # a file is told apart into letters first, and is mostly one
def normalise(text: str) -> str:
    """One kind of line end, ordinary spaces, no control characters but line and form feeds."""
    text = undecoded(text.replace("\r\n", "\n").replace("\r", "\n"))
    if "\ufffe" in text or "\u00ad" in text:
        text = _SWALLOWED_HYPHEN.sub("-\n", text).replace("\u00ad", "").replace("\ufffe", " ")
    if "\\-" in text or "\\#" in text or "\\_" in text:
        text = _ESCAPED.sub("", text)
    # A page's mark that stands far behind a line's text is a line of its own.
    return _FAR_BEHIND.sub(r"\g<text>\n", text.translate(_ODD))


def _printed(text: str) -> list[Printed]:
    found: list[Printed] = []
    blanks, page = 0, False
    for raw in text.replace("\f", "\n\f\n").split("\n"):
        words = raw.split()
        if len(words) > _MANY and len(words[0]) == len(words[1]) == 1:
            words = drawn_together(raw)
        if words:
            found.append(Printed(" ".join(words), blanks, page))
            blanks, page = 0, False
        elif "\f" in raw:
            page = True
        else:
            blanks += 1
    return found


def _unmarked(printed: list[Printed]) -> list[Printed]:
    """The lines without a watermark's word that an extractor set at the end of one whose sentence goes on."""
    for at, (line, below) in enumerate(pairwise(printed)):
        text = line.text
        if not text[-1].isupper() or not below.text[0].islower():
            continue
        before, _, word = text.rpartition(" ")
        if before and (before[-1].islower() or before[-1] in "-,") and is_broken_stamp([word]):
            printed[at] = replace(line, text=before)
    return printed


def _break_lines(printed: list[Printed]) -> list[Line]:
    double = is_double_spaced(printed) or (len(printed) >= FEWEST_LINES and _parts_sentences(printed))
    return [Line(line.text, _break(line.blanks, line.page, double)) for line in printed]


def _parts_sentences(printed: list[Printed]) -> bool:
    """Whether a single empty line stands within sentences rather than between paragraphs, as in a letter that was set
    with space between its lines and then folded.
    """
    below = [line.text for line in printed if line.blanks == 1]
    return sum(text[0].islower() for text in below) > max(_FEWEST_PARTED, len(below) // 2)


def _break(blanks: int, page: bool, double: bool) -> Break:
    if page or blanks >= PAGE_BREAK_BLANKS:
        return "doubt"
    if double:
        return "doubt" if blanks > 1 else "none"
    return "gap" if blanks else "none"
