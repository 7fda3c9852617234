"""What a sentence says of all items at once: "none of the disputed items are medically necessary", "the reviewer
overturned every denial". An outcome behind a label is told in :mod:`search.letters.overview`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

Outcome = Literal["upheld", "overturned", "in part"]

_LONGEST = 400
_FOUND = r"(?:(?:found|to be|considered|deemed|determined) ){0,3}"
_NECESSARY = rf"{_FOUND}medically necessary(?: and appropriate)?"
_UP = (
    rf"(?:upheld|upholds?|denied|denies|non-?certified|not {_NECESSARY}|not (?:approved|authorized|certified|granted))"
)
_OVER = rf"(?:overturn(?:ed|s)?|reversed?|approved|authorized|certified|granted|{_NECESSARY})"
_VERDICT = rf"(?:(?P<up>{_UP})|(?P<over>{_OVER}))\b"
_THINGS = r"(?:items?|issues?|requests?|treatments?|services?|denials?|decisions?)\b"
_EVERY = r"(?<!not )\b(?:all|every|each|both)\b"
# From the rare word on, so that nearly all sentences are passed over at once.
_OF_EVERY = re.compile(rf"{_EVERY}(?: [\w/]+){{0,4}}? {_THINGS}[^.;:]{{0,40}}?\b{_VERDICT}", re.IGNORECASE)
_OF_NONE = re.compile(
    rf"\b(?:none|no|neither|zero)\b(?: [\w/]+){{0,4}}? {_THINGS}[^.;:]{{0,40}}?\b{_VERDICT}", re.IGNORECASE
)
_TO_EVERY = re.compile(rf"\b{_VERDICT}[^.;:]{{0,40}}?{_EVERY}[^.;:]{{0,30}}?{_THINGS}", re.IGNORECASE)
_OF_SOME = re.compile(rf"\bsome\b[^.;:]{{0,40}}?{_THINGS}[^.;:]{{0,40}}?\b{_VERDICT}", re.IGNORECASE)
_DENIAL = re.compile(
    r"\W{0,4}(?:(?:outcome|result|summary)[^:]{0,20}: )?(?:the )?"
    r"(?:(?:ur|utilization review|claims administrator['’]?s?) )?"
    r"(?:denial|non-?certification|determination|decision) (?:is |was |has been |hereby ){0,2}"
    r"(?:(?P<up>upheld|affirmed)|(?P<over>overturned|reversed))"
    r"(?: (?:in (?:full|whole|its entirety)|for all .{0,30}))?\W{0,3}",
    re.IGNORECASE,
)
_SIGNS = (
    "all",
    "every",
    "each",
    "both",
    "none",
    "no ",
    "neither",
    "zero",
    "some",
    "deni",
    "decision",
    "determ",
    "certif",
)


@lru_cache(maxsize=512)
def outcome_told(text: str) -> Outcome | None:
    """The outcome that a sentence tells of all items, None where it tells none."""
    folded = text.casefold()
    if len(text) > _LONGEST or not any(map(folded.__contains__, _SIGNS)):
        return None
    if _OF_SOME.search(text):
        return "in part"
    if none := _OF_NONE.search(text):
        return "overturned" if none["up"] else "upheld"
    found = _OF_EVERY.search(text) or _TO_EVERY.search(text) or _DENIAL.fullmatch(text)
    if found is None:
        return None
    return "upheld" if found["up"] else "overturned"
