"""Section names of the MTUS guidelines: matched longest first, mended, one key across editions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from .data import table
from .text import phrase_words, slug, tidy

_LONGEST_NAME = 8
"""Commas that one section name may hold, and one more."""

_APPENDED = r"(?:Part \d|Appendix [A-Z]\b|Executive Summary|Abbreviated Treatment Protocols)"
_NUMBERED = re.compile(rf"(?:(?<=^)|(?<=[,;] ))(?=\d{{1,2}}(?:\.\d{{1,2}}){{0,4}}\.? ?[A-Z][a-z]|{_APPENDED})")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})*")
_JUNK = " ,;:.-/&"
_REGULATION = re.compile(
    r"§{0,2} ?\(?\b(?:8 ?C\.?C\.?R\.? ?)?§{0,2} ?9792(?:\.\d+){0,3}(?:\([a-z]\))?"
    r"(?: ?(?:-|to|through|et seq\.?) ?(?:9792(?:\.\d+){0,3})?){0,2}\)?"
)
_PART_OF_A_NAME = re.compile(r" [(]")


@dataclass(frozen=True, slots=True)
class NamedSection:
    """A section as printed, mended, with its stable key; `known` says whether the vocabulary holds it."""

    name: str
    key: str
    known: bool


@cache
def _names(guideline: str) -> dict[str, tuple[str, str]]:
    """Printed names as plain words → (the name as it should be printed, key)."""
    data = table("sections")
    own = data.get(guideline, {})
    own_alone = guideline in data and guideline != "mtus-general-approaches"
    shared = {} if own_alone else data["chapters"]
    names: dict[str, tuple[str, str]] = {}
    for key, printed in [*own.items(), *shared.items()]:
        for name in printed:
            names.setdefault(_plain(name), (name, key))
    return names


@cache
def _heads(guideline: str) -> dict[str, str]:
    """The words before a name's parenthesis → key, where they mean one section only."""
    heads: dict[str, set[str]] = {}
    for printed, key in _names(guideline).values():
        heads.setdefault(_plain(_PART_OF_A_NAME.split(printed)[0]), set()).add(key)
    return {head: keys.pop() for head, keys in heads.items() if len(keys) == 1}


def _plain(text: str) -> str:
    return " ".join(word for word in phrase_words(text) if word != "and")


@lru_cache(maxsize=4096)
def _known(guideline: str, printed: str) -> tuple[str, str] | None:
    """A known name: by its words, else by one misprint (two or three in long names)."""
    plain = _plain(printed)
    names = _names(guideline)
    if plain in names:
        return names[plain]
    if len(plain) < 6 or plain[0].isdigit():
        return None
    allowed = 1 if len(plain) < 10 else 2 if len(plain) < 24 else 3
    nearest = process.extractOne(plain, names.keys(), scorer=OSA.distance, score_cutoff=allowed)
    return names[nearest[0]] if nearest else None


def _key_of_unknown(guideline: str, name: str) -> str:
    head = _PART_OF_A_NAME.split(name)[0]
    return _heads(guideline).get(_plain(head)) or slug(name)


def _pieces(text: str) -> list[str]:
    """The text cut at commas and semicolons outside parentheses."""
    pieces, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        if letter in "([":
            depth += 1
        elif letter in ")]":
            depth = max(0, depth - 1)
        elif letter in ",;" and depth == 0:
            pieces.append(text[start:place])
            start = place + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip(" .")]


def without_regulation(text: str) -> str:
    """The text without the regulation's number ("9792.20 - 9792.26"), which names no section."""
    return _REGULATION.sub(" ", text)


def _mended(printed: str, name: str) -> str:
    """The known name; but as printed where that only adds a registered mark, or has a plural for a singular."""
    if "®" in printed:
        return tidy(printed.replace("®", "\ufdd0")).replace("\ufdd0", "®")
    same_words = _plain(printed) == _plain(name)
    if same_words and _letters(printed) != _letters(name):
        clean = tidy(printed)
        return clean[:1].upper() + clean[1:]
    return name


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]|\band\b", "", text.lower())


def _numbered(text: str) -> Iterator[NamedSection]:
    for piece in _NUMBERED.split(text):
        name = piece.strip(_JUNK)
        if not name:
            continue
        number = _NUMBER.match(name)
        known = _names("mtus-opioids").get(_plain(name))
        if known:
            yield NamedSection(known[0], known[1], True)
        elif number:
            yield NamedSection(name, slug(number.group().replace(".", "-")), False)
        else:
            yield NamedSection(name, slug(name), False)


def read_sections(guideline: str, printed: str) -> tuple[list[NamedSection], str]:
    """The sections of a guideline named in a stretch of text, and bare numbers that must be pages ("326").

    Names hold commas, so that known names are taken first, the longest first; what stands unknown between two
    of them is one section, never divided.
    """
    text = without_regulation(" ".join(printed.split()))
    text = text.replace("( )", " ").strip(_JUNK)
    if guideline == "mtus-opioids" and _NUMBERED.search(text):
        return list(_numbered(text)), ""
    pieces = _pieces(text)
    sections: list[NamedSection] = []
    unknown: list[str] = []
    pages: list[str] = []

    def close() -> None:
        if unknown:
            name = ", ".join(unknown).strip(_JUNK)
            if re.fullmatch(r"\d{1,3}(?:\s*-\s*\d{1,3})?(?:, \d{1,3}(?:\s*-\s*\d{1,3})?)*", name):
                pages.append(name)
            elif re.search(r"[A-Za-z]{2}", name):
                sections.append(NamedSection(name, _key_of_unknown(guideline, name), False))
            unknown.clear()

    position = 0
    while position < len(pieces):
        for size in range(min(_LONGEST_NAME, len(pieces) - position), 0, -1):
            candidate = ", ".join(pieces[position : position + size])
            known = _known(guideline, candidate)
            if known is None and size == 1:
                both = re.split(r" and | & ", candidate)
                halves = [_known(guideline, half) for half in both] if len(both) == 2 else []
                if halves and all(halves):
                    close()
                    sections.extend(NamedSection(half[0], half[1], True) for half in halves if half)
                    position += 1
                    break
            if known is not None:
                close()
                sections.append(NamedSection(_mended(candidate, known[0]), known[1], True))
                position += size
                break
        else:
            if sections and not unknown and pieces[position][0].islower():
                # No section begins in lower case: this is the rest of the name before it.
                unknown.append(sections.pop().name)
            unknown.append(pieces[position])
            position += 1
    close()
    return _distinct(sections), ", ".join(pages)


def _distinct(sections: list[NamedSection]) -> list[NamedSection]:
    return list({(section.name, section.key): section for section in sections}.values())


def key_by_pages(pages: str) -> str:
    """The section of the 2009 chronic pain guideline that alone stands on all of these pages, or ""."""
    numbers: set[int] = set()
    for first, last in re.findall(r"(\d{1,3})(?:\s*-\s*(\d{1,3}))?", pages):
        numbers.update(range(int(first), min(int(last or first), int(first) + 30) + 1))
    for key, held in table("sections")["pages_2009"].items():
        if numbers and numbers.issubset(held):
            return str(key)
    return ""
