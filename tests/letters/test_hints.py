"""Phrases are told from a text's words, and none that stands in it is passed over."""

import pytest

from search.letters.privacy.hints import Hints

PHRASES = ("lives at", " mr. ", "age ", "claim", "@")


@pytest.mark.parametrize(
    ("text", "may_hold"),
    [
        ("she lives at home", {"lives at"}),
        ("she lives\nattended by her son", {"lives at"}),
        ("seen at home", set()),
        ("mr. kowal", {" mr. "}),
        ("the patient (mr. kowal)", {" mr. "}),
        ("his wife/mr. kowal", {" mr. "}),
        ("the imr. found", set()),
        ("at his age", {"age "}),
        ("the dosage 5 mg", {"age "}),
        ("aged", set()),
        ("the disclaimers", {"claim"}),
    ],
)
def test_a_phrase_may_stand_where_the_words_hold_its_parts(text: str, may_hold: set[str]) -> None:
    """A mere sign is cheaper to look for in the text itself, so it always may."""
    assert Hints(PHRASES).may_stand_in(frozenset(text.split())) == {"@", *may_hold}
