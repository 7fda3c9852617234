from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.words import STOP_WORDS, fold, stem, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Massage Therapy, Lumbar spine: 8 sessions", "massage therapy lumbar spine 8 sessions"),
        ("L4-L5 and L5–S1, C5-6", "l4 l5 and l5 s1 c5 6"),
        ("case CM15-0035427.", "case cm15-0035427"),
        ("Cm13–0000004", "cm13-0000004"),
        ("IMR 13-000004", "imr 13-000004"),
        ("§ 9792.24.2, 3.3.9 Opioids", "9792.24.2 3.3.9 opioids"),
        ("9792.20 - 9792.26", "9792.20 9792.26"),
        ("Norco 10mg/325 mg #60", "norco 10 mg 325 mg 60"),
        ("Norco 7.5/325mg", "norco 7.5 325 mg"),
        ("75 mcg and 75mcg", "75 mcg and 75 mcg"),
        ("the patient's, the patient’s, the patients' pain", "the patients the patients the patients pain"),
        ("he said 'pain' and 5'4\" tall", "he said pain and 5 4 tall"),
        ("p.r.n. pain, e.g. at night. I.e.", "prn pain eg at night ie"),
        ("condition.The next", "condition the next"),
        ("naïve café ﬁbromyalgia ＴＥＮＳ", "naive cafe fibromyalgia tens"),
        ("8½ weeks", "8 1 2 weeks"),
        ("Terocin® patches, Lidoderm™", "terocin patches lidoderm"),
        ("long\u00adterm zero\u200bwidth", "longterm zerowidth"),
        ("5% 02/24/2015 10/10", "5 02 24 2015 10 10"),
        ("snake_case", "snake case"),
        ("1st 2nd x4 4x T12", "1st 2nd x4 4x t12"),
        ("", ""),
        ("?!, … — ''", ""),
    ],
)
def test_words_of_the_field(text: str, expected: str) -> None:
    assert words(text) == expected.split()


def test_tokens_know_their_place() -> None:
    text = "The patient’s ﬁrst 10mg, “naïve” p.r.n. L4-L5"
    assert [(each.text, text[each.start : each.end]) for each in tokens(text)] == [
        ("the", "The"),
        ("patients", "patient’s"),
        ("first", "ﬁrst"),
        ("10", "10"),
        ("mg", "mg"),
        ("naive", "naïve"),
        ("prn", "p.r.n"),
        ("l4", "L4"),
        ("l5", "L5"),
    ]


def test_decomposed_letters_keep_their_accents_inside_the_span() -> None:
    text = "cafe\u0301 au"
    assert [(each.text, each.start, each.end) for each in tokens(text)] == [("cafe", 0, 4), ("au", 6, 8)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("patient's", "patients"),
        ("Phalen's", "Phalen"),
        ("McMurray's", "McMurray"),
        ("injections", "injection"),
        ("documented", "documents"),
        ("therapies", "therapy"),
        ("MRIs", "MRI"),
        ("medications", "medication"),
    ],
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(words(one)[0]) == stem(words(other)[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tens", "ten"),
        ("medication", "medical"),
        ("several", "severe"),
        ("position", "positive"),
        ("aed", "a"),
    ],
)
def test_words_of_the_field_that_are_not_alike(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("code", ["l4", "cm15-0035427", "24.2", "60", "pt", "ss"])
def test_codes_are_not_stemmed(code: str) -> None:
    assert stem(code) == code


def test_negation_is_no_stop_word() -> None:
    assert {"not", "no"}.isdisjoint(STOP_WORDS)
    assert all(words(each) == [each] for each in STOP_WORDS)


@given(st.text())
def test_tokens_and_words_agree_on_any_text(text: str) -> None:
    found = tokens(text)
    assert [each.text for each in found] == words(text)
    last = 0
    for each in found:
        assert each.text
        assert last <= each.start < each.end <= len(text)
        last = each.start


@given(st.text(alphabet="aA1. '’-cmCM05½ß®\u0301g\u00ad", max_size=60))
def test_a_word_is_its_own_only_word(text: str) -> None:
    for word in words(text):
        assert words(word) == [word]


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_long_runs_are_cut_and_take_linear_time() -> None:
    for run in ("a" * 200_000, "1" * 200_000, "1." * 100_000, "a." * 100_000, "a'" * 100_000, "é" * 200_000):
        assert max(map(len, words(run))) <= 200
