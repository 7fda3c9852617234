"""What is printed again at the head of the next page with the word that it goes on: a label, a title, a heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .forms import label_of, title_of
from .lines import Line
from .wordings import fold

_WORD = r"cont(?:inued|['’]?d|\.)?"
_CONTINUED = re.compile(
    rf"(?<!:)\s?[(\[]{_WORD}[)\]]\s?[:;.–—-]{{0,2}}\s?"
    rf"|(?<![:;])(?:\s?[,–—-]\s?{_WORD}\s?(?:[:;–—-]{{1,2}}\s?|\.?$)|\s{_WORD}\s?:\s?)",
    re.IGNORECASE,
)
_WITHIN = 110
_SHORTEST = 12


def without_continued(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without what is said to go on: the words of a label are dropped, a title or heading as a whole line."""
    if not any(map(_says_so, lines)):
        return lines
    kept: list[Line] = []
    seen: set[str] = set()
    dropped = False
    for line in lines:
        rest = _rest(line.text, seen)
        if rest is None:
            kept.append(replace(line, before="doubt") if dropped else line)
            dropped = False
            head = fold(line.text)
            seen.add(head)
        elif rest:
            kept.append(Line(rest, "doubt"))
            dropped = False
        else:
            dropped = True
    return kept


def _says_so(line: Line) -> bool:
    """Whether a line may say that something goes on; told quickly, for letters tell of continued pain too."""
    start = line.text[:_WITHIN].casefold()
    return "cont" in start and _CONTINUED.search(start) is not None


def _rest(text: str, seen: set[str]) -> str | None:
    """What stands on a line behind the words that something goes on; None where it does not say so."""
    found = _CONTINUED.search(text[:_WITHIN])
    if found is None or not found.start():
        return None
    printed, rest = text[: found.start()], text[found.end() :]
    label = label_of(f"{printed}:")
    if label is not None and label[1] >= len(printed):
        return rest
    if rest or text[0].islower():  # a heading is printed again as it was, and this is the rest of a sentence
        return None
    if title_of(printed) is not None:
        return ""
    head = fold(printed)
    return "" if len(head) >= _SHORTEST and any(each.startswith(head) for each in seen) else None
