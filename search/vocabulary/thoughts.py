"""The thoughts of a text: what reviewers say in many ways and people ask for in others, as data/thoughts.toml lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from .data import table
from .phrases import PhraseLexicon, WrittenPhrase, phrase, plain
from .text import LONGEST_TEXT


@dataclass(frozen=True, slots=True)
class Thought:
    """``name`` in words that a person reads; ``ground``: the key of the ground that it belongs to."""

    name: str
    ground: str

    @property
    def held(self) -> str:
        """The name under which an item is filed that rests on the thought."""
        return f"because:{self.name}"

    @property
    def decides(self) -> str:
        """The name under which it is filed where the thought belongs to its main ground."""
        return f"above all:{self.name}"


@lru_cache(maxsize=4_096)
def thoughts_of(text: str) -> tuple[Thought, ...]:
    """The thoughts that words of ``text`` speak of, in its order; of a very long text, its beginning's."""
    words = _lexicon().words(plain(text[:LONGEST_TEXT]))
    return tuple(dict.fromkeys(_named()[found.name] for found in _lexicon().find(words)))


def reason_names(grounds: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The names of an item by what decided it: of each of its grounds, the main one first, the key and the sentence."""
    for place, (ground, sentence) in enumerate(grounds):
        for thought in thoughts_of(sentence):
            if thought.ground == ground:
                yield from (thought.held, thought.decides) if place == 0 else (thought.held,)


def forget_thoughts() -> None:
    """Drop what is remembered of texts."""
    thoughts_of.cache_clear()
    _lexicon().forget()


@cache
def _named() -> dict[str, Thought]:
    return {each["name"]: Thought(each["name"], each["ground"]) for each in table("thoughts")["thought"]}


@cache
def _lexicon() -> PhraseLexicon:
    return PhraseLexicon(_phrases())


def _phrases() -> Iterator[tuple[str, WrittenPhrase]]:
    data = table("thoughts")
    for each in data["thought"]:
        yield from ((each["name"], phrase(said, data["lists"])) for said in each["said"])
