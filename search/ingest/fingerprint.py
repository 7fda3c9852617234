"""Two copies of one letter differ in line ends, hyphens and page furniture, not in their letters and digits."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from search.letters import ParsedLetter

_WORDS = re.compile(r"[^\W_]+")
_REMEMBERED = 128
"""Letters that are at work together: each is asked for its marks more than once."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a letter is known by: ``fingerprint`` over case number and body, ``body`` over the body alone.

    Both are 32 hexadecimal digits. The body is the summary and the items; of a letter without items, the whole text.
    """

    fingerprint: str
    body: str


@lru_cache(maxsize=_REMEMBERED)
def marks_of(letter: ParsedLetter) -> Marks:
    """The marks of a letter. Linear in its length."""
    body = body_of(letter)
    return Marks(_digest(letters_and_digits(letter.case_number or "") + "\n" + body), _digest(body))


def body_of(letter: ParsedLetter) -> str:
    """The letters and digits of a letter without its header."""
    return letters_and_digits("".join(_body(letter)))


def content_digest(data: bytes) -> str:
    """64 hexadecimal digits (SHA-256) of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def letters_and_digits(text: str) -> str:
    """``text`` in one case without white space, hyphens and punctuation."""
    return "".join(_WORDS.findall(unicodedata.normalize("NFKC", text).casefold()))


def _body(letter: ParsedLetter) -> Iterator[str]:
    if not letter.items:
        yield letter.text
        return
    yield letter.clinical_summary or ""
    for item in letter.items:
        yield from (item.heading, item.decision, item.claims_guideline, item.reviewer_guideline, item.rationale)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]
