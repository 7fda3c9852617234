"""What a scanner adds to a page: specks of dust read as signs, and lines that it read twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from .margins import Printed

_SPECK = re.compile(r"(?:[\W_]|[ilIj1](?![^\W_])){1,5}")
_MARK = re.compile(r"[•●▪◦*☐☒☑✓✔✗\[\](){}§%#$]")
# Not "1" or "I", which may be the text's.
_NO_WORD = re.compile(r"[\W_]*(?:l|[ilIj1][\W_]+[ilIj1]|[\W_]+[ilj])[\W_]*")
# The end of the sentence above, on a line of its own.
_REST = re.compile(r"[)\]\"'”’]*[.,;:][)\]\"'”’]*")
# No row of a table, which has more bars.
_EDGE = re.compile(r"^([^|¦]+?)(?: [|¦])+$")
_SEVERAL = 3
_LONG = 50
"""Characters of a line that has text before it or behind it."""
_TWICE = 60
"""Characters that are printed twice by no chance."""
_FAR = 120
"""Lines that may be printed again at once: a little more than a page has."""


def without_specks(printed: Sequence[Printed]) -> list[Printed]:
    """The lines without those of specks alone, where the text goes on over them, and without the bars that the edge
    of the paper left at the ends of several.
    """
    edged = [at for at, line in enumerate(printed) if line.text[-1] in "|¦" and _EDGE.search(line.text)]
    if len(edged) >= _SEVERAL:
        printed = list(printed)
        for at in edged:
            printed[at] = replace(printed[at], text=_EDGE.sub(r"\1", printed[at].text))
    specks = {at for at, line in enumerate(printed) if len(line.text) <= 5 and _is_speck(printed, at)}
    return _without(printed, specks) if specks else list(printed)


def _is_speck(printed: Sequence[Printed], at: int) -> bool:
    """Whether a line is no more than specks: the line above is full, and this no word or the sentence goes on below
    it; or it has no letter and no digit and ends no sentence.
    """
    text = printed[at].text
    if at == 0 or at + 1 == len(printed) or not _SPECK.fullmatch(text) or _MARK.search(text):
        return False
    above, below = printed[at - 1].text, printed[at + 1].text
    if any(map(str.isalnum, text)):
        return len(above) >= _LONG and (_NO_WORD.fullmatch(text) is not None or below[0].islower())
    return above[-1] in ".!?:" or below[0].islower() or _REST.fullmatch(text) is None


def without_repeats(printed: Sequence[Printed]) -> list[Printed]:
    """The lines without those that are printed a second time right behind the first: at the ends of pages that were
    scanned to overlap, or a whole page. Linear in their number.
    """
    again = set(_again([line.text for line in printed]))
    return _without(printed, again) if again else list(printed)


def _again(texts: Sequence[str]) -> Iterator[int]:
    last: dict[str, int] = {}
    at = 0
    while at < len(texts):
        first = last.get(texts[at], at - _FAR - 1)
        count = at - first
        if count <= _FAR and texts[first:at] == texts[at : at + count] and sum(map(len, texts[first:at])) >= _TWICE:
            yield from range(at, at + count)
            at += count
        else:
            last[texts[at]] = at
            at += 1


def _without(printed: Sequence[Printed], dropped: set[int]) -> list[Printed]:
    """The lines that are left; one behind those that were dropped stands where these began or it did, whichever is
    farther from what is above.
    """
    kept: list[Printed] = []
    blanks, page = 0, False
    for at, line in enumerate(printed):
        if at in dropped:
            blanks, page = max(blanks, line.blanks), page or line.page
        else:
            kept.append(replace(line, blanks=max(blanks, line.blanks), page=page or line.page))
            blanks, page = 0, False
    return kept
