"""What a label labels, told by its words: "Payor's source", "CA_GUIDELINE", "Why", "treatment at issue".

The forms' own labels are told by :mod:`search.letters.forms`, within a few edits; these are the words of other hands,
each of which must be known (``labels.toml``), however they are joined and in any case.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from ..data import table
from ..forms import LABELS, TITLES
from ..wordings import NUMERALS, fold

LONGEST = 72
_MOST_WORDS = 9
_INNER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^\w'’#]+|_+")
_NUMBER = re.compile(r"#?(\d{1,2})")
_PLURALS = re.compile(r"(?<=[a-z]{2})(?<![sui])s$")
_ON = frozenset(("on", "for", "of", "item", "issue", "request", "treatment", "service"))
_OWNER = re.compile(r"['’]s?$")
_FULL_LIST = re.compile(r"\b(?:items|decisions|issues|requests|treatments|services|findings|determinations|results)$")


# What a program's names of fields begin with: the record that they belong to.
_CONTAINERS = frozenset(
    ("imr", "case", "letter", "item", "record", "determination", "header", "review", "issue", "dispute")
)


@dataclass(frozen=True, slots=True)
class Label:
    """``kind``: as in ``labels.toml``, or ``claims``, ``guideline`` or ``reviewer``; ``number``: of its item, or 0."""

    kind: str
    number: int = 0


@cache
def _words() -> dict[str, frozenset[str]]:
    data = table("labels")
    return {name: frozenset(data[name]) for name in ("small", "denier", "reviewer", "source")}


@cache
def _kinds() -> Sequence[tuple[str, Sequence[frozenset[str]], frozenset[str]]]:
    kinds: list[dict[str, Any]] = table("labels")["kind"]
    return [
        (kind["name"], needs, frozenset(kind["besides"]).union(*needs))
        for kind in kinds
        for needs in (list(map(frozenset, kind["needs"])),)
    ]


@lru_cache(maxsize=2048)
def labels_of(printed: str) -> tuple[Label, ...]:
    """All that a label may label, the likelier first; nothing where one of its words is not known."""
    printed = printed.strip(" \t:.=*_#>•-–—()[]\"“”'")
    if not printed or len(printed) > LONGEST or not printed[0].isalnum():
        return ()
    told = [part.casefold() for part in _INNER.split(printed) if part]
    usual = LABELS.nearest(fold(printed))
    # "Our guideline" is one letter away from utilization review's.
    if usual is not None and told[0] not in {"our", "ours"}:
        return (Label("guideline" if usual[1].key == "reviewer" else usual[1].key),)
    titled = TITLES.nearest(fold(printed))
    numbers = [int(found[1]) for part in told if (found := _NUMBER.fullmatch(part))]
    if len(told) > 2 and told[-2] in _ON and len(told[-1]) == 1 and printed[-1].isupper():
        numbers.append(ordinal(told.pop()))
    number = numbers[0] if len(numbers) == 1 else 0
    small = _words()["small"]
    words = frozenset(_bare(part) for part in told if part not in small and not _NUMBER.fullmatch(part)) - small
    if not words or len(told) > _MOST_WORDS or len(numbers) > 1:
        return ()
    kinds = [Label(titled[1].key)] if titled and titled[1].key in {"summary", "reviewer", "items"} else []
    kinds += [Label(kind, number) for kind in _kinds_of(words)]
    inner = _INNER.search(printed)
    if not kinds and inner and told[0] in _CONTAINERS:
        kinds += [Label(label.kind, label.number or number) for label in labels_of(printed[inner.end() :])]
    if number == 0 and (_FULL_LIST.search(printed.casefold()) or _is_of_items(words)):
        kinds.append(Label("items"))
    return tuple(dict.fromkeys(kinds))


@cache
def _of_items() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The words of what is decided, of decisions, and of what else a title of both may name."""
    needs = {name: needs[0] for name, needs, _ in _kinds() if name in {"heading", "decision", "rationale"}}
    return needs["heading"] | needs["rationale"], needs["decision"], _words()["source"] | {"medical", "final", "imr"}


def _is_of_items(words: frozenset[str]) -> bool:
    """Whether words are a title's above the items: what was disputed, what was decided, and why."""
    what, decided, besides = _of_items()
    return len(words) > 1 and bool(words & what and words & decided) and words <= what | decided | besides


def _bare(word: str) -> str:
    return _PLURALS.sub("", _OWNER.sub("", word.replace("’", "'")))


def _kinds_of(words: frozenset[str]) -> list[str]:
    """The kinds whose words these are."""
    of = _words()
    sources, whose = words & of["source"], words - of["source"] - {"what", "which"}
    by_denier = whose & (of["denier"] | {"denial"}) and whose <= of["denier"] | {
        *("review", "reviewer", "physician", "department", "company", "decision", "determination", "denial", "first"),
        *("initial", "defendant", "doctor", "level", "side"),
    }
    by_reviewer = whose & of["reviewer"] and whose <= of["reviewer"] | {
        *("medical", "independent", "state", "review", "decision", "side", "final", "determination", "member"),
    }
    found: list[str] = []
    if by_denier and (sources or not whose & {"denial", "decision", "determination"}) and words != {"claim"}:
        found.append("claims")
    elif sources and (by_reviewer or whose == {"review"}):
        found.append("guideline")
    found += [kind for kind, needs, known in _kinds() if words <= known and all(words & need for need in needs)]
    if "decision" in found and whose & of["denier"]:
        found[found.index("decision")] = "first decision"
    if words & {"reviewer", "reviewed"} and words <= of["reviewer"] | {
        *("who", "reviewed", "medical", "independent", "case", "file", "matter", "letter"),
    }:
        by_reviewer = words
    if by_reviewer and not sources:
        found.append("reviewer")
    return list(dict.fromkeys(found))


def letters_of(text: str) -> str:
    """A text's letters and figures alone, in small letters."""
    return "".join(filter(str.isalnum, text)).casefold()


def ordinal(word: str) -> int:
    """The number that a figure, a numeral, a letter or a word stands for; 0 for any other."""
    bare = word.casefold().strip(" .):")
    if bare.isdecimal():
        return int(bare)
    if bare in NUMERALS:
        return NUMERALS.index(bare) + 1
    if bare in ORDINALS:
        return ORDINALS.index(bare) + 1
    if bare in _ROMAN:
        return _ROMAN.index(bare) + 1
    return ord(bare) - ord("a") + 1 if len(bare) == 1 and "a" <= bare <= "l" else 0


ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh"),
    "twelfth",
)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
