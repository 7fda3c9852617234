"""Guideline paragraphs in the words that citations are looked up in: names spelt right, and without the prose between
them ("Per the strength of evidence hierarchy … the reviewer also found … relevant").
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .data import table
from .misprints import is_known

_SHORTEST = 4
_ONE_EDIT = 5
_TWO_EDITS = 8
_WORD = re.compile(r"[A-Za-z]{4,24}")
_ADDRESS = re.compile(r"(?:https?:|www\.)\S*", re.I)
_ACTOR = (
    r"(?:\bthe )?\b(?:claims? administrator|utilization reviewer|(?:(?:expert|physician|medical|IMR|MAXIMUS) )?reviewer"
    r"|MAXIMUS)(?:'s)?"
)
_NOT_APPLICABLE = re.compile(
    rf"(?:{_ACTOR} (?:also )?(?:found|determined|noted|stated)(?: that)? )?(?:"
    r"(?:there (?:is|are|was|were) )?no (?:applicable )?(?:section|part|portion|chapter|guideline)s?\b"
    r"[^.,;]{0,40}\bMTUS\b"
    r"|(?:the )?(?:California |CA )?MTUS(?: guidelines?)? (?:(?:is|are|was|were) (?:silent|not)|(?:does|do|did) not)\b)"
    r"[^.;,]{0,120}[.;,]?\s*",
    re.I,
)
_HIERARCHY = re.compile(
    r"\b(?:per|under|following|according to|in accordance with|based on|pursuant to|using) the "
    r"(?:MTUS(?:'s)? )?(?:strength|hierarchy|medical evidence|methodology|levels?)[- ]?(?:of)?[- ]?(?:medical )?"
    r"(?:evidence)?[^.;]{0,200}?"
    r"(?=,? the (?:expert|physician|claims|reviewer)|\bdecision (?:is |was )?based|[.;]|$)[,;]?\s*",
    re.I,
)
_PROSE = re.compile(
    rf"{_ACTOR} (?:has |have )?(?:also |additionally |further |then )?(?:"
    r"(?:based|bases) (?:(?:their|its|his|her|his/her|his or her|the) )?(?:decision|determination|denial|opinion) "
    r"(?:up)?on"
    r"|(?:cited|cites|used|uses|referenced|references|applied|quoted|utilized|found)|(?:relied|relies) (?:up)?on"
    r"|referr?(?:ed|s) to)\s*:?\s+(?:also )?(?:the following:? )?(?:the )?",
    re.I,
)
_FOUND_RELEVANT = re.compile(
    r",? ?\b(?:to be )?(?:relevant|applicable|appropriate|pertinent)\b"
    r"(?:,? (?:and|or) (?:relevant|applicable|appropriate))?"
    r"(?: (?:to|for|in) [^.;,]{0,80})?(?=[.;,]|$)",
    re.I,
)
_PART_OF_MTUS = re.compile(
    r"(?:,? (?:which|that) (?:is|are)|,| is| are)? (?P<no>not )?(?:a )?parts? of the (?:California )?MTUS\b"
    r"(?:,? and (?:also )?(?:on|upon) (?:the )?|[,;]? and (?:the )?)?",
    re.I,
)
_AND_ON = re.compile(r",? and (?:also )?(?:up)?on (?:the )?", re.I)
_OF_HIERARCHY = ("strength", "hierarchy", "medical evidence", "methodology", "level")
_OF_NOT_APPLICABLE = (" not", "no ", " silent")
"""One of which must stand, in small letters, where its pattern finds something."""
_BASED_ON = "Decision based on "


def plain_prose(text: str) -> str:
    """The paragraph with every source behind "Decision based on", and one that is part of the MTUS behind its name."""
    # Most paragraphs hold no word of most patterns.
    low = text.lower()
    if any(map(low.__contains__, _OF_HIERARCHY)):
        text = _HIERARCHY.sub(" ", text)
    if any(map(low.__contains__, _OF_NOT_APPLICABLE)):
        text = _NOT_APPLICABLE.sub(" ", text)
    if _PROSE.search(text):
        text = _FOUND_RELEVANT.sub("", text)
        text = _PROSE.sub(f"\n{_BASED_ON}", text)
    return " ".join(" ".join(_sourced(sentence)) for sentence in text.split("\n")).strip()


def _sourced(sentence: str) -> Iterator[str]:
    position = 0
    for found in _PART_OF_MTUS.finditer(sentence) if "part" in sentence.lower() else ():
        printed = sentence[position : found.start()]
        position = found.end()
        source = re.sub(rf"^\s*{_BASED_ON}", "", printed.split(";")[-1], flags=re.I).strip(" .,")
        where = "Non-MTUS Citation " if found["no"] else "MTUS "
        yield from (f"{part}." for part in printed.split(";")[:-1])
        yield f"{_BASED_ON}{source if re.search('MTUS', source) else where + source}."
    rest = sentence[position:].strip(" .,") if position else sentence
    if not position or re.search(r"\w", rest):
        yield _AND_ON.sub(", and ", rest)


def mended_names(text: str) -> str:
    """The text with the words of guidelines' names spelt right; addresses and other words stay."""
    if _ADDRESS.search(text):
        return text
    return _WORD.sub(lambda word: _mended(word.group()), text)


@lru_cache(maxsize=8192)
def _mended(word: str) -> str:
    lower = word.lower()
    if lower in _targets() or lower in _words_of_sections() or is_known(lower):
        return word
    edits = 2 if len(lower) >= _TWO_EDITS else 1
    near = process.extract(lower, _targets(), scorer=OSA.distance, score_cutoff=edits, limit=3)
    found = {name: distance for name, distance, _ in near if name[0] == lower[0] and _allows(lower, name)}
    least = [name for name, distance in found.items() if distance == min(found.values())]
    return least[0].capitalize() if len(least) == 1 else word


def _allows(word: str, name: str) -> bool:
    return len(name) >= _ONE_EDIT or sorted(word) == sorted(name)


@cache
def _targets() -> tuple[str, ...]:
    """The words of guidelines' and chapters' names."""
    data = table("guidelines")
    names = [
        *(name for entry in data["guideline"] for name in [*entry.get("names", []), *entry.get("short", [])]),
        *data["general_chapters"],
        *(printed for chapter in data["odg"].values() for printed in chapter),
        *data["name_words"],
    ]
    return tuple(sorted({word.lower() for name in names for word in re.findall(r"[A-Za-z]{4,}", name)}))


@cache
def _words_of_sections() -> frozenset[str]:
    """Words that are right as they stand: those of sections and of other sources."""
    data = table("sections")
    printed = [
        name for key, by_key in data.items() if key != "pages_2009" for names in by_key.values() for name in names
    ]
    other = table("guidelines")["other_sources"]
    return frozenset(
        word.lower()
        for name in [*printed, *other["furniture"], *other["cues"]]
        for word in re.findall("[A-Za-z]+", name)
    )
