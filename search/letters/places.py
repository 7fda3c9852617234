"""Lines that have a place of their own in a letter: titles, labels, decisions, lines of the header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from .decisions import decided, is_withdrawn, read_decision
from .forms import label_of, title_of
from .header import is_header_line
from .lines import Line
from .overview import heads_overview, tells_of_all
from .portions import is_numbering

_SHORT = 40
# What is in dispute, told by its number or by a label.
_ISSUE = re.compile(
    r"(?:(?:issue|item|request|service|treatment) (?:no\. ?|# ?)?\d{1,2}(?: of \d{1,2})?"
    r"|(?:disputed|requested) (?:issue|item|service|treatment)|(?:treatment|service|item)s? (?:requested|in dispute))"
    r" ?[:–-]",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def has_place(text: str) -> bool:
    """Whether a line is a title, a label, a decision or a line of the header."""
    counts = len(text) < _SHORT and text[0].isalpha() and is_numbering(text)
    return bool(
        counts
        or _ISSUE.match(text)
        or label_of(text)
        or title_of(text)
        or decided(text)
        or is_header_line(text)
        or is_withdrawn(text)
        or heads_overview(text)
        or tells_of_all(text)
    )


def is_whole_place(text: str) -> bool:
    """Whether a line is a title, a label, a decision or a line of the header, and no more."""
    label = label_of(text)
    return label[1] == len(text) if label else has_place(text)


def stands_above_decision(following: Sequence[Line]) -> bool:
    """Whether a decision alone or a claims administrator's label comes first among these: a heading stands above."""
    for line in following:
        label = label_of(line.text)
        if label is not None:
            return label[0] == "claims"
        found = read_decision(line.text)
        if found is not None:
            return found.start == 0
        if line.text.casefold().rstrip(" :-") == "decision":
            return True
    return False
