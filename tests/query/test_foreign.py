"""Forms of other search boxes are answered with the form that works here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.asking.understanding import QueryMode, read
from search.query.cases import CasePart, case_part
from search.query.examples import EXAMPLES
from search.query.foreign import foreign_forms
from search.query.grammar import understand
from search.query.spelling import Spelling
from search.query.thesaurus import Thesaurus
from search.query.tree import Near, Phrase


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("shoulder /s weakness", '"shoulder weakness"~15'),
        ("shoulder /p weakness", '"shoulder weakness"~50'),
        ("brace w/5 ankle", '"brace ankle"~5'),
        ("te?dinitis", "te*"),
        ("mri?", "mri*"),
        ("opio? therapy", "opio*"),
        ("neuro!", "neuro*"),
        ("brace !ankle", "-ankle"),
        ("wrist | elbow", "wrist OR elbow"),
        ("wrist && elbow", "wrist AND elbow"),
        ("wrist or elbow", "wrist OR elbow"),
        ("brace not elbow", "NOT elbow"),
        ('"opio* weaning"', "opio*"),
        ("*algia", "for words that begin so write opio*"),
        ("neur*algia", "for words that begin so write neur*"),
    ],
)
def test_a_form_of_another_box_gets_a_sentence_that_names_ours(typed: str, named: str) -> None:
    for words in (QueryMode.READ, QueryMode.EXACT):
        assert named in " ".join(read(typed, words).notes)


@pytest.mark.parametrize(
    "typed",
    [
        "Is an MRI or a CT necessary?",
        "acupuncture allowed?",
        "why?",
        "not medically necessary",
        "s/p fusion",
        "norco 10/325",
        "heat & cold pack",
        "w/o",
    ],
)
def test_plain_words_get_none(typed: str) -> None:
    assert foreign_forms(typed) == ()


def test_what_help_shows_gets_none() -> None:
    assert not [each.query for each in EXAMPLES if foreign_forms(each.query)]


def test_signs_of_nearness_are_no_words() -> None:
    assert read("shoulder /s weakness", QueryMode.EXACT).tree == understand("shoulder weakness").tree


@given(st.text(max_size=200))
def test_any_text_has_few_sentences(typed: str) -> None:
    assert len(foreign_forms(typed)) < 200 and read(typed).tree is not None


def test_a_word_given_twice_is_meant_twice() -> None:
    bare = Thesaurus({})
    assert understand('"pain pain"~1', bare).tree == Phrase(("pain", "pain"), exact=False)
    several = understand('"pain relief pain"~4', bare)
    assert several.tree == Near(("pain", "relief", "pain"), 4) and "looked for once" in several.notes[0]


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("0009840", CasePart("0009840")),
        ("Case No. 0009840", CasePart("0009840")),
        ("CM17-00098", CasePart("00098", "17")),
        ("17-00098", CasePart("00098", "17")),
        ("97110", CasePart("97110", sure=False)),
        ("…9840", CasePart("9840", sure=False)),
        ("case ending in 9840", CasePart("9840", sure=False)),
        ("CM17-00*", CasePart("00", "17")),
        ("CM17-0009840", None),
        ("17-0009840", None),
        ("840", None),
        ("17-00", None),
        ("97110 therapy", None),
        ("", None),
    ],
)
def test_parts_of_case_numbers(typed: str, part: CasePart | None) -> None:
    assert case_part(typed) == part


def test_no_word_that_a_search_passes_over_is_offered() -> None:
    spelling = Spelling([("with", 9_000), ("that", 9_000), ("never", 9_000), ("whip", 800)])
    assert spelling.suggest("wiht") == [] and spelling.suggest("thatt") == [] and spelling.suggest("nevr") == []
    assert spelling.suggest("whipp") == ["whip"]
