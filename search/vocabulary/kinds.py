"""How the things that headings name belong together: names for one thing, wider names, families and classes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from .data import table
from .regions import name_regions
from .short_forms import same_names
from .text import Lexicon, singular
from .treatment_data import Weight, our_words, phrases


def name_of(words: tuple[str, ...]) -> str:
    """The one name under which a thing is kept, whichever of its names these words are."""
    spelt = " ".join(words)
    return _names().get(spelt) or _names().get(short := " ".join(_without_ending(words)), short)


def _without_ending(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without a last one that tells nothing ("program", "unit") where what is left names the same type."""
    known, left = phrases().get_words(words), phrases().get_words(words[:-1])
    return words[:-1] if known and words[-1] in _endings() and left == known else words


@cache
def _endings() -> frozenset[str]:
    return frozenset(singular(word) for word in table("kinds")["endings"])


@cache
def _names() -> Mapping[str, str]:
    named = {
        " ".join(our_words(phrase)): " ".join(our_words(group[0]))
        for group in table("kinds")["same"]
        for phrase in group
    }
    for group in same_names():
        spelt = [" ".join(our_words(name)) for name in group]
        head = next((named[name] for name in spelt if name in named), spelt[0])
        for name in spelt:
            named.setdefault(name, head)
    return MappingProxyType(named)


@cache
def _wider() -> Mapping[str, tuple[str, ...]]:
    """Name → the wider names that cover it."""
    found: dict[str, dict[str, None]] = {}
    for head, members in table("kinds")["covers"].items():
        for member in members:
            wide, narrow = name_of(our_words(head)), name_of(our_words(member))
            if wide != narrow:
                found.setdefault(narrow, {})[wide] = None
    return MappingProxyType({narrow: tuple(wide) for narrow, wide in found.items()})


@cache
def names_for(words: tuple[str, ...]) -> tuple[str, ...]:
    """Every name by which a person may ask for what these words of a heading name: its own, those of shorter things of
    the same type inside them ("desk" in "sit stand desk"), and wider ones.
    """
    known = phrases().get_words(words)
    names = {name_of(words): None}
    for first in range(len(words) if not is_apart(words) else 0):
        for last in range(first + 1, len(words) + 1):
            part = phrases().get_words(words[first:last])
            if part and known and part[0] > Weight.FAINT and part[1] == known[1]:
                names[name_of(words[first:last])] = None
    for name in list(names):
        for wide in _wider().get(name, ()):
            names.update(dict.fromkeys((wide, *_wider().get(wide, ()))))
    return tuple(names)


@cache
def _apart() -> frozenset[tuple[str, ...]]:
    """Things that are no kind of what the end of their name says."""
    return frozenset(our_words(name) for name in table("kinds")["apart"])


def is_apart(words: tuple[str, ...]) -> bool:
    """Whether these words name no kind of what they end with: a knee scooter is no scooter."""
    return words in _apart()


@cache
def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without those of a place where what is left is a thing of the same type: "brace" of "knee brace"."""
    known = phrases().get_words(words)
    for first in range(1, len(words) if not is_apart(words) else 0):
        inner = phrases().get_words(words[first:])
        place, thing = (name_regions(" ".join(part)).values for part in (words[:first], words[first:]))
        if known and inner and inner[0] is known[0] and inner[1] == known[1] and place and not thing:
            return words[first:]
    return words


@cache
def together(words: tuple[str, ...]) -> tuple[str, ...]:
    """The names of the things that these words put side by side ("emg ncv"); only their own name where it is one."""
    for first in range(1, len(words)):
        left, right = phrases().get_words(words[:first]), phrases().get_words(words[first:])
        if left and right and left[1] == right[1] and left[0] is right[0] is Weight.DECISIVE:
            pair = name_of(words[:first]), name_of(words[first:])
            if not set(pair) & {name_of(words)} and set(pair) <= set(_wider().get(name_of(words), ())):
                return pair
    return (name_of(words),)


@cache
def families() -> Mapping[str, tuple[str, ...]]:
    """Word for a family → the treatment keys that it stands for."""
    return MappingProxyType(
        {" ".join(our_words(word)): tuple(keys) for word, keys in table("kinds")["families"].items()}
    )


@cache
def classes() -> Lexicon[str]:
    """What people call a whole treatment type: its label, and other words for it."""
    named = [(phrase, key) for key, given in table("kinds")["classes"].items() for phrase in given]
    labels = [
        (label, f"{category['key']}/{key}")
        for category in table("treatments")["category"]
        for key, label in category["types"]
        if not key.startswith("other") and " ".join(our_words(label)) not in families()
    ]
    return Lexicon([*labels, *named])


_IDLE = frozenset(
    singular(word) for word in ["and", "therapy", "unit", "treatment", "care", "drug", "agent", "service", "study"]
)


@cache
def whole_type(words: tuple[str, ...], kind: str) -> bool:
    """Whether these words name the treatment type as a whole: they, or another name for the same, are its label but for
    idle words."""
    words = tuple(name_of(words).split())
    category, _, own = kind.partition("/")
    for raw in table("treatments")["category"]:
        if raw["key"] == category:
            for key, label in raw["types"]:
                if key == own:
                    label_words = set(our_words(label)) | {singular(word) for word in label.lower().split()}
                    spelt = set(our_words(label))
                    return bool(spelt - _IDLE) and (spelt - _IDLE == set(words) - _IDLE or label_words == set(words))
    return False


@cache
def akin() -> Mapping[str, tuple[str, ...]]:
    """Treatment type → the types that come close to it."""
    groups = [
        tuple(f"{category}/{key}" for key in group)
        for category, groups in table("kinds")["akin"].items()
        for group in groups
    ]
    return MappingProxyType({key: tuple(other for other in group if other != key) for group in groups for key in group})


@cache
def reaches() -> Mapping[str, tuple[str, ...]]:
    """Part of the spine → the limbs that its nerves serve."""
    return MappingProxyType({key: tuple(values) for key, values in table("kinds")["reaches"].items()})
