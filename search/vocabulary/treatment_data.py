"""What the treatment rules know: their words in one spelling, phrases with a weight each, and rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from itertools import chain

from .data import table
from .text import Lexicon, Match, phrase_words, singular


class Weight(IntEnum):
    """What wins within one part of a heading."""

    FAINT = 1
    LEADING = 2
    DECISIVE = 3
    RULE = 4


@dataclass(frozen=True, slots=True)
class TreatmentRule:
    """A rule of the data file: its phrases padded with spaces, and the first words its place may begin with."""

    name: str
    type: str
    starts: tuple[str, ...]
    has: tuple[tuple[str, ...], ...]
    lacks: tuple[str, ...]
    first_part: bool
    cues: frozenset[str]


def our_words(phrase: str) -> tuple[str, ...]:
    """A phrase of the data files as it reads in a heading that `heading_of` has rewritten."""
    words = phrase_words(phrase)
    whole = in_full(words)
    position = 0
    rewritten: list[str] = []
    while position < len(words):
        match = spelling_at(words, whole, position)
        rewritten.extend(match.value if match else words[position : position + 1])
        position = match.end if match else position + 1
    return tuple(rewritten)


def in_full(words: Sequence[str]) -> tuple[str, ...]:
    """The words, each that is another one written short as that one ("inj" as "injection")."""
    meant = (spellings().get_words((word,)) for word in words)
    return tuple(right[0] if right and len(right) == 1 else word for word, right in zip(words, meant, strict=True))


def spelling_at(words: Sequence[str], whole: Sequence[str], position: int) -> Match[tuple[str, ...]] | None:
    """The other writing that begins at a word; its words may be written short each ("trig pt inj"). ``whole``: the
    words :func:`in_full`.
    """
    match = spellings().at(words, position)
    if match is None or match.end == position + 1:
        longer = spellings().at(whole, position)
        if longer is not None and longer.end > position + 1:
            return longer
    return match


def _padded(phrases: list[str]) -> tuple[str, ...]:
    return tuple(f" {' '.join(our_words(phrase))} " for phrase in phrases)


@cache
def word_set(name: str) -> frozenset[str]:
    return frozenset(singular(word) for word in table("treatment_rules")[name])


@cache
def rules() -> tuple[TreatmentRule, ...]:
    return tuple(
        TreatmentRule(
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
    worn = (
        (" ".join(our_words(f"{part} {thing}")), (Weight.DECISIVE, kind))
        for kind, things in table("kinds")["worn"].items()
        for thing in things
        for part in table("requests")["parts"]
    )
    named = (
        (" ".join(our_words(phrase)), (weight, kind))
        for weight in (Weight.DECISIVE, Weight.LEADING, Weight.FAINT)
        for kind, phrases in data[weight.name.lower()].items()
        for phrase in phrases
    )
    return Lexicon([*named, *worn])


@cache
def spellings() -> Lexicon[tuple[str, ...]]:
    data = table("spellings")["spellings"]
    same = [(right, phrase_words(right)) for right in data]
    return Lexicon(
        [*same, *((printed, phrase_words(right)) for right, variants in data.items() for printed in variants)]
    )


@cache
def known_words() -> frozenset[str]:
    """Words that the treatment vocabulary knows: none of them is a misspelt drug."""
    return frozenset(chain(spellings().words, phrases().words, _words_of_rules()))


@cache
def words_in_company() -> frozenset[str]:
    """Words that the treatment vocabulary knows only beside others, in longer names ("rock" of "rock tape")."""
    named = chain(spellings().items(), phrases().items())
    alone = {phrase for phrase, _ in named if " " not in phrase}
    meant = chain.from_iterable(right for _, right in spellings().items())
    return frozenset(spellings().words | phrases().words) - alone - frozenset(meant) - _words_of_rules()


@cache
def _words_of_rules() -> frozenset[str]:
    named = (phrase for rule in rules() for group in (*rule.has, rule.starts, rule.lacks) for phrase in group)
    return frozenset(chain.from_iterable(map(str.split, named)))
