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
from functools import lru_cache

from .codes import without_codes
from .drug_reading import DrugsFound, find_drugs, read_drugs
from .misprints import mended
from .text import LONGEST_TEXT, WordSpans, words_of
from .treatment_data import Weight, in_full, phrases, rules, spelling_at, word_set
from .written import without_form

OTHER = "other/other"
_THINGS = ("dmepos/", "transportation/")

_BREAK = re.compile(r"[,;:()/&+]| - ")
# A number of visits: "2x6", "3 x 4", "x 8", "2 times a week", "six treatments". Of "x 2" either may be meant.
_COUNTED = re.compile(
    r"\b[1-7] ?x ?\d{1,2}\b(?! ?(?:\d|mg|inch|in\b|cm|mm|mls?\b|ft|foot|gauze))"
    r"|\bx ?(?:[3-9]|\d{2})\b(?! ?(?:day|view|mg))"
    r"|\b(?:\d{1,2}|once|twice|two|three) ?(?:x|times?) ?(?:a|per|/|each)? ?(?:weekly|week|wks?|month)\b"
    r"|\b(?:treatments?|tx|txs|visits?|sessions?)\b"
)

_CODE = re.compile(r"(?<![\w.])(?:\d{5}|[A-Za-z]\d{4}|0\d{3}[Tt])(?!\w)")


@dataclass(frozen=True, slots=True)
class Named:
    """A name given to a heading: the value, None where nothing is named, and the rule that decided."""

    value: str | None
    rule: str


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
class Heading:
    """A heading in the rules' own spelling: words, the part each stands in, lines to look phrases up in."""

    words: tuple[str, ...]
    parts: tuple[int, ...]
    line: str
    offsets: dict[int, int]
    part_lines: tuple[str, ...]


def heading_of(text: WordSpans) -> tuple[Heading, list[int]]:
    """The heading in the rules' spelling, and for every printed word where its rewritten form starts."""
    printed, printed_at = mended(text)
    breaks = word_set("break_words")
    whole = in_full(printed)
    words: list[str] = []
    parts: list[int] = []
    places: list[int] = []
    part = position = 0
    while position < len(printed):
        at = printed_at[position]
        if position and at != printed_at[position - 1] and _BREAK.search(text.between(at - 1, at)):
            part += 1
        match = spelling_at(printed, whole, position)
        end = match.end if match else position + 1
        rewritten = match.value if match else (printed[position],)
        if not match and printed[position] in breaks:
            part += 1
        places.extend([len(words)] * ((printed_at[end] if end < len(printed) else len(text.words)) - len(places)))
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
    counted = "counted " if _COUNTED.search(text.folded) else ""
    return Heading(tuple(words), tuple(parts), f" {' '.join(words)} {counted}", offsets, part_lines), places


def _place(heading: Heading, phrases: tuple[str, ...]) -> int | None:
    """The first word at which any of these phrases stands."""
    found = [position for phrase in phrases if (position := heading.line.find(phrase)) >= 0]
    return heading.offsets[min(found)] if found else None


def _rule_candidates(heading: Heading) -> Iterator[Candidate]:
    leading = word_set("lead_words")
    lead = 0
    while lead < len(heading.words) and heading.words[lead] in leading:
        lead += 1
    opening = " " + " ".join(heading.words[lead : lead + 8]) + " "
    present = frozenset(heading.words)
    for number, rule in enumerate(rules()):
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


def _heads(candidates: list[Candidate]) -> list[Candidate]:
    """The candidates without those that only describe the thing named right behind them ("massage chair")."""
    things = {
        (candidate.part, candidate.start)
        for candidate in candidates
        if candidate.weight == Weight.DECISIVE and candidate.type.startswith(_THINGS)
    }
    return [
        candidate
        for candidate in candidates
        if candidate.weight != Weight.DECISIVE
        or candidate.type.startswith(_THINGS)
        or (candidate.part, candidate.start + candidate.length) not in things
    ]


def _outweighs_drug(candidate: Candidate) -> bool:
    return candidate.type.startswith(("injections/", "diagnostic-testing/")) and candidate.weight >= Weight.DECISIVE


def _decide(heading: Heading, places: list[int], drugs: DrugsFound | None) -> Candidate | None:
    candidates = _heads([*_rule_candidates(heading), *_phrase_candidates(heading)])
    if drugs is not None:
        first = drugs.matches[0]
        start = places[first.start]
        salts = {place for match in drugs.matches for place in places[match.start + 1 : match.end]}
        candidates = [
            candidate for candidate in candidates if candidate.start not in salts or candidate.weight == Weight.RULE
        ]
        part = heading.parts[start]
        rivals = [candidate for candidate in candidates if candidate.part == part and _outweighs_drug(candidate)]
        longer = [rival for rival in rivals if rival.start <= start]
        if not rivals or (first.value.type.startswith("injections/") and not longer):
            candidates.append(Candidate(part, Weight.DECISIVE, start, first.end - first.start, drugs.type, drugs.rule))
    telling = [candidate for candidate in candidates if candidate.weight > Weight.FAINT]
    if telling:
        return min(telling, key=lambda candidate: candidate.order)
    return min(candidates, key=lambda candidate: (candidate.part, candidate.start, -candidate.length), default=None)


@lru_cache(maxsize=4096)
def _read(disputed: str) -> tuple[Candidate | None, DrugsFound | None]:
    return _read_words(spelled_out(disputed) or disputed)


@lru_cache(maxsize=4096)
def spelled_out(disputed: str) -> str | None:
    """A heading that says what it is about by a code alone ("20610 left knee"), with what the first one bills in words;
    None for any other.
    """
    if not _CODE.search(disputed):
        return None
    uncoded = without_codes(disputed)
    if not uncoded.procedures:
        return None
    decided, drugs = _read_words(disputed)
    said = drugs or (decided and decided.weight > Weight.FAINT)
    return None if said else f"{uncoded.procedures[0][1]}, {uncoded.text}"


def _read_words(disputed: str) -> tuple[Candidate | None, DrugsFound | None]:
    text = words_of(without_form(disputed))
    drugs = read_drugs(text, find_drugs(text))
    if not text.words:
        return None, drugs
    heading, places = heading_of(text)
    return _decide(heading, places, drugs), drugs


def _subject(disputed: str, original: str | None) -> str:
    """What a disputed portion is a portion of: where it is a bare amount ("two sessions"), the original request."""
    decided, drugs = _read(disputed[:LONGEST_TEXT])
    if original is None or drugs is not None or (decided is not None and decided.weight > Weight.FAINT):
        return disputed
    whole, _ = _read(original[:LONGEST_TEXT])
    if whole is None or (decided is not None and whole.weight == Weight.FAINT):
        return disputed
    return original


def name_treatment(disputed: str, original: str | None = None) -> Named:
    """The treatment type (`category/type`) of a disputed portion; `other/other` where nothing fits.

    `original` is the request of which it is a portion, where the letter prints it.
    """
    subject = _subject(disputed, original)
    decided, _ = _read(subject[:LONGEST_TEXT])
    if decided is None:
        return Named(OTHER, "nothing in the heading is known")
    of = "" if subject == disputed else " (of the original request)"
    return Named(decided.type, f"{decided.rule} → {decided.type}{of}")


def name_drug(disputed: str, original: str | None = None) -> Named:
    """The generic ingredients named, joined by `/` in printed order; None where no drug is named.

    A drug that a laboratory looks for ("hydrocodone level") is not a treatment with it. `original` as above.
    """
    decided, drugs = _read(_subject(disputed, original)[:LONGEST_TEXT])
    if drugs is None:
        return Named(None, "no drug in the heading")
    if decided is not None and decided.type.startswith("diagnostic-testing/"):
        return Named(None, f"{drugs.rule}, but only as what a test looks for ({decided.rule})")
    return Named("/".join(drugs.generics), drugs.rule)
