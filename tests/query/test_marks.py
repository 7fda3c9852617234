from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.grammar import understand
from search.query.marks import marked, marks
from search.query.snippets import snippets
from search.query.thesaurus import Thesaurus
from search.query.tree import Node, Scope
from search.vocabulary.sentences import sentences

TENS = "transcutaneous electrical nerve stimulation"
NAMES = Thesaurus({"tens": [TENS], TENS: ["tens"], "norco": ["hydrocodone"]})
TEXT = (
    "The injured worker reports knee pain. Dr. Who prescribed Norco 10mg for the knees. The knee brace was"
    " helpful, and functional improvement was documented after 8 visits. No. 5 of the list is not relevant."
    " Therapy may go on!"
)


def tree(query: str) -> Node:
    return understand(query, NAMES).tree


def found(text: str, query: str, scope: Scope | None = None) -> list[str]:
    return [text[start:end] for start, end in marks(text, tree(query), scope)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("knee", ["knee", "knees", "knee"]),
        ('"knee"', ["knee", "knee"]),
        ("document*", ["documented"]),
        ('"functional improvement"', ["functional improvement"]),
        ("functional improvement", ["functional improvement"]),
        ("improvement functional", ["functional improvement"]),
        ('"improvement functional"', []),
        ("hydrocodone", []),
        ("norco", ["Norco"]),
        ("10mg", ["10mg"]),
        ("10-mg", ["10mg"]),
        ("knee -brace", ["knee", "knees", "knee"]),
        ("-knee", []),
        ("visits OR brace", ["brace", "visits"]),
        ('"visits documented"~3', ["documented", "visits"]),
        ('"visits documented"~2', []),
        ('"knee improvement"~6', ["knee", "improvement"]),
        ("the", ["The", "the", "The", "the"]),
        ("", []),
    ],
)
def test_marks(query: str, expected: list[str]) -> None:
    assert found(TEXT, query) == expected


def test_other_names_are_marked() -> None:
    text = "A TENS unit, that is transcutaneous electrical nerve stimulation."
    assert found(text, "tens") == ["TENS", "transcutaneous electrical nerve stimulation"]
    assert found(text, "transcutaneous electrical nerve stimulation") == [
        "TENS",
        "transcutaneous electrical nerve stimulation",
    ]


def test_scopes_are_respected() -> None:
    assert found("knee brace", "heading:knee brace", "rationale") == ["brace"]
    assert found("knee brace", "heading:knee brace", "heading") == ["knee brace"]
    assert found("knee brace", "heading:knee", None) == ["knee"]


def test_a_phrase_is_marked_through_its_punctuation() -> None:
    assert found("the “follow–up”, visit", "follow-up") == ["follow–up"]
    assert found("the patient’s knee", "patients") == ["patient’s"]


def test_near_words_are_marked_only_where_they_are_near() -> None:
    text = "knee a b c d e f brace knee x x x x x x x x brace"
    spans = marks(text, tree('"knee brace"~3'))
    assert [start for start, _ in spans] == [text.index("brace")]
    assert found(text, '"knee brace"~3') == ["brace knee"]


def test_marked_keeps_every_character() -> None:
    assert marked("a knee.", tree("knee")) == (("a ", False), ("knee", True), (".", False))
    assert marked("", tree("knee")) == ()


def test_sentences() -> None:
    assert [TEXT[start:end][:12] for start, end in sentences(TEXT)] == [
        "The injured ",
        "Dr. Who pres",
        "The knee bra",
        "No. 5 of the",
        "Therapy may ",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two? Three! Four", 4),
        ("See p. 60 and pp. 3. Next.", 2),
        ("The answer is no. The next.", 2),
        ("Used b.i.d. then stopped.", 1),
        ("1. First point. 2. Second point.", 2),
        ("Rated 7.5 of 10. He improved.", 2),
        ("He said “stop.” She went.", 2),
        ("A paragraph\n\nand another\n \nand a third", 3),
        ("approx. 5 and e.g. this vs. that", 1),
        ("", 0),
        (" \n\n ", 0),
    ],
)
def test_sentences_of_the_field(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def texts(query: str, text: str = TEXT, **limits: int) -> list[str]:
    return [each.text for each in snippets(text, tree(query), "rationale", **limits)]


def test_a_snippet_is_a_whole_sentence() -> None:
    assert texts('"functional improvement"', count=1) == [
        "The knee brace was helpful, and functional improvement was documented after 8 visits."
    ]


def test_a_sentence_that_is_alone_gets_its_neighbour() -> None:
    assert texts("pain") == ["The injured worker reports knee pain. Dr. Who prescribed Norco 10mg for the knees."]
    assert [each[:6] for each in texts("therapy")] == ["No. 5 "]
    assert texts("pain", budget=60) == ["The injured worker reports knee pain."]


def test_snippets_cover_what_was_asked_and_keep_the_order_of_the_text() -> None:
    assert [each[:10] for each in texts("pain therapy")] == ["The injure", "Therapy ma"]
    assert [each[:10] for each in texts("visits pain knee", count=2)] == ["The injure", "The knee b"]


def test_sentences_that_follow_each_other_are_one_snippet() -> None:
    assert len(texts("knee")) == 1
    assert texts("knee")[0].endswith("after 8 visits.")


def test_without_words_the_opening_sentences() -> None:
    assert texts("", count=2) == ["The injured worker reports knee pain. Dr. Who prescribed Norco 10mg for the knees."]
    assert texts("absent", count=1) == ["The injured worker reports knee pain."]
    assert texts("knee", text="") == []


def test_a_long_sentence_is_cut_around_its_words() -> None:
    text = "word " * 200 + "the knee and the brace " + "word " * 200
    (snippet,) = texts("knee brace", text=text, budget=120)
    assert "knee and the brace" in snippet
    assert snippet.startswith("… ") and snippet.endswith(" …")
    assert len(snippet) <= 130
    assert snippets(text, tree("knee"), budget=120)[0].parts.count(("knee", True)) == 1


def test_blanks_are_single() -> None:
    assert texts("knee", text="The\n  knee \t is sore.") == ["The knee is sore."]


QUERIES = st.sampled_from(
    [
        "knee",
        "",
        "-knee",
        '"a b"',
        '"a b a"~4',
        "a* aaa*",
        "aaa*",
        "b OR c",
        "heading:a b",
        "norco",
        "tens",
        "the",
        "10mg",
    ]
)
TEXTS = st.one_of(st.text(), st.text(alphabet='ab .!?\n’"10mg-é½', max_size=300))


@given(TEXTS, QUERIES)
def test_marks_of_any_text(text: str, query: str) -> None:
    last = -1
    for start, end in marks(text, tree(query), "rationale"):
        assert last < start < end <= len(text)
        last = end
    assert "".join(part for part, _ in marked(text, tree(query))) == text


@given(TEXTS, QUERIES, st.integers(1, 4), st.integers(1, 90))
def test_snippets_of_any_text(text: str, query: str, count: int, budget: int) -> None:
    found = snippets(text, tree(query), None, count, budget)
    assert len(found) <= count
    assert bool(found) == bool(text.strip())
    assert sum(len(each.text) for each in found) <= budget + 4 * len(found)
    assert all(part for each in found for part, _ in each.parts)


@given(TEXTS)
def test_sentences_of_any_text(text: str) -> None:
    spans = sentences(text)
    assert "".join(text[start:end] for start, end in spans).split() == text.split() or spans
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())


@pytest.mark.parametrize("unit", ["a", "a ", ".", "a. ", ". ", "\n", "\n ", " ", "A! ", "'", "é", "a b "])
def test_hostile_texts_are_quick(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    began = time.process_time()
    snippets(text, tree('a "a b a b" "a b"~9 aaa*'), None)
    assert time.process_time() - began < 4
