"""Reading words out of hostile text: folding, tokens, and phrases found longest first, in linear time."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from search.vocabulary.characters import PLAIN

LONGEST_TEXT = 4000
"""Characters that are looked at. A heading has at most some six hundred; what is longer is not one."""

Value = TypeVar("Value")

_TOKEN = re.compile(r"[a-z0-9]+(?:[.][0-9]+)?")
_GLUED = re.compile(r"(?<=[a-z]{4})(?=\d)|(?<=\d)(?=[a-z]{4})")
_DOTTED = re.compile(r"(?<![a-z0-9.])[a-z](?:\.[a-z]){1,5}(?![a-z0-9])\.?")
_LETTER_READ_AS_DIGIT = re.compile(
    r"(?<=[a-z]{2})[015](?=[a-z]{2})|(?<=[a-z]{3})[01](?=[a-z]\b)|(?<=[a-z]{3}[aoi])1\b|(?<![a-z0-9.,/])[01](?=[a-z]{5})"
    r"|(?<=\b[abd-kmnopruvwyz])[15](?=[a-z]{3})|(?<=\b[a-pr-wyz])0(?=[a-z]{3})"
)
_LETTERS = {"0": "o", "1": "l", "5": "s"}
# Of which there is nothing to mend; most phrases are so.
_PLAIN_PHRASE = re.compile(r"[A-Za-z]+(?: [A-Za-z]+)*")
_POSSESSIVE = re.compile(r"'s\b|'")
_SPACES = re.compile(r"\s+")
_SLUG_LENGTH = 80
# A mark of registration belongs to the name that it stands on, and goes without parting it from what follows.
_PLAIN = {ord(odd): plain for odd, plain in PLAIN.items()} | dict.fromkeys(map(ord, "®™©\x00"), "")
_ODD_MARKS = re.compile(f"[{re.escape(''.join(map(chr, _PLAIN)))}]")


def fold(text: str) -> str:
    """The text in lower-case ASCII with single spaces, at most `LONGEST_TEXT` characters of it."""
    # Searching for the few odd marks is quicker than translating every character.
    text = _plain(text[:LONGEST_TEXT])
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _SPACES.sub(" ", text).strip().lower()


def tidy(text: str) -> str:
    """The text as printed, with single spaces, plain dashes and straight quotes."""
    return _SPACES.sub(" ", _plain(text)).strip()


def _plain(text: str) -> str:
    return text.translate(_PLAIN) if _ODD_MARKS.search(text) else text


def slug(text: str) -> str:
    """Lower-case words joined by hyphens, ASCII only, at most 80 characters, never ending in a hyphen."""
    words = re.findall(r"[a-z0-9]+", _POSSESSIVE.sub("", fold(text[:LONGEST_TEXT])))
    return "-".join(words)[:_SLUG_LENGTH].strip("-")


_NO_PLURALS = frozenset({"crps"})  # a syndrome, and CRP is a blood test


@lru_cache(maxsize=8192)
def singular(word: str) -> str:
    """A plain plural's singular; other words unchanged.

    The result is only ever compared with another such result, so that `series` may become `sery`.
    """
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in _NO_PLURALS:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]


@dataclass(frozen=True, slots=True)
class WordSpans:
    """A text's words in the singular, and where each starts and ends in the folded text."""

    folded: str
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def between(self, left: int, right: int) -> str:
        """What stands between the end of word `left` and the start of word `right`."""
        return self.folded[self.spans[left][1] : self.spans[right][0]]


def _undotted(abbreviation: re.Match[str]) -> str:
    """ "P.T." is "PT": letters with stops between them are one word."""
    return abbreviation.group().replace(".", "")


def words_of(text: str) -> WordSpans:
    """The words of any text."""
    folded = _DOTTED.sub(_undotted, _POSSESSIVE.sub("", fold(text)))
    folded = _GLUED.sub(" ", _LETTER_READ_AS_DIGIT.sub(lambda digit: _LETTERS[digit.group()], folded))
    found = [(match.group(), match.span()) for match in _TOKEN.finditer(folded)]
    return WordSpans(folded, tuple(singular(word) for word, _ in found), tuple(span for _, span in found))


def phrase_words(phrase: str) -> tuple[str, ...]:
    """A vocabulary phrase as words, exactly as `words_of` reads a text."""
    if _PLAIN_PHRASE.fullmatch(phrase):
        return tuple(map(singular, phrase.lower().split()))
    return words_of(phrase).words


@dataclass(frozen=True, slots=True)
class Match(Generic[Value]):
    """A phrase found at the words `start` to `end` (exclusive)."""

    start: int
    end: int
    value: Value
    phrase: str


class Lexicon(Generic[Value]):
    """Phrases with a value each, found in a row of words: longest first, never overlapping."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], Value, str]]] = {}
        self._words: set[str] = set()
        self._values: dict[tuple[str, ...], Value] = {}
        for phrase, value in entries:
            words = phrase_words(phrase)
            if not words or words in self._values:
                continue
            self._values[words] = value
            self._words.update(words)
            self._by_first.setdefault(words[0], []).append((words, value, phrase))
        for candidates in self._by_first.values():
            candidates.sort(key=lambda candidate: -len(candidate[0]))

    @property
    def words(self) -> Set[str]:
        """Every word of every phrase."""
        return self._words

    def get(self, phrase: str) -> Value | None:
        """The value of exactly this phrase."""
        return self._values.get(phrase_words(phrase))

    def get_words(self, words: tuple[str, ...]) -> Value | None:
        """The value of the phrase that is exactly these words."""
        return self._values.get(words)

    def items(self) -> Iterator[tuple[str, Value]]:
        """Every phrase, as its words joined by spaces, with its value."""
        return ((" ".join(words), value) for words, value in self._values.items())

    def at(self, words: Sequence[str], start: int) -> Match[Value] | None:
        """The longest phrase that begins at word `start`."""
        for phrase, value, printed in self._by_first.get(words[start], ()):
            if tuple(words[start : start + len(phrase)]) == phrase:
                return Match(start, start + len(phrase), value, printed)
        return None

    def find(self, words: Sequence[str]) -> list[Match[Value]]:
        """Every phrase in the words, left to right."""
        found: list[Match[Value]] = []
        position = 0
        while position < len(words):
            match = self.at(words, position)
            if match is None:
                position += 1
                continue
            found.append(match)
            position = match.end
        return found
