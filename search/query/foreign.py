"""Forms of other search boxes in what is typed, and the form that works here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from search.query.lexing import FARTHEST, SHORTEST_STEM
from search.query.words import STOP_WORDS

_A_SENTENCE, _A_PARAGRAPH = 15, 50
_MOST_WORDS, _FEW_WORDS = 12, 4
_NEARNESS = re.compile(r"(?<!\S)(?:(?:w|n|pre|near|within)?/(?P<words>\d{1,3})|w?/(?P<part>[sp]))(?!\S)", re.IGNORECASE)
_NEIGHBOURS = re.compile(r"(\w+)\W*$"), re.compile(r"^\W*(\w+)")
_OR = re.compile(r"(\w+)\s+or\s+(\w+)")
_AIDS = "|".join(("is", "am", "are", "was", "were", "be", "do", "does", "did", "has", "have", "had", "can", "could"))
_NOT = re.compile(
    rf"(?<!\w)(?!(?:{_AIDS}|should|would|may|might|must|will|but|or)\s)\w+\s+not\s+(?!\w+(?:ed|ly|ing)\b|(?:an?|the|to|be|been|yet|enough|necessary|met|in|of|for)\b)(\w+)"
)
_QUESTION = re.compile(
    r"\?\s*$|^(?:is|are|was|were|do|does|did|can|could|should|may|must|will|what|which|when|why|who|how)\b",
    re.IGNORECASE,
)
_STAR_INSIDE = re.compile(r'"[^"]*\w\*[^"]*"')
_MASK = re.compile(r"(\w+)\?+(?=\w)")
_MASK_AT_END = re.compile(
    rf"(?!(?i:what|which|when|why|who|how)\b)(\w{{{SHORTEST_STEM},}})\?+(?:\s+[a-z][\w-]*){{0,2}}"
)
"""A question has more words, or its sign at the end of them."""
_ROOT = re.compile(r"(\w{3,})!+(?=\s|\)|$)")
_EXCLUDED = re.compile(r"(?<!\S)!+(\w+)")
_BAR = re.compile(r"(?P<one>\w+)?\s*(?:\|+|&&+)\s*(?P<other>\w+)?")


def without_nearness(text: str) -> str:
    """``text`` without the signs that join words by nearness elsewhere (``/s``, ``w/5``), which are no words."""
    return " ".join(_NEARNESS.sub(" ", text).split())


def foreign_forms(text: str) -> tuple[str, ...]:
    """A sentence for each form in a cleaned query that works in other search boxes and not here."""
    return tuple(dict.fromkeys(_told(text)))


def _told(text: str) -> Iterator[str]:
    for sign in _NEARNESS.finditer(text):
        before, after = _NEIGHBOURS[0].search(text[: sign.start()]), _NEIGHBOURS[1].search(text[sign.end() :])
        distance = int(sign["words"] or (_A_SENTENCE if (sign["part"] or "").lower() == "s" else _A_PARAGRAPH))
        words = f"{before[1] if before else 'pain'} {after[1] if after else 'relief'}"
        yield (
            f"“{sign[0]}” joins no words here and was passed over; for words near each other write"
            f' "{words}"~{max(1, min(distance, FARTHEST))}.'
        )
    if _STAR_INSIDE.search(text):
        yield "A star has no meaning within quotation marks; write the beginning of a word without them: opio*."
    if found := _MASK.search(text) or _MASK_AT_END.fullmatch(text):
        yield f"“?” stands for no letter here; write the beginning of the word and a star: {found[1]}*."
    if found := _ROOT.search(text):
        yield f"“!” has no meaning here; for words that begin so write {found[1]}*."
    if found := _EXCLUDED.search(text):
        yield f"“!” has no meaning here; to leave out a word write -{found[1]}."
    if ("|" in text or "&&" in text) and (found := _BAR.search(text)):
        joint = "OR" if "|" in found[0] else "AND"
        yield f"“{'|' if joint == 'OR' else '&&'}” joins no words here; write {found['one'] or 'knee'} {joint} " + (
            f"{found['other'] or 'ankle'}."
        )
    if len(text.split()) <= _MOST_WORDS and not _QUESTION.search(text):
        if found := _OR.search(text):
            yield f"“or” was read as a plain word; for either of two write {found[1]} OR {found[2]}."
        found = _NOT.search(text) if len(text.split()) <= _FEW_WORDS else None
        if found and found[1] not in STOP_WORDS:
            yield f"“not” was read as a plain word; to leave out a word write NOT {found[1]}."
