"""What a hand adds behind a letter that it retells."""

from __future__ import annotations

import re

from .units import Unit

_CLOSING = re.compile(
    r"(?:\(?(?:re)?typed\b|\(?transcribed\b|\(?copied\b|end\b|file under\b|filed\b|that['’]s (?:it|all)"
    r"|\[?back to top|print this|\(?end of|total\b|page \d|thank|thx|transcript ends|no further"
    r"|nothing (?:more|further)|eof\b|-+ ?end|over and out|cc\b|done\b|this (?:ends|concludes)|press\b"
    r"|f\d\b|\W*\*{3}|prepared (?:by|for)"
    r"|printed\b|next screen|more\.\.\.)",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\?|\b(?:check|unclear|illegible|missing|cut off|wait|not sure|unsure|do not know|don['’]t know|lost|cannot read"
    r"|can['’]t read|maybe|i think|probably|original|appeal\w*|contradict\w*|wrong|mistake|error|partial\w*|in part)\b",
    re.IGNORECASE,
)
_OWN_WORDS = re.compile(r"\btyped from|spelling of the original", re.IGNORECASE)


def is_closing(unit: Unit) -> bool:
    """Whether a unit is what a hand adds behind a letter, and takes nothing back."""
    if unit.kind not in {"text", "items", "item"} or len(unit.text) > 240:
        return False
    text = unit.text.strip()
    if _OWN_WORDS.search(text):
        return True
    if text[:1] == "(" and text[-1:] == ")":
        return not _UNSURE.search(text) and not re.search(r"\d", text)
    return _CLOSING.match(text) is not None and not _UNSURE.search(text)
