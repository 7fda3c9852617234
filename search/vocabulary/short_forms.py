"""Short forms and their long ones, brought to the one that the vocabulary knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from . import drug_data
from .data import table
from .regions import name_regions
from .text import Lexicon, phrase_words, words_of
from .treatment_data import Weight, our_words, phrases


def one_form(text: str) -> str:
    """``text`` with each name of which there is a short and a long form in one of them: that which says where, or else
    the first that the vocabulary knows. Short forms that mean something else as well stay as they are."""
    words = words_of(text)
    folded = words.folded
    for match in reversed(_forms().find(words.words)):
        start, end = words.spans[match.start][0], words.spans[match.end - 1][1]
        folded = folded[:start] + match.value + folded[end:]
    return folded


def long_form(short: str) -> str:
    """What a short form stands for; any other word as it is."""
    return _long().get(short, short)


def is_initials(word: str) -> bool:
    """Whether a word is the initials of a long form, which are printed in capitals."""
    return len(word) <= 5 and len(word) <= len(_long().get(word, "").split()) + 1


@cache
def same_names() -> tuple[tuple[str, ...], ...]:
    """The names in each group that the treatment vocabulary knows, where they are two and more."""
    known = (tuple(name for name in group if _is_thing(name)) for group in _groups())
    return tuple(names for names in known if len(names) > 1)


def _groups() -> Iterator[list[str]]:
    data = table("synonyms")
    for group in data["groups"]:
        names = [name for name in group if name not in data["also_means"]]
        if len(names) > 1 and not any(drug_data.lexicon().get(name) for name in names):
            yield names


def _is_thing(name: str) -> bool:
    known = phrases().get_words(our_words(name))
    return known is not None and known[0] >= Weight.DECISIVE


@cache
def _forms() -> Lexicon[str]:
    classes = {phrase_words(word) for given in table("kinds")["classes"].values() for word in given}
    found = []
    for group in _groups():
        named = [name for name in group if _is_thing(name) or phrase_words(name) in classes]
        placed = [name for name in named if name_regions(name).values]
        one = (placed or named or group)[0]
        found += [(name, one) for name in group if phrase_words(name) != phrase_words(one)]
        found.append((one, one))
    return Lexicon(found)


@cache
def _long() -> Mapping[str, str]:
    return {group[0]: group[1] for group in _groups() if " " not in group[0] and len(group[0]) < len(group[1])}
