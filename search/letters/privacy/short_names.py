"""Names of one or two letters behind titles, and initials where persons stand ("examined A.B.")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .called_after import has_article
from .name_words import NAME, TITLE, Kind, NameWord, fold, kind_of, listed
from .names import Names
from .persons import KIN, REACH, TITLES, patterns

# A title and a surname of two letters, or an initial, and what that person does or has.
_SHORT = re.compile(
    r"[DM](?<!\w.)(?:(?<=D)r|(?<=M)(?:rs?|s))\.? (?P<name>(?![AIXYZ]\b)[A-Z][a-z]?)(?:\.? (?P<does>[a-z]+)|['’]s )\b"
)
_INITIALS = re.compile(r"(?:[A-Z]\.){1,2}[A-Z]")
# The second of two initials that are parted.
_SECOND = re.compile(r"\. ([A-Z])\.?(?= )")
# What only a patient does, by whatever letters he is called.
_PATIENT = re.compile(
    r" (?:(?:is|was) (?:an? \d\d|seen )|denie[sd] (?!coverage|payment|liability|the )"
    r"|complain(?:s|ed) |underwent |slipped |tripped |fell |rates |lives "
    r"|(?:has|had) (?:constant|persistent|chronic|severe|mild|numbness|pain|low|neck|back|no |been |left|right|some"
    r"|more|less|weakness)|states |works |cannot |continues to |sleeps |walks |takes (?:\d|his|her|one|two) |uses a "
    r"|was (?:hit|struck|hurt|injured|rear-ended|given|told)"
    r"|reports (?:pain|numbness|that|no|some|an?|increased|worsening|\d|she|he) |returned to )"
)
_EXAMINED = re.compile(
    r"\b(?:exam|examination|evaluation|interview|history|daughter|son|wife|husband|mother|father) of $", re.IGNORECASE
)
_DOES_SO = re.compile(
    r" (?:complain(?:s|ed)|den(?:ies|ied)|report(?:s|ed)|state[sd]|rates|returned|presented|underwent|continues"
    r"|was (?:seen|given|injured|examined|referred|prescribed|advised)|is (?:an? |unable|now |\d\d)"
    r"|has (?:pain|had|been|an? |no |neck|low|back|left|right|numbness)"
    r"|twisted|fell|slipped|lifted|felt|feels|works|worked|lives|lived|takes|took|attended|cannot|tripped"
    r"|was (?:hit|struck|hurt)"
    r"|wants|asked|told|came|walks|drives|sleeps|weighs|smokes|uses|tolerated|tried|described|describes)\b"
)


def short_names(names: Names) -> Iterator[tuple[str, int, int]]:
    """What, start and end of each."""
    for found in _SHORT.finditer(names.text) if not TITLES.isdisjoint(names.may_hold) else ():
        does = found["does"] is None or found["does"] in listed("human_verbs")
        spoken = found["does"] in listed("says_words")
        if does and (spoken or not kind_of(fold(found["name"])) & Kind.ORDINARY):
            yield TITLE, found.start(), found.end("name")
    for word in (names.words[place] for place in names.telling):
        if word.text in listed("short_surnames") and _DOES_SO.match(names.text, word.end):
            yield NAME, word.start, word.end
        end = _initials(names, word)
        if end and not has_article(names.text, word.start) and _stands_as_person(names.text, word.start, end):
            yield NAME, word.start, end
        without_points = len(word.text) == 2 and word.kind == 0 and word.text.isupper()
        if without_points and word.low not in listed("no_initials") and _PATIENT.match(names.text, word.end):
            yield NAME, word.start, word.end


def _initials(names: Names, word: NameWord) -> int:
    """Where initials end that this word is or begins, as "J.D." and "J. D.", and that are no abbreviation; or 0."""
    if len(word.text) == 1:
        second = _SECOND.match(names.text, word.end)
        return second.end() if second and f"{word.low}{second[1].casefold()}" not in listed("no_initials") else 0
    letters = word.text.rstrip(".")
    if word.text[1:2] != "." or not _INITIALS.fullmatch(letters):
        return 0
    return 0 if letters.replace(".", "").casefold() in listed("no_initials") else word.end


def _stands_as_person(text: str, start: int, end: int) -> bool:
    """Whether before or behind these initials stands what does only beside a person."""
    around, near = patterns(), text[max(0, start - REACH) : start]
    last = near.rstrip("( ").split()[-1:]
    if any(word.strip(",;(").casefold() in listed("roles") for word in last):
        return True
    if around.after.match(text, end) or _PATIENT.match(text, end) or KIN.match(text, end + 2):
        return True
    return bool(around.before.search(near) or _EXAMINED.search(near))
