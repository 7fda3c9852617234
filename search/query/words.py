"""The one way text becomes words, shared by index and query, so that what is typed meets what is stored.

- Letters are lower case, without accents; ligatures, full-width letters and superscripts become plain ones.
- ``L4-L5`` is two words, ``l4 l5``; so is ``7.5/325``. ``24.2``, ``3.3.9`` and ``9792.20`` are one word each.
- A number is parted from its unit: ``10mg`` and ``10 mg`` are the same two words.
- A case number is one word, ``cm15-0035427``; so are the bare digits of the first ones, ``13-000004``.
- ``p.r.n.`` is ``prn``. An apostrophe inside a word is dropped: ``Phalen's``, ``Phalen’s`` and ``Phalens``
  are one word, which shares its stem with ``Phalen``.

Every repetition has an upper bound, so any text takes time linear in its length, and no word is longer than
192 characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import snowballstemmer

from search.vocabulary.characters import PLAIN, SYMBOLS

_UNITS = "mg|mcg|ug|kg|g|ml|cc|cm|mm|lb|lbs|iu|hr|hrs|wk|wks|min|mins|tab|tabs|cap|caps|gm|gms|meq|yo"
_WORD = re.compile(
    rf"""
      (?:cm)?\d\d-\d{{6,7}}(?![^\W_])                               # a case number
    | \d{{1,20}}(?:\.\d{{1,20}}){{0,8}}(?=(?:{_UNITS})(?![^\W_]))   # a number that touches its unit
    | \d{{1,20}}(?:\.\d{{1,20}}){{1,8}}                             # 24.2, 3.3.9
    | [^\W\d_](?:\.[^\W\d_]){{1,7}}(?![^\W_])                       # p.r.n.
    | [^\W\d_][^\W_]{{0,63}}(?:(?<=[^\W\d_])'[^\W\d_]{{1,64}}){{0,2}}
    | [^\W_]{{1,64}}
    """,
    re.VERBOSE,
)
_ASCII_WORD = re.compile(_WORD.pattern, re.VERBOSE | re.ASCII)
_NEEDS_TRIMMING = re.compile(r"['.][^\W\d_]")
_PLAIN = {**PLAIN, **dict.fromkeys(SYMBOLS, " "), "µ": "u", "μ": "u"}


class Token(NamedTuple):
    """A word as the index keeps it, and where it stands in the text it came from: ``text[start:end]``."""

    text: str
    start: int
    end: int


class _Folding(dict[int, str]):
    """Code point → its plain form; filled as characters are met, and bounded."""

    def __missing__(self, code: int) -> str:
        plain = _folded(chr(code))
        if len(self) < 10_000:
            self[code] = plain
        return plain


def _folded(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    plain = "".join(part for part in parts if not unicodedata.combining(part)).replace("\u2044", "/")
    vulgar_fraction = "/" in plain and unicodedata.category(character) == "No"
    return f" {plain} " if vulgar_fraction else plain


_FOLDING = _Folding()


def fold(text: str) -> str:
    """``text`` in lower case, without accents, with straight quotes and plain hyphens. Its length may
    change."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def words(text: str) -> list[str]:
    """The words of ``text`` in order: the texts of :func:`tokens`, found faster."""
    folded = fold(text)
    found = (_ASCII_WORD if folded.isascii() else _WORD).findall(folded)
    return [_trimmed(word) for word in found] if _NEEDS_TRIMMING.search(folded) else found


def tokens(text: str) -> list[Token]:
    """The words of ``text`` in order, each with its place in the text as given."""
    folded = fold(text)
    found = (_ASCII_WORD if folded.isascii() else _WORD).finditer(folded)
    if text.isascii() or not any(len(_FOLDING[ord(each)]) != 1 for each in set(text)):
        return [Token(_trimmed(match[0]), match.start(), match.end()) for match in found]
    origin = [place for place, each in enumerate(text) for _ in _FOLDING[ord(each)]]
    return [Token(_trimmed(match[0]), origin[match.start()], origin[match.end() - 1] + 1) for match in found]


def _trimmed(word: str) -> str:
    if "'" in word:
        return word.replace("'", "")
    return word.replace(".", "") if "." in word and not word[0].isdecimal() else word


STOP_WORDS: frozenset[str] = frozenset(
    words(
        """
        a an and are as at be been being but by did do does for from had has have he her hers him his i if in into
        is it its me my of on or our she so such than that the their them then there these they this those to was
        we were which who whom whose will with would you your
        """
    )
)
"""Words that a plain query passes over. ``no`` and ``not`` are not among them: they carry the meaning."""


def stem(word: str) -> str:
    """The stem of one folded word (Porter's English stemmer); numbers, codes and short words as they are."""
    return _stem(word) if len(word) > 3 and word.isalpha() and word.isascii() else word


@lru_cache(maxsize=16_384)
def _stem(word: str) -> str:
    if word in _OWN_STEMS:
        return _OWN_STEMS[word]
    with _STEMMING:
        return str(_STEMMER.stemWord(word))


_OWN_STEMS = {
    # abbreviations that look like plurals, and plurals of abbreviations that do not
    **{word: word for word in ("tens", "pens", "nmes")},
    **{f"{word}s": word for word in ("mri", "mbb", "tpi", "frp", "rfa", "ncv")},
    # words that would share a stem with quite another: medical, severe, positive
    **{form: word for word in ("medication", "position") for form in (word, f"{word}s")},
    "several": "several",
}
_STEMMER = snowballstemmer.stemmer("english")
_STEMMING = Lock()  # the stemmer keeps its word in itself, and threads share it


def forget_words() -> None:
    """Drop the stems of words seen so far, for who read a text that nothing may keep."""
    _stem.cache_clear()
