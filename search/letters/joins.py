"""Where something is missing between two lines: a sentence that ended goes on, or words meet that cannot."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise

from .decisions import decided
from .forms import label_of, title_of
from .lines import Line
from .paragraphs import ends_abbreviated, ends_sentence

_LOWER = re.compile(r"[a-z]{2,}(?=[ ,;:.)]|$)")
_LAST = re.compile(r"(?:^|[ (])([A-Za-z]+)$")
_NUMBERED = re.compile(r"[\d.]\.[\"'”’)\]]?$")
_EITHER_SOUND = "uhox"
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
# Words of which none stands right before any of the others.
_NEVER_MEET_LISTS = """
    is was are were be : is was are were will would could should must
    will would could should must : is was were are has had been of from into
    to : of he she they is are were has
    he she they : the a an of from into he she they
    not : was were has
    and or but : and but
    of at into during : and but
    of with by for at from into during between : of
    can cannot : is was were are has had been of from into the a an
    very : is was of the and with by for at from
    who : the a an of for with and he she they
    been : is was are were has had have he she they
    because : is was were are and or
    most some such : is was were are and
"""
_NEVER_MEET = tuple(
    (frozenset(before.split()), frozenset(behind.split()))
    for before, _, behind in (line.partition(":") for line in _NEVER_MEET_LISTS.strip().split("\n"))
)

# Words that have a capital where a sentence begins, and hardly elsewhere: no names, and none that titles begin with.
_BEGINNINGS_LIST = """
    The There He She This These It However His Her They Their Therefore Thus Although Furthermore Additionally Moreover
    Given Per Since Because While When If Those That In On At As For With After Before During Under Within Without
    Also Both Each Many Most Some Such Not No Only Here Then Hence Nevertheless Nonetheless Currently Previously
    Recently Typically Generally Specifically Unfortunately Overall Finally Next We What How Whether According Based
    Consequently Regarding Prior Further Again Once Until Despite Due Where Patient Patients
"""
_BEGINNINGS = frozenset(_BEGINNINGS_LIST.split())
# Of these sentences' first words a scanner lost or misread the first letter alone: no line is missing above.
_FIRST_LETTER = re.compile(
    r"[a-z]?he (?:injured|patient|applicant|claimant|employee|worker)\b|his (?:is an?|case (?:is|involves))\b"
    r"|[a-z]?iven the above\b|l[fnts] "
)
# "What is asked for", "what he wants to", ", for he …": the word behind it begins anew.
_STRANDED = re.compile(
    r"\b(?:(?:asked|called|looked|hoped|cared|paid|is|was|are|were) for|(?:wants?|wanted|needs?|needed) to)$|, for$"
)
# "It left her with pain": whom it left, and not whose.
_BEHIND_HER_LIST = "to and or but for with by at from the a an that which who then not"
_BEHIND_HER = frozenset(_BEHIND_HER_LIST.split())
_FEW = 3
_RUNS_ON = 40
"""A line that long has text before and behind it, and is no heading's or list's."""

# "… did not cite any medical evidence for its decision": a whole sentence of the form, its stop read as a comma.
_FORMULA = ("for its decision,", "for their decision,")


def missing(lines: Sequence[Line], headings: Container[int] = (), *, prose: bool = True) -> Iterator[str]:
    """The first words of lines above which something is missing; none of the lines numbered ``headings`` goes on from
    what stands above it. ``prose``: long lines without an end are no headings. Linear in the number of lines.
    """
    if _is_typed_small(lines):
        return
    for at, (above, below) in enumerate(pairwise(lines), start=1):
        if below.before == "gap" or at in headings:
            continue
        if below.text[0].isupper():
            if prose and _begins_anew(above.text, below.text):
                yield from _unnamed(below.text)
            continue
        if not below.text[0].islower():
            continue
        if ends_sentence(above.text):
            if misses_first_letter(below.text):
                continue
            # Before "and" and the like a scanner may have taken a comma for a stop.
            first = _LOWER.match(below.text)
            abbreviated = ends_abbreviated(above.text) or _NUMBERED.search(above.text[-3:])
            if first and first[0] not in _JOINING and not abbreviated:
                yield from _unnamed(below.text)
            continue
        if above.text[-1] in ",;:-":
            continue
        last = _LAST.search(above.text[-14:])
        if last and not _STRANDED.search(above.text[-24:]) and _cannot_meet(last[1], below.text.split(" ", 1)[0]):
            yield from _unnamed(below.text)


def _is_typed_small(lines: Sequence[Line]) -> bool:
    """Whether sentences begin with small letters throughout."""
    anew = [below.text[0] for above, below in pairwise(lines) if ends_sentence(above.text) and below.text[0].isalpha()]
    return len(anew) > _FEW and sum(map(str.islower, anew)) > len(anew) / 2


def misses_first_letter(text: str) -> bool:
    """Whether the first word is one that sentences begin with, but for its first letter."""
    return _FIRST_LETTER.match(text) is not None


def _begins_anew(above: str, below: str) -> bool:
    """Whether a sentence begins below a full line on which the one before it does not end."""
    last = above.rpartition(" ")[2]
    if not last.islower() or not last.isalpha() or len(above) < _RUNS_ON:
        return False
    if below.split(" ", 1)[0] not in _BEGINNINGS:
        return False
    # "Guideline for the Treatment of / Patients with …" is a title.
    if below.startswith("Patient") and above.split()[-2:][0][0].isupper():
        return False
    return not (title_of(above) or decided(above) or ends_abbreviated(f"{above}."))


def _unnamed(text: str) -> Iterator[str]:
    if not label_of(text) and not title_of(text):
        yield text


def _cannot_meet(left: str, right: str) -> bool:
    """Whether no sentence has these words one behind the other."""
    right = right.rstrip(",;:.)")
    if left == "her" and right in _BEHIND_HER:
        return False
    if (left in _ARTICLES and right in _NO_NOUNS) or (left in _PREPOSITIONS and right in _VERBS):
        return True
    if left in {"a", "an"} and len(right) > 1 and right.isalpha() and right[0] not in _EITHER_SOUND:
        return (left == "an") != (right[0] in "aei") and not right.startswith(("one", "eu"))
    return any(left in before and right in behind for before, behind in _NEVER_MEET)


def is_broken_off(text: str) -> bool:
    """Whether a paragraph ends with a word, or a sign, after which more must come."""
    if text.endswith(_FORMULA):
        return False
    last = _LAST.search(text[-14:])
    return text.endswith((",", "-", "(", "&")) or (last is not None and last[1] in _HANGING)
