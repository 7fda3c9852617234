"""Labels of a letter's text ("Patient name:") and closings ("Sincerely,"), behind which a name may stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from functools import lru_cache

from .hints import places_of

# So far before its colon a label may begin.
REACH = 40
# Labels that stand before a dash as well.
_DASHED_LIST = """
    name patient claimant applicant employee worker provider physician doctor attorney translator interpreter
    adj iw ee adjuster surgeon spouse md atty examiner nurse client therapist foreman coworker co-worker wife husband
    son daughter mother father friend boss pcp ptp qme ame examinee plaintiff reviewer supervisor witness
    signed signature counsel
"""
_DASHED = frozenset(_DASHED_LIST.split())
_ABBREVIATED = 6
# "c.c." and "I/W" are the labels that "cc" and "IW" are.
_LETTERS = re.compile(r"(?<![a-z]{2})[./](?=[a-z]\b)|(?<=\b[a-z])\.$")
# Labels of a letter's foot or head that stand without a colon.
_BARE = re.compile(r"^(cc|xc|bcc|attn|re)[ \t]+(?=[A-ZÀ-Þ])", re.MULTILINE | re.IGNORECASE)
_NAMED = re.compile(
    r"^(?:patient|employee|claimant|applicant|worker|injured worker|examinee|provider|physician|adjuster|attorney)"
    r"(?:['’]s)? name[ \t]+(?=[A-ZÀ-Þ])",
    re.MULTILINE | re.IGNORECASE,
)
_NAME = " name "
_FOOT = frozenset((" cc ", " xc ", " bcc ", " attn ", " re "))
_DASHES = frozenset(("– ", "= ", "- "))
_SLASHED = re.compile(r"/(?<=[sS]/)(?<![\w/]./) ?(?=[A-ZÀ-Þ])")
_CLOSINGS = (
    *("sincerely", "respectfully", "regards", "truly yours", "/s/", "signed,"),
    *("dictated but not read", "dictated not read", "dictated and not read", "dictated but not reviewed"),
    *("(signed)", "signed but not read", "signed in absence", "not proofread", "cordially", "yours,", "/es/"),
    *(
        "yours truly",
        "thanks,",
        "thank you,",
        "best,",
        "warmly,",
        "gratefully,",
        "cheers,",
        "all the best,",
        "best wishes,",
    ),
    *("atentamente", "saludos,", "gracias,", "faithfully,"),
)
_SLASH = " s/"
_CLOSED = re.compile(r"(?: submitted| yours)?[\s,.:/_–—-]{1,12}(?=[A-ZÀ-Þ])")
PHRASES = (*_FOOT, _NAME, *_DASHES, *_CLOSINGS, _SLASH)
_DASH = re.compile(r"[–=-]\s(?=\S)")


def labels(text: str, may_hold: Set[str]) -> Iterator[tuple[int, frozenset[str]]]:
    """Where the value of each label begins, and the label's last word, last two and last three words; ``may_hold``:
    the phrases that the text may hold."""
    at = text.find(":")
    while at >= 0:
        yield at + 1, _label_words(text, at)
        at = text.find(":", at + 1)
    for found in _BARE.finditer(text) if _FOOT & may_hold else ():
        yield found.end(), frozenset((found[1].casefold(),))
    for found in _NAMED.finditer(text) if _NAME in may_hold else ():
        yield found.end(), frozenset(("name",))
    for found in _DASH.finditer(text) if _DASHES & may_hold else ():
        before = text[max(0, found.start() - 12) : found.start()].casefold().split()
        if before and before[-1].rstrip(".") in _DASHED:
            yield found.end(), _label_words(text, found.start())


def signatures(text: str, folded: str, may_hold: Set[str]) -> Iterator[tuple[int, int]]:
    """Where what stands before a signature begins, and where the name behind it would; ``folded``: in small letters."""
    for slash in _SLASHED.finditer(text) if _SLASH in may_hold else ():
        yield slash.start() - 1, slash.end()
    for closing in (each for each in _CLOSINGS if each in may_hold):
        for at in places_of(closing, folded):
            if gap := _CLOSED.match(text, at + len(closing)):
                yield at, gap.end()


def _label_words(text: str, end: int) -> frozenset[str]:
    return _last_words(text[max(0, end - REACH) : end].rpartition("\n")[2])


@lru_cache(maxsize=4_096)
def _last_words(before: str) -> frozenset[str]:
    """The last one, two and three words of what stands before a colon; remembered, since letters share their labels."""
    before = before.casefold().replace("’", "'")
    outside, opened, inside = before.rpartition("(")
    # "Massage (pt: …" has its label within the brackets, "Name (last, first): …" before them.
    said = outside if opened and (")" in inside or not inside.strip()) else inside
    parts = [part.strip('*•|(),;"“”').removesuffix("'s") for part in said.split()]
    if not parts and "(" in before:
        parts = before.strip("()").split()
    last = [_LETTERS.sub("", part) if len(part) < _ABBREVIATED else part for part in parts[-3:] if part]
    told = frozenset(" ".join(last[-count:]).rstrip(".") for count in (1, 2, 3) if len(last) >= count)
    # "Employee/Claimant: …" is labelled as a claimant is.
    return told | {last[-1].rpartition("/")[2]} if last and "/" in last[-1] else told
