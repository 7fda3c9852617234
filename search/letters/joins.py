"""Where something is missing between two lines: a sentence that ended goes on, or words meet that cannot."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from .forms import label_of, title_of
from .lines import Line
from .paragraphs import ends_abbreviated, ends_sentence

_LOWER = re.compile(r"[a-z]{2,}(?=[ ,;:.)]|$)")
_LAST = re.compile(r"(?:^|[ (])([A-Za-z]+)$")
_NUMBERED = re.compile(r"[\d.]\.[\"'”’)\]]?$")
_ARTICLES = frozenset(["the", "a", "an", "his", "her", "their", "its"])
_NO_NOUNS_LIST = """
    of and to is was were are for with by at has had have that which the a an or be been not but from his her their
    who whose this these those than then there they she he it
"""
_NO_NOUNS = frozenset(_NO_NOUNS_LIST.split())
_JOINING = frozenset(["and", "or", "but", "which", "with", "as", "who", "including", "nor", "while", "where", "such"])
_PREPOSITIONS = frozenset(["of", "for", "with", "by", "at", "from", "into", "between", "during"])
_VERBS = frozenset(["is", "was", "were", "are", "has", "had", "have", "been", "of", "he", "she", "they"])
_HANGING = (
    _ARTICLES | _PREPOSITIONS | frozenset(["and", "or", "to", "in", "on", "is", "was", "were", "are", "be", "that"])
)

# "… did not cite any medical evidence for its decision": a whole sentence of the form, its stop read as a comma.
_FORMULA = ("for its decision,", "for their decision,")


def missing(lines: Sequence[Line], headings: Container[int] = ()) -> Iterator[str]:
    """The first words of lines above which something is missing; none of the lines numbered ``headings`` goes on from
    what stands above it. Linear in the number of lines.
    """
    for at, (above, below) in enumerate(pairwise(lines), start=1):
        if not below.text[0].islower() or below.before == "gap" or at in headings:
            continue
        if ends_sentence(above.text):
            # Before "and" and the like a scanner may have taken a comma for a stop.
            first = _LOWER.match(below.text)
            abbreviated = ends_abbreviated(above.text) or _NUMBERED.search(above.text[-3:])
            if first and first[0] not in _JOINING and not abbreviated:
                yield from _unnamed(below.text)
            continue
        if above.text[-1] in ",;:-":
            continue
        last = _LAST.search(above.text[-14:])
        if last and _cannot_meet(last[1], below.text.split(" ", 1)[0]):
            yield from _unnamed(below.text)


def _unnamed(text: str) -> Iterator[str]:
    if not label_of(text) and not title_of(text):
        yield text


def _cannot_meet(left: str, right: str) -> bool:
    return (left in _ARTICLES and right in _NO_NOUNS) or (left in _PREPOSITIONS and right in _VERBS)


def is_broken_off(text: str) -> bool:
    """Whether a paragraph ends with a word, or a sign, after which more must come."""
    if text.endswith(_FORMULA):
        return False
    last = _LAST.search(text[-14:])
    return text.endswith((",", "-", "(", "&")) or (last is not None and last[1] in _HANGING)
