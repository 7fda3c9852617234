"""What pages on the web are called that a person's or a firm's name stands in ("kowalskilaw.com")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import cache

from .name_words import NAMED, Kind, is_unknown, kind_of, listed

ENDINGS = (".com", ".net", ".org", ".example", ".us", ".info", ".biz", ".health", ".law")
_LONGEST = 40


@cache
def _site() -> re.Pattern[str]:
    """What stands before the ending of a person's or a firm's page; few letters print one."""
    practice = (
        "(?:ortho(?:pa?edics)?|chiro(?:practic)?|spine|pain|hand|clinic|rehab|dental|medical|physicaltherapy|acupuncture"
        "|wellness)(?:group|center|centre|clinic|institute|associates|care|office|doctors?)?"
    )
    trade = (
        "inc|llc|corp|trucking|farms|foods|roofing|plumbing|construction|staffing|staffinggroup|dairy|packing"
        "|landscaping"
    )
    return re.compile(
        r"(?:\bdr-?)?(?P<who>(?<![a-z@-])[a-z]{4,20}?)-?"
        rf"(?:law(?:yers?|firm|group|offices?)?|legal|attorneys?|md|dds|dpm|{practice}|pt)$"
        rf"|(?P<firm>(?<![a-z@-])[a-z]{{5,20}}?)-?(?:{trade})$|\bdr-?(?P<doctor>[a-z]{{4,20}})$"
    )


def sites(text: str, may_hold: Set[str]) -> Iterator[tuple[int, int]]:
    """Where each begins and ends; ``may_hold``: which phrases the text may hold."""
    for ending in (each for each in ENDINGS if each in may_hold):
        at = text.find(ending)
        while at >= 0:
            site = _site().search(text[max(0, at - _LONGEST) : at].casefold())
            if site and (_is_persons(site["who"] or site["doctor"] or "") or _is_firms(site["firm"])):
                yield at - len(site[0]), at + len(ending)
            at = text.find(ending, at + 1)


def _is_persons(word: str) -> bool:
    kind = kind_of(word)
    return bool(kind & NAMED and not kind & (Kind.ORDINARY | Kind.EPONYM)) or is_unknown(word)


def _is_firms(word: str | None) -> bool:
    return word is not None and word not in listed("makers")
