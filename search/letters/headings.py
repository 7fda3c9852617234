"""Where an item's heading begins: it ends with its decision, and nothing but the print marks its beginning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .decisions import decided
from .lines import Line
from .paragraphs import ends_sentence
from .portions import lacks_opening, opens_portions
from .typesetting import width_in_print

# Three pages of headings in a row do not happen; the bound keeps a hostile letter linear.
LONGEST_HEADING = 24
# Headings of 550 characters are seen; what is much longer has a rationale without a full stop above it.
LONGEST_TEXT = 700
# A line this much shorter than a full one had room for the next word, so its paragraph ends there.
ROOM = 0.86
# In a letter that parts its paragraphs by space, nearly all of them are.
SPACED_SHARE = 0.8
# So many lines tell how wide a letter is set.
SAMPLE = 80

_VERDICT = re.compile(
    r"\b(?:necessary|appropriate|indicated|certified|warranted|supported|established)\W{0,3}$", re.IGNORECASE
)
_PORTION_SENTENCE = re.compile(
    r"\b(?:original requests?|claims administrator|IMR[- ]eligible|(?:was|were) authorized)\W{0,3}$",
    re.IGNORECASE,
)
_NEXT_SENTENCE = re.compile(r"[a-z)]{3}\. [A-Z]")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the letter is set: its width in characters of middling width, and whether space parts its paragraphs."""

    width: float
    spaced: bool

    @classmethod
    def of(cls, lines: Sequence[Line], paragraphs: Sequence[int]) -> Layout:
        """The layout of lines of which some are known to begin a paragraph."""
        sample = lines[:: max(1, len(lines) // SAMPLE)]
        widths = sorted(width_in_print(line.text) for line in sample if len(line.text) > 40)
        spaced = sum(lines[at].before != "none" for at in paragraphs)
        return cls(widths[len(widths) * 3 // 4] if widths else 80.0, spaced > SPACED_SHARE * len(paragraphs))

    def had_room(self, line: str, word: str) -> bool:
        """Whether the word would have fitted on this line, so that the line's end was meant."""
        return width_in_print(line) + width_in_print(word) + 1 < ROOM * self.width


def heading_start(lines: Sequence[Line], layout: Layout, floor: int, end: int) -> int:
    """The first line of the heading whose decision stands on line ``end``; not before ``floor``."""
    floor = max(floor, end - LONGEST_HEADING)
    start = _paragraph_start(lines, layout, floor, end)
    text = " ".join(line.text for line in lines[start : end + 1])
    if lacks_opening(text):
        for at in range(start - 1, floor - 1, -1):
            if lines[at + 1].before == "gap":
                break
            if opens_portions(lines[at].text + " " + lines[at + 1].text):
                return _paragraph_start(lines, layout, floor, at)
    elif len(text) > LONGEST_TEXT and not opens_portions(text):
        return _below_prose(lines, start, end)
    return start


def _below_prose(lines: Sequence[Line], start: int, end: int) -> int:
    """For what is too long for a heading: the line after the last one in which a sentence ends and another begins."""
    return next((at + 1 for at in range(end - 1, start - 1, -1) if _NEXT_SENTENCE.search(lines[at].text)), start)


def _paragraph_start(lines: Sequence[Line], layout: Layout, floor: int, end: int) -> int:
    at = end
    while at > floor and _continues(lines[at - 1], lines[at], layout):
        at -= 1
    return at


def ends_portion(text: str) -> bool:
    """Whether a line ends with a sentence after which a heading goes on."""
    return _PORTION_SENTENCE.search(text, max(0, len(text) - 40)) is not None


def _continues(above: Line, below: Line, layout: Layout) -> bool:
    """Whether the lower line goes on with the upper one's paragraph."""
    if below.before == "gap":
        return above.text.endswith((",", "-", "/", "("))
    if ends_sentence(above.text):
        return ends_portion(above.text)
    if decided(below.text) and len(below.text) < 14:
        return True
    word = below.text.split(" ", 1)[0]
    if layout.had_room(above.text, word) and not (layout.spaced and below.before == "none"):
        return above.text.endswith(("-", "/"))
    return not (_VERDICT.search(above.text, max(0, len(above.text) - 24)) and not below.text[:1].islower())
