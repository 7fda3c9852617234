"""The treatment type of a disputed item, from its heading alone.

Candidates are phrases, drugs and rules, each at a place in the heading. The heading is cut into parts at
commas, parentheses and prepositions; the first part that names anything decides, so that a heading that lists
several services gets the type of the first, and "Sedation for an injection" is sedation. Within the part,
rules come before phrases, phrases before words that only lead to something ("consultation"); faint words
("unit", "visit") count only where the whole heading holds nothing better.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from . import drug_data
from .data import table
from .drug_reading import DrugsFound, find_drugs, read_drugs
from .misprints import Misprints
from .text import LONGEST_TEXT, Lexicon, Words, phrase_words, singular, words_of

OTHER = "other/other"
_MENDED_LENGTH = 7

_BREAK = re.compile(r"[,;:()/&+]| - ")


@dataclass(frozen=True, slots=True)
class Named:
    """A name given to a heading: the value, None where nothing is named, and the rule that decided."""

    value: str | None
    rule: str


class Weight(IntEnum):
    """What wins within one part of a heading."""

    FAINT = 1
    LEADING = 2
    DECISIVE = 3
    RULE = 4


@dataclass(frozen=True, slots=True)
class Candidate:
    """A type that something in the heading speaks for; `start` is a place, or for a rule its number."""

    part: int
    weight: Weight
    start: int
    length: int
    type: str
    rule: str

    @property
    def order(self) -> tuple[int, int, int, int]:
        return (self.part, -self.weight, self.start, -self.length)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the data file: its phrases padded with spaces, and the first words its place may begin with."""

    name: str
    type: str
    starts: tuple[str, ...]
    has: tuple[tuple[str, ...], ...]
    lacks: tuple[str, ...]
    first_part: bool
    cues: frozenset[str]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading in the rules' own spelling: words, the part each stands in, lines to look phrases up in."""

    words: tuple[str, ...]
    parts: tuple[int, ...]
    line: str
    offsets: dict[int, int]
    part_lines: tuple[str, ...]


def our_words(phrase: str) -> tuple[str, ...]:
    """A phrase of the data files as it reads in a heading that `heading_of` has rewritten."""
    words = phrase_words(phrase)
    position = 0
    rewritten: list[str] = []
    while position < len(words):
        match = _spellings().at(words, position)
        rewritten.extend(match.value if match else words[position : position + 1])
        position = match.end if match else position + 1
    return tuple(rewritten)


def _padded(phrases: list[str]) -> tuple[str, ...]:
    return tuple(f" {' '.join(our_words(phrase))} " for phrase in phrases)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(singular(word) for word in table("treatment_rules")[name])


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            raw["name"],
            raw["type"],
            _padded(raw.get("starts", [])),
            tuple(_padded(group) for group in raw.get("has", [])),
            _padded(raw.get("lacks", [])),
            raw.get("first_part", False),
            frozenset(our_words(phrase)[0] for phrase in (raw.get("has") or [raw["starts"]])[0]),
        )
        for raw in table("treatment_rules")["rule"]
    )


@cache
def phrases() -> Lexicon[tuple[Weight, str]]:
    """What a heading may name, in the rules' spelling, with its weight and treatment type."""
    data = table("treatment_phrases")
    return Lexicon(
        (" ".join(our_words(phrase)), (weight, kind))
        for weight in (Weight.DECISIVE, Weight.LEADING, Weight.FAINT)
        for kind, phrases in data[weight.name.lower()].items()
        for phrase in phrases
    )


@cache
def _spellings() -> Lexicon[tuple[str, ...]]:
    data = table("spellings")["spellings"]
    same = [(right, phrase_words(right)) for right in data]
    return Lexicon(
        [*same, *((printed, phrase_words(right)) for right, variants in data.items() for printed in variants)]
    )


@cache
def known_words() -> frozenset[str]:
    """Words that the treatment vocabulary knows: none of them is a misspelt drug."""
    words: set[str] = set()
    for phrases in table("spellings")["spellings"].items():
        words.update(word for phrase in (phrases[0], *phrases[1]) for word in phrase_words(phrase))
    for by_type in table("treatment_phrases").values():
        words.update(word for phrases in by_type.values() for phrase in phrases for word in phrase_words(phrase))
    for rule in _rules():
        words.update(
            word for group in (*rule.has, rule.starts, rule.lacks) for phrase in group for word in phrase.split()
        )
    return frozenset(words)


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    """The one word of this vocabulary that an unknown word of about seven letters or more misses by a letter."""
    if len(word) < _MENDED_LENGTH - 1 or word in _ordinary_words() or word in known_words():
        return word
    if drug_data.lexicon().knows(word):
        return word
    near = _misprints().near(word)
    meanings = {_spellings().get(known) or (known,) for known in near}
    return min(near) if len(meanings) == 1 else word


@cache
def _ordinary_words() -> frozenset[str]:
    return frozenset(singular(word) for word in table("spellings")["not_misspellings"])


@cache
def _misprints() -> Misprints:
    return Misprints(known_words(), _MENDED_LENGTH)


def heading_of(text: Words) -> tuple[Heading, list[int]]:
    """The heading in the rules' spelling, and for every printed word where its rewritten form starts."""
    spellings = _spellings()
    breaks = _words("break_words")
    printed = tuple(map(_mended, text.words))
    words: list[str] = []
    parts: list[int] = []
    places: list[int] = []
    part = position = 0
    while position < len(text.words):
        if position and _BREAK.search(text.between(position - 1, position)):
            part += 1
        match = spellings.at(printed, position)
        end = match.end if match else position + 1
        rewritten = match.value if match else (printed[position],)
        if not match and printed[position] in breaks:
            part += 1
        places.extend([len(words)] * (end - position))
        words.extend(rewritten)
        parts.extend([part] * len(rewritten))
        position = end
    offsets: dict[int, int] = {}
    length = 0
    lines: dict[int, list[str]] = {}
    for place, word in enumerate(words):
        offsets[length] = place
        length += len(word) + 1
        lines.setdefault(parts[place], []).append(word)
    part_lines = tuple(f" {' '.join(lines.get(number, []))} " for number in range(part + 1))
    return Heading(tuple(words), tuple(parts), f" {' '.join(words)} ", offsets, part_lines), places


def _place(heading: Heading, phrases: tuple[str, ...]) -> int | None:
    """The first word at which any of these phrases stands."""
    found = [position for phrase in phrases if (position := heading.line.find(phrase)) >= 0]
    return heading.offsets[min(found)] if found else None


def _rule_candidates(heading: Heading) -> Iterator[Candidate]:
    leading = _words("lead_words")
    lead = 0
    while lead < len(heading.words) and heading.words[lead] in leading:
        lead += 1
    opening = " " + " ".join(heading.words[lead : lead + 8]) + " "
    present = frozenset(heading.words)
    for number, rule in enumerate(_rules()):
        if present.isdisjoint(rule.cues):
            continue
        if rule.starts and not opening.startswith(rule.starts):
            continue
        if any(phrase in heading.line for phrase in rule.lacks):
            continue
        place = 0
        if rule.has:
            first = _place(heading, rule.has[0])
            if first is None:
                continue
            place = first
            around = heading.part_lines[heading.parts[first]] if rule.first_part else heading.line
            if not all(any(phrase in around for phrase in group) for group in rule.has[1:]):
                continue
        part = -1 if rule.starts else heading.parts[place]
        yield Candidate(part, Weight.RULE, number, 1, rule.type, f"rule “{rule.name}”")


def _phrase_candidates(heading: Heading) -> Iterator[Candidate]:
    for match in phrases().find(heading.words):
        weight, kind = match.value
        rule = f"{weight.name.lower()} phrase “{match.phrase}”"
        yield Candidate(heading.parts[match.start], weight, match.start, match.end - match.start, kind, rule)


def _outweighs_drug(candidate: Candidate) -> bool:
    return candidate.type.startswith(("injections/", "diagnostic-testing/")) and candidate.weight >= Weight.DECISIVE


def _decide(heading: Heading, places: list[int], drugs: DrugsFound | None) -> Candidate | None:
    candidates = [*_rule_candidates(heading), *_phrase_candidates(heading)]
    if drugs is not None:
        first = drugs.matches[0]
        start = places[first.start]
        part = heading.parts[start]
        rivals = [candidate for candidate in candidates if candidate.part == part and _outweighs_drug(candidate)]
        longer = [rival for rival in rivals if rival.start <= start]
        if not rivals or (first.value.type.startswith("injections/") and not longer):
            candidates.append(Candidate(part, Weight.DECISIVE, start, first.end - first.start, drugs.type, drugs.rule))
    telling = [candidate for candidate in candidates if candidate.weight > Weight.FAINT]
    if telling:
        return min(telling, key=lambda candidate: candidate.order)
    return min(candidates, key=lambda candidate: (candidate.part, candidate.start, -candidate.length), default=None)


@lru_cache(maxsize=1024)
def _read(disputed: str) -> tuple[Candidate | None, DrugsFound | None]:
    text = words_of(disputed)
    drugs = read_drugs(text, find_drugs(text, known_words()))
    if not text.words:
        return None, drugs
    heading, places = heading_of(text)
    return _decide(heading, places, drugs), drugs


def name_treatment(disputed: str) -> Named:
    """The treatment type (`category/type`) of a disputed portion; `other/other` where nothing fits."""
    decided, _ = _read(disputed[:LONGEST_TEXT])
    if decided is None:
        return Named(OTHER, "nothing in the heading is known")
    return Named(decided.type, f"{decided.rule} → {decided.type}")


def name_drug(disputed: str) -> Named:
    """The generic ingredients named, joined by `/` in printed order; None where no drug is named.

    A drug that a laboratory looks for ("hydrocodone level") is not a treatment with it.
    """
    decided, drugs = _read(disputed[:LONGEST_TEXT])
    if drugs is None:
        return Named(None, "no drug in the heading")
    if decided is not None and decided.type.startswith("diagnostic-testing/"):
        return Named(None, f"{drugs.rule}, but only as what a test looks for ({decided.rule})")
    return Named("/".join(drugs.generics), drugs.rule)
