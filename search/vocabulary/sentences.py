"""Where a text's sentences begin and end. One way for marks, snippets and the grounds of a decision."""

from __future__ import annotations

import re

Span = tuple[int, int]

# What may stand before comes after the first sign, so that the search may run from sign to sign.
_BREAK = re.compile(r"[.!?\n](?:(?<=\n)[ \t]*+\n|(?<!\n)(?<![.!?]{2})[.!?]*+[\"'”’)\]]*+(?=\s))")
_LONGEST_ABBREVIATION = 8
# fmt: off
_ABBREVIATIONS = frozenset((
    "al", "approx", "ave", "cf", "co", "dept", "dr", "ed", "eds", "eg", "et", "etc", "ex", "ie", "inc", "jr",
    "mr", "mrs", "ms", "ph", "prof", "ref", "sr", "st", "vs",
))
_NUMBERED = frozenset(("ch", "chap", "fig", "figs", "no", "nos", "p", "pg", "pgs", "pp", "sec", "sect", "vol"))
_NUMBERS = frozenset("0123456789#")
# fmt: on


def sentences(text: str) -> list[Span]:
    """The sentences of ``text`` in order, without the blanks between them. Takes time linear in its
    length."""
    spans: list[Span] = []
    start = 0
    for found in _BREAK.finditer(text):
        if found[0].startswith("\n") or _ends_sentence(text, start, found.start(), found.end()):
            spans.append((start, found.end()))
            start = found.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := _trimmed(text, *span))]


def _ends_sentence(text: str, start: int, stop: int, end: int) -> bool:
    """Whether the stop at ``stop`` ends the sentence that begins at ``start``; ``end`` is just behind it."""
    following = text[end : end + 2].strip()
    if following[:1].islower():
        return False
    before = text[max(start, stop - _LONGEST_ABBREVIATION) : stop]
    if text[stop] != "." or (len(before) == _LONGEST_ABBREVIATION and before.isalpha()):
        return True
    word = before.rsplit(None, 1)[-1].strip("([\"'“").casefold() if before and not before.isspace() else ""
    if word.isdecimal():
        return text[start:stop].strip().strip("([").casefold() != word
    word = word.replace(".", "")
    is_number_sign = word in _NUMBERED and following[:1] in _NUMBERS
    is_initial = len(word) == 1 and word.isalpha()
    return not (word in _ABBREVIATIONS or is_number_sign or is_initial)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    stripped = text[start:end].strip()
    if not stripped:
        return None
    first = text.index(stripped[0], start)
    return first, first + len(stripped)
