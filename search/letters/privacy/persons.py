"""Names that no list knows, told by what only persons do or have, or by who is said to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .name_words import Kind, NameWord, kind_of, listed
from .names import NAME, TITLE, Names

_SHORTEST = 5
_PERSONAL = re.compile(
    r",? (?:(?:was|is)(?: (?:also|still|now|currently|initially))? (?:injured|hurt|hospitali[sz]ed|married|employed"
    r"|last seen|seen (?:by|again|for)|working|walking|right[- ]handed|left[- ]handed|unable to"
    r"|an? (?:\d\d|(?:good |poor |surgical )?candidate|smoker|non-smoker))"
    r"|has been (?:working|taking|walking|off work|treated|seen|unable)"
    r"|(?:has|had|did|does) not (?:tried|attended|returned|worked|undergone|attend|return|work|sleep|want|wish|recall"
    r"|tolerate|smoke|drink)|says|said|thinks|believes|wants|walks|smokes|sleeps|complains|denies)\b"
)
_OWNS = frozenset(
    """
    complaints request requests chart employer wife husband spouse son daughter job injury injuries attorney supervisor
    coworker physician pain
    """.split()  # noqa: SIM905
)
_OWNED = re.compile(r" ([a-z]+)\b")
_PARTY = re.compile(r" (?:v|vs)\.? (?=[A-ZÀ-Þ])")
_SMALL = re.compile(
    r"[dmpcai](?<!\w.)(?:(?<=d)r|(?<=m)(?:rs?|s)|(?<=p)(?:t|atient)|(?<=c)laimant|(?<=a)pplicant|(?<=i)w)"
    r"\.? (?P<name>[a-zß-ÿ'’-]{4,20}) (?P<does>[a-z]+)\b"
)
_ODD = re.compile(r"(?:ly|ing|ed|tion|ness|al|ic|ive|ous|ment|ful|['’]s)$")
_ACTS = re.compile(
    r",? (?:told|called|attended|returned|visited|underwent|wrote|signed|dictated|asked|drove|fell|lifted"
    r"|was (?:seen|told|hit|struck)|has (?:tried|had|pain|been)|presents|presented|reported|feels|felt"
    r"|works|worked|cannot|can walk)\b"
)


def persons(names: Names) -> Iterator[tuple[str, int, int]]:
    """What, start and end of each."""
    for word in names.words:
        if _is_unknown(names, word) and (
            _PERSONAL.match(names.text, word.end) or _owns(names, word) or _PARTY.match(names.text, word.end)
        ):
            yield NAME, word.start, word.end
    for first, second in pairwise(names.words):
        if (
            names.text[first.end : second.start] == " "
            and _is_unknown(names, first)
            and _is_unknown(names, second)
            and _ACTS.match(names.text, second.end)
        ):
            yield NAME, first.start, second.end
    for found in _SMALL.finditer(names.text):
        kind = kind_of(found["name"])
        if (
            found["does"] in listed("human_verbs")
            and (not kind or (kind & (Kind.GIVEN | Kind.SURNAME) and not kind & (Kind.ORDINARY | Kind.EPONYM)))
            and names.text.count(found["name"]) == 1
            and not _ODD.search(found["name"])
        ):
            yield TITLE if found[0][0] in "dm" else NAME, found.start(), found.end("name")


def _is_unknown(names: Names, word: NameWord) -> bool:
    return word.kind == 0 and len(word.low) >= _SHORTEST and not word.text.isupper() and not names.ordinary(word)


def _owns(names: Names, word: NameWord) -> bool:
    owned = _OWNED.match(names.text, word.end) if word.text.endswith(("'s", "’s")) else None
    return owned is not None and owned[1] in _OWNS
