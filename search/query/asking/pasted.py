"""A pasted text in short: what it asks for, in words that stand in an address by themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from search.query.asking.arguing import argued_thoughts, grounds_of, treatments_of
from search.query.asking.passages import decided
from search.query.asking.wanted import Wanted, wanted
from search.query.lexing import MOST_CHARACTERS, cleaned
from search.query.words import STOP_WORDS, forget_words
from search.schema import FROM_FILES
from search.vocabulary import name_regions
from search.vocabulary.forgetting import forget_texts
from search.vocabulary.misprints import is_known
from search.vocabulary.text import singular

MOST_PASTED = 100_000
"""Characters of a pasted text that are read."""
_BLANKS = re.compile(r"[^\S\n]+")
_RUNNING_ON = re.compile(
    r"(?<=[,\w)])\n(?=[a-z(]|[CTLS]\d)|(?<=,)\n|(?<=\b(?:is|of|to|an|or|as|at|in|on|by))\n|(?<=\b(?:are|for|the|and|was|not))\n"
    r"|(?<=\b(?:were|with))\n"
)


def searches(text: str) -> Iterator[tuple[str, str, bool]]:
    """The words of a search for each thing that a text requests, its treatment type, and whether the text says that it
    was certified; in the text's order."""
    for want, certified in decided(_unwrapped(text[:MOST_PASTED])):
        # A clause may ask for several treatments; each has its own precedents.
        for kind in dict.fromkeys(subject.type for subject in want.subjects if subject.type):
            things = [subject.text for subject in want.subjects if subject.type == kind]
            if words := _words(things, want):
                yield words, kind, certified


def in_short(text: str) -> str:
    """Words that ask for all that a long text requests; empty where it requests nothing."""
    try:
        return "; ".join(dict.fromkeys(words for words, _, _ in searches(text)))[:MOST_CHARACTERS]
    finally:
        forget()


def forget() -> None:
    """Drop what reading a text left in the caches of this process: it is another person's."""
    for remembering in (wanted, grounds_of, treatments_of, argued_thoughts):
        remembering.cache_clear()
    forget_words()
    forget_texts()


def _unwrapped(text: str) -> str:
    """The text with lines joined that only the page's width broke."""
    text = "\n".join(_BLANKS.sub(" ", line).strip() for line in text.splitlines())
    return _RUNNING_ON.sub(" ", text)


def _words(things: Sequence[str], want: Wanted) -> str:
    """What a person would type to ask for this: the thing, its form, side, level and body parts, and nothing else.
    Empty where its name holds no word that is known."""
    detail = [each.partition(":") for each in want.details]
    forms = [value for kind, _, value in detail if kind == "form"]
    contrasts = [f"{value} contrast" for kind, _, value in detail if kind == "contrast"]
    sides = [value for kind, _, value in detail if kind == "side"]
    levels = [value.upper() for kind, _, value in detail if kind == "level" and "-" in value]
    said = " and ".join(dict.fromkeys(filter(None, map(_whole, map(_known, things)))))
    if not said:
        return ""
    told = name_regions(said).values
    strengths = want.strengths if len(want.subjects) == 1 else ()
    regions = [FROM_FILES.label("region", region).lower() for region in want.regions if region not in told]
    stage = ["post-operative"] if want.after_surgery else []
    rest = [each for each in (*strengths, *forms, *sides, *regions, *levels, *contrasts) if each not in said]
    return cleaned(" ".join((*stage, said, *rest)))


def _known(thing: str) -> str:
    """The name of a thing without words that no vocabulary knows: before "surgery" may stand a person's name."""
    return " ".join(word for word in thing.split() if not word.isalpha() or is_known(singular(word)))


def _whole(name: str) -> str:
    """A name without what it broke off in: a bracket that was not closed, "to and from" a place that is not told."""
    if name.count("(") != name.count(")"):
        name = name.replace("(", "").replace(")", "")
    said = name.split()
    while said and said[-1] in STOP_WORDS:
        said.pop()
    return " ".join(said)
