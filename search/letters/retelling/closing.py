"""What stands behind a letter's last item: what a hand adds that retells it, and how such letters close."""

from __future__ import annotations

import re

from .openings import Unit

_CLOSING = re.compile(
    r"#?(?:\(?(?:re)?typed\b|\(?transcribed\b|\(?copied\b|end\b|file under\b|filed\b|that['’]s (?:it|all)"
    r"|\[?back to top|print this|\(?end of|total\b|page \d|thank|thx|transcript ends|no further"
    r"|nothing (?:more|further)|eof\b|-+ ?end|over and out|cc\b|done\b|this (?:ends|concludes)|press\b"
    r"|f\d\b|\W*\*{3}|prepared (?:by|for)"
    r"|printed\b|next screen|more\.\.\.)",
    re.IGNORECASE,
)
# What follows from the determination, for whom, and who may appeal.
_FORMAL = re.compile(
    r"(?:your (?:rights?|appeal)|you (?:may|can) appeal"
    r"|(?:a|the) part(?:y|ies) (?:may|can|are reminded)\b|it binds\b|adopted as\b"
    r"|(?:this|the) (?:final )?(?:is|determination|decision|letter|notice|review)\b.{0,90}"
    r"\b(?:binding|binds|deemed|final|administrative director|appeal)"
    r"|in certain limited circumstances|sincerely|respectfully|enclos|attach"
    r"|attestation\b|certification\b|declaration\b|I (?:attest|declare|certify)\b"
    r"|(?:the )?claims administrator (?:must|shall)\b)",
    re.IGNORECASE,
)
_UNSURE = re.compile(
    r"\?|\b(?:check|unclear|illegible|missing|cut off|wait|not sure|unsure|do not know|don['’]t know|lost|cannot read"
    r"|can['’]t read|maybe|i think|probably|original|appeal\w*|contradict\w*|wrong|mistake|error|partial\w*|in part)\b",
    re.IGNORECASE,
)
_LONGEST_TITLE = 60
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
    return _FORMAL.match(text) is not None or (_CLOSING.match(text) is not None and not _UNSURE.search(text))


def is_title(unit: Unit) -> bool:
    """Whether a unit stands by itself and is no sentence."""
    return unit.gap and unit.opens and len(unit.text) <= _LONGEST_TITLE and unit.text[-1:] not in '.!?)"”'


def closing_of(pieces: list[Unit]) -> list[Unit]:
    """What closes a letter at the end of its last part, with its title. It is taken out."""
    found: list[Unit] = []
    while len(pieces) > 1:
        start = len(pieces) - 1
        while start and not pieces[start].opens:
            start -= 1
        if not start or not is_closing(pieces[start]):
            break
        if start > 1 and is_title(pieces[start - 1]) and not pieces[start].gap:
            start -= 1
        found = pieces[start:] + found
        del pieces[start:]
    return found
