"""Lines joined to paragraphs, words broken at a line's end mended."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .data import words
from .lines import Line

# Endings that are no words: they make it certain that a hyphen before them only breaks the word.
_ENDINGS_LIST = """
    ably ally ance ances ates ation ational ations ative cally cation cations cian cians ded edly ences ent
    ential ents ers ful gery ial ible ical ically icant icantly icated ication ications icine ied ilitation
    ily ing ings ional itation ities itis ity ively ization ized izing ment mentation mented ments ness
    nesses nosis ologic ological ologist ology ously scribed sion sional sions sively tation tations ted
    ternal tial tially tic tical tically ties tinal ting tion tional tionally tions tious tis tive tively
    tment tments tory tured tution uation uations ular ulation ulations uous ution utions veness vided
"""
_ENDINGS = frozenset(_ENDINGS_LIST.split())
_HANGING = frozenset({"and", "or", "to", "nor", "versus", "vs", "but"})
_HELD_APART = re.compile(r"(?<=[a-z])- (?=([a-z]{1,20})\b)")
_HALF = 4
_SHOWN = 60
# How compounds of the field begin that are printed without a hyphen.
_COMPOUND = re.compile(
    r"(?:acu|arthro|chemo|chiro|cortico|cryo|cyclo|dermato|electro|gastro|hydro|hyper|hypo|immuno|myo|neuro|ortho|osteo"
    r"|oxy|pharmaco|phono|physio|psycho|radio|thermo|ultra|verte|visco)"
)
_LOOSE_LIST = """
    a an and are as at both but by for from had has he her his if in is it its no nor not of on or she so than
    that the their then there these they this to versus vs was were when which who will with without
"""
_LOOSE = frozenset(_LOOSE_LIST.split())
# A redacted name leaves a preposition alone before a stop; the sign of an omission keeps that legible.
_HOLE = re.compile(r"\b(at|by|of|with|for|from|under|in|to|Dr\.) (?=[.,;](?:\s|$))")


_ABBREVIATED = re.compile(
    r"\b(?:[A-Za-z]|vs|etc|al|ie|eg|e\.g|i\.e|[ap]\.m|drs?|mrs?|ms|nos?|st|jr|sr|vol|pg|pp?|mgs?|approx|inc|dept|fig|sec"
    r"|ch|cf|viz|eds?|rev|hrs?|mins?|wks?|yrs?|mos?|yo|tabs?|caps?|pts?|dx|tx|rx|hx|lbs?|cm|mm|ft|jan|feb|mar|apr|jun|jul"
    r"|aug|sept?|oct|nov|dec)\.[\"'”’)\]]?$",
    re.IGNORECASE,
)


def ends_abbreviated(text: str) -> bool:
    """Whether the stop at the end may belong to an abbreviation."""
    return _ABBREVIATED.search(text, max(0, len(text) - 12)) is not None


def ends_sentence(text: str) -> bool:
    """Whether a sentence ends with this line: a stop, maybe inside closing quotes or brackets."""
    return text.rstrip("\"'”’)] ").endswith((".", "!", "?"))


def shown(text: str) -> str:
    """The beginning of a text, as what is told to a person shows it."""
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def end_shown(text: str) -> str:
    """The end of a text, shown likewise."""
    return f"…{text[-_SHOWN:]}"


class Mender:
    """Joins a letter's lines.

    Whether a hyphen at a line's end belongs to the word may be told by the same word elsewhere in the letter.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._words: frozenset[str] | None = None

    def join(self, lines: Sequence[Line]) -> str:
        """One run of text, without paragraph breaks."""
        return self._tidy([line.text for line in lines])

    def paragraphs(self, lines: Sequence[Line]) -> str:
        """Text whose paragraphs, where the print shows them, are parted by an empty line."""
        groups: list[list[str]] = []
        for line in lines:
            if not groups or (line.before == "gap" and _breaks(groups[-1][-1], line.text)):
                groups.append([])
            groups[-1].append(line.text)
        return "\n\n".join(filter(None, map(self._tidy, groups)))

    def _tidy(self, texts: Sequence[str]) -> str:
        parts: list[str] = []
        for text in texts:
            if parts and parts[-1].endswith(("-", "/")):
                parts[-1], glue = self._mend(parts[-1], text)
                parts.append(glue)
            elif parts:
                parts.append(" ")
            parts.append(text)
        text = "".join(parts).strip()
        if "- " in text:
            text = _HELD_APART.sub(lambda m: "- " if m[1] in _LOOSE else "-", text)
        if " ." in text or " ," in text or " ;" in text:
            text = _HOLE.sub(r"\1 […]", text)
        return text

    def _mend(self, left: str, right: str) -> tuple[str, str]:
        """The left line, maybe without its hyphen, and what goes between it and the right one."""
        if left.endswith("/") and len(left) > 1 and not left[-2].isspace():
            return left, ""
        if not (left.endswith("-") and len(left) > 1 and (left[-2].isalnum() or left[-2] in ")]'\"")):
            return left, " "
        if "://" in left[left.rfind(" ") + 1 :]:
            return left, ""  # an address holds its hyphens, and no word of a sentence
        first = _first_word(right)
        if first in _HANGING:
            return left, " "
        return (left[:-1], "") if self._broken(_last_word(left[:-1]), first) else (left, "")

    def _broken(self, left: str, right: str) -> bool:
        if len(left) < 2 or not (left.isalpha() and right.isalpha() and right.islower()):
            return False
        if right in _ENDINGS or _is_of_field(left.lower(), right):
            return True
        if self._words is None:
            self._words = frozenset(
                re.findall(r"[a-z]+(?:-[a-z]+)*", " ".join(line.text for line in self._lines).lower())
            )
        left = left.lower()
        return left + right in self._words and f"{left}-{right}" not in self._words


def _is_of_field(left: str, right: str) -> bool:
    """Whether a word that begins as the field's compounds do was broken within: both halves are one known word, or
    what begins it stands before one ("Electroacu-/puncture").
    """
    known = words("ordinary")
    if len(right) < _HALF or right in _HANGING:
        return False
    found = _COMPOUND.match(left)
    if found is None:
        return False
    return left + right in known or (found.end() < len(left) and left[found.end() :] + right in known)


def _breaks(above: str, below: str) -> bool:
    """Whether an empty line between these two ends a paragraph: some print one inside a sentence."""
    return ends_sentence(above) or above.endswith(":") or not below[:1].islower()


def _first_word(text: str) -> str:
    found = re.match(r"[^\W\d_]{1,40}", text)
    return found[0] if found else ""


def _last_word(text: str) -> str:
    found = re.search(r"[^\W\d_]{1,40}$", text[-40:])
    return found[0] if found else ""
