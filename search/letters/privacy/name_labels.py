"""Labels of a letter's text ("Patient name:"), behind which a name may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

# So far before its colon a label may begin.
REACH = 40
# Labels that stand before a dash as well.
_DASHED = frozenset(
    {"name", "patient", "claimant", "applicant", "employee", "worker", "provider", "physician", "doctor", "attorney"}
    | {"translator", "interpreter", "adjuster", "surgeon", "spouse"}
)
_ABBREVIATED = 6
# "c.c." and "I/W" are the labels that "cc" and "IW" are.
_LETTERS = re.compile(r"(?<![a-z]{2})[./](?=[a-z]\b)|(?<=\b[a-z])\.$")
# Labels of a letter's foot or head that stand without a colon.
_BARE = re.compile(r"^(cc|xc|bcc|attn|re)[ \t]+(?=[A-ZÀ-Þ])", re.MULTILINE | re.IGNORECASE)
_DASH = re.compile(r"[–=-]\s(?=\S)")


def labels(text: str) -> Iterator[tuple[int, frozenset[str]]]:
    """Where the value of each label begins, and the label's last word, last two and last three words."""
    at = text.find(":")
    while at >= 0:
        yield at + 1, _label_words(text, at)
        at = text.find(":", at + 1)
    for found in _BARE.finditer(text):
        yield found.end(), frozenset((found[1].casefold(),))
    for found in _DASH.finditer(text):
        before = text[max(0, found.start() - 12) : found.start()].casefold().split()
        if before and before[-1] in _DASHED:
            yield found.end(), _label_words(text, found.start())


def _label_words(text: str, end: int) -> frozenset[str]:
    return _last_words(text[max(0, end - REACH) : end].rpartition("\n")[2])


@lru_cache(maxsize=4_096)
def _last_words(before: str) -> frozenset[str]:
    """The last one, two and three words of what stands before a colon; remembered, since letters share their labels."""
    before = before.casefold().replace("’", "'")
    outside, opened, inside = before.rpartition("(")
    # "Massage (pt: …" has its label within the brackets, "Name (last, first): …" before them.
    said = outside if opened and (")" in inside or not inside.strip()) else inside
    parts = [part.strip('*•|(),;"“”').removesuffix("'s") for part in said.split()]
    if not parts and "(" in before:
        parts = before.strip("()").split()
    last = [_LETTERS.sub("", part) if len(part) < _ABBREVIATED else part for part in parts[-3:] if part]
    return frozenset(" ".join(last[-count:]).rstrip(".") for count in (1, 2, 3) if len(last) >= count)
