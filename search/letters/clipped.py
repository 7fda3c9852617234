"""Lines that a copier cut at the paper's edge: many end, or begin, within a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .lines import Line
from .privacy import begins_english, is_unknown

_FULL = 60
"""Characters of a line that reaches from edge to edge."""
_NEAR = 8
_FEW = 2
"""Words that no list knows at the same edge of full lines so near each other: of real letters no two are."""


def clipped(lines: Sequence[Line]) -> Iterator[str]:
    """A sentence on each edge that is cut off, with the words that show it. Linear in the number of lines."""
    full = [line.text for line in lines if len(line.text) >= _FULL]
    begun = _unknown([text[text.rfind(" ") + 1 :] for text in full])
    ended = _unknown([text[: text.find(" ")].rstrip(".,;:)") for text in full])
    # A scanner's slip is not how a word begins; how words end, no list tells.
    yield from _cut("right", [(at, word) for at, word in begun if begins_english(word)], _FEW)
    yield from _cut("left", ended, _FEW + 1)


def _unknown(words: Sequence[str]) -> list[tuple[int, str]]:
    """The places of those that are no words, and they."""
    return [(at, word) for at, word in enumerate(words) if word.isalpha() and word.islower() and is_unknown(word)]


def _cut(edge: str, words: Sequence[tuple[int, str]], fewest: int) -> Iterator[str]:
    for (first, word), (last, other) in zip(words, words[fewest - 1 :], strict=False):
        if last - first < _NEAR:
            yield f"The {edge} edge seems to be cut off: “{word}”, “{other}”."
            return
