"""Signs and look-alikes of our own writing, in the places of a letter where they may stand."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from spellchecker import SpellChecker

from search.letters import parse, privacy_concerns
from search.letters.privacy.name_words import is_english

from .builder import Item, Letter

HERE = Path(__file__).parent


def groups(name: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = tomllib.loads((HERE / f"{name}.toml").read_text("utf-8"))
    return found


SIGNS, LOOK_ALIKES = groups("privacy_signs"), groups("privacy_look_alikes")


def letters_with(sentence: str) -> list[str]:
    """The same letter with the sentence in its head, its summary, and a rationale."""
    return [
        f"{sentence}\n\n{Letter().text()}",
        Letter(summary=("The worker is 47 and hurt her back.", sentence)).text(),
        Letter(items=[Item(rationale=("The notes are few.", sentence, "It is not medically necessary."))]).text(),
    ]


@pytest.mark.parametrize("table", [SIGNS, LOOK_ALIKES])
def test_there_are_enough(table: dict[str, list[str]]) -> None:
    assert len({sentence for group in table.values() for sentence in group}) >= 300


@pytest.mark.parametrize("group", SIGNS)
def test_a_sign_holds_its_letter_wherever_it_stands(group: str) -> None:
    unseen = [each for each in SIGNS[group] if not all(privacy_concerns(parse(text)) for text in letters_with(each))]
    assert unseen == []


@pytest.mark.parametrize("group", LOOK_ALIKES)
def test_a_look_alike_holds_no_letter(group: str) -> None:
    held = [each for each in LOOK_ALIKES[group] if any(privacy_concerns(parse(text)) for text in letters_with(each))]
    assert held == []


def test_the_dictionary_has_its_own_words_and_no_others() -> None:
    every = list(SpellChecker().word_frequency.words())
    some = [word for word in [*every[:3], *every[::97], *every[-3:]] if "-" not in word]
    assert [word for word in some if not is_english(word)] == []
    known = set(every)
    near = {changed for word in some for changed in (f"{word}q", word[:-1], f"q{word}")} - known - {""}
    assert [word for word in near if "-" not in word and is_english(word)] == []
