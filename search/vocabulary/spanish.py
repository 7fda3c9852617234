"""Spanish words in what is typed, in English."""

from __future__ import annotations

from functools import cache

from .data import table
from .text import Lexicon, singular, words_of


def in_english(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text with its Spanish words in English, and (typed, English) of each; a text without any as it is."""
    words = words_of(text)
    matches = _spanish().find(words.words)
    if not matches:
        return text, ()
    idle = {singular(word) for word in table("spanish")["idle"]["words"]}
    english = {match.start: match for match in matches}
    said: list[str] = []
    place = end = 0
    while place < len(words.words):
        start, upto = words.spans[place][0], words.spans[place][1]
        match = english.get(place)
        if match:
            upto, place = words.spans[match.end - 1][1], match.end - 1
        kept = match.value if match else "" if words.words[place] in idle else words.folded[start:upto]
        said.append(words.folded[end:start] + kept)
        end = upto
        place += 1
    read = tuple((words.folded[words.spans[m.start][0] : words.spans[m.end - 1][1]], m.value) for m in matches)
    return " ".join("".join([*said, words.folded[end:]]).split()), tuple(dict.fromkeys(read))


@cache
def _spanish() -> Lexicon[str]:
    return Lexicon((word, english) for english, spanish in table("spanish")["words"].items() for word in spanish)
