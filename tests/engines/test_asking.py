"""What an engine finds: each node of the tree, filters, dates, counts, orders, windows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.index.document import Document
from search.query.grammar import understand
from search.query.question import Question, Sort
from search.query.tree import And, Everything, Near, Node, Not, Nothing, Or, Phrase, Prefix, Word
from tests.engines.conftest import Case
from tests.engines.members import MEMBERS, Rows
from tests.engines.reference import Reference
from tests.index.collections import FACETS, document, question

DAY = date(2015, 6, 1).toordinal()


def written(id_: int, heading: str = "", rationale: str = "", summary: str = "", drug: str = "", number: str = "",
            decided: int = DAY, **keys: tuple[str, ...]) -> Document:  # fmt: skip
    return Document(id_, decided, (heading, rationale, summary, drug, number), keys)


LETTERS = (
    written(1, "Massage therapy", "The massages were not medically necessary.", "Painful neck.", number="CM15-0035427"),
    written(2, "Norco 10/325mg", "Opioids are necessary. Pain at L4-L5 persists.", drug="hydrocodone-acetaminophen"),
    written(3, "Café visits", "Therapy of the neck. A medically sound, necessary step.", "massage"),
    written(4, "", "therapeutic therapeutic therapeutic pain massage", "therapy"),
)  # fmt: skip


NODES: list[tuple[Node, set[int]]] = [
    (Everything(), {1, 2, 3, 4}),
    (Nothing(), set()),
    (Word("massage"), {1, 3, 4}),
    (Word("massages"), {1, 3, 4}),
    (Word("massage", "heading"), {1}),
    (Word("massage", "rationale"), {1, 4}),
    (Word("massage", "drug"), set()),
    (Word("cafe"), {3}),
    (Word("l4"), {2}),
    (Word("cm15-0035427", "case"), {1}),
    (Word("absent"), set()),
    (Prefix("the"), {1, 2, 3, 4} - {2}),
    (Prefix("therap", "rationale"), {3, 4}),
    (Prefix("therap", "heading"), {1}),
    (Prefix("zzz"), set()),
    (Phrase(("not", "medically", "necessary")), {1}),
    (Phrase(("massages", "therapy")), set()),
    (Phrase(("massages", "therapy"), exact=False), {1}),
    (Phrase(("therapy", "of", "the", "neck"), scope="rationale"), {3}),
    (Phrase(("therapy", "of", "the", "neck"), scope="summary"), set()),
    (Phrase(("therapy", "the")), set()),  # the end of one field and the beginning of the next
    (Phrase(("therapeutic", "therapeutic", "therapeutic")), {4}),
    (Phrase(("therapeutic",) * 4), set()),
    (Phrase(()), set()),
    (Near(("necessary", "medically"), 1), {1}),
    (Near(("necessary", "medically"), 2), {1, 3}),
    (Near(("medical", "necessary", "step"), 3), {3}),
    (Near(("medical", "necessary", "step"), 2), set()),
    (Near(("massage", "therapy"), 5), {1}),  # not from one field into another
    (Near(("necessary", "medically"), 2, "summary"), set()),
    (And((Word("massage"), Word("neck"))), {1, 3}),
    (And((Word("massage"), Not(Word("neck")))), {4}),
    (And((Not(Word("massage")),)), {2}),
    (And(()), {1, 2, 3, 4}),
    (Or((Word("opioid"), Word("cafe"))), {2, 3}),
    (Or((Word("opioid"), Word("cafe")), alike=True), {2, 3}),
    (Or((Word("opioid"), Not(Word("massage")))), {2}),
    (Not(Or((Word("opioid"), Word("cafe")))), {1, 4}),
    (And((Or((Word("opioid"), Word("cafe"))), Not(And((Word("neck"), Word("step")))))), {2}),
]


def test_each_node_finds_what_it_says(case: Case) -> None:
    engine = case.build(*LETTERS)
    for tree, expected in NODES:
        found = engine.find(Question(tree))
        assert set(found.ids) == expected, tree
        assert found.total == len(expected) == len(found.scores), tree


def test_filters_are_or_inside_a_facet_and_and_between_and_dates_are_inclusive(case: Case) -> None:
    days = [date(2014, 12, 31), date(2015, 1, 1), date(2015, 12, 31)]
    rows = [
        written(n, decided=day, decision=(decision,), region=regions)
        for n, (day, decision, regions) in enumerate(
            [
                (days[0].toordinal(), "upheld", ("neck", "a.b")),
                (days[1].toordinal(), "upheld", ("x (y)",)),
                (days[2].toordinal(), "overturned", ("neck",)),
                (0, "overturned", ()),
            ],
            start=1,
        )
    ]
    engine = case.build(*rows)

    def ids(**asked: object) -> set[int]:
        return set(engine.find(Question(**asked)).ids)  # type: ignore[arg-type]

    assert ids(filters={"region": ("neck", "x (y)")}) == {1, 2, 3}
    assert ids(filters={"region": ("a.b", "absent"), "decision": ("upheld",)}) == {1}
    assert ids(filters={"region": ("x (y)",), "decision": ("overturned",)}) == set()
    assert ids(filters={"region": ()}) == {1, 2, 3, 4}
    assert ids(filters={"nosuch": ("upheld",)}) == set()
    assert ids(decided_from=days[1]) == {2, 3}
    assert ids(decided_to=days[1]) == {1, 2}
    assert ids(decided_from=days[1], decided_to=days[1]) == {2}
    assert ids(decided_from=days[2], decided_to=days[0]) == set()


def test_a_facet_is_counted_without_its_own_selection(case: Case) -> None:
    engine = case.build(
        written(1, "pain", decision=("upheld",), region=("neck", "x, y"), treatment=("a", "a/b")),
        written(2, "pain", decision=("overturned",), region=("neck",), treatment=("a", "a/c")),
        written(3, "pain", decision=("overturned",), region=("a.b",), treatment=("d",)),
        written(4, "none", decision=("upheld",), region=("neck",)),
    )
    asked = ("decision", "region", "treatment", "year", "nosuch")
    assert engine.find(Question(Word("pain"), facets=asked)).facets == {
        "decision": {"upheld": 1, "overturned": 2},
        "region": {"neck": 2, "x, y": 1, "a.b": 1},
        "treatment": {"a": 2, "a/b": 1, "a/c": 1, "d": 1},
        "year": {},
        "nosuch": {},
    }
    chosen = Question(Word("pain"), {"decision": ("upheld",), "region": ("neck",)}, facets=asked, limit=0)
    found = engine.find(chosen)
    assert (found.total, found.ids) == (1, ())
    assert found.facets["decision"] == {"upheld": 1, "overturned": 1}
    assert found.facets["region"] == {"neck": 1, "x, y": 1}
    assert found.facets["treatment"] == {"a": 1, "a/b": 1}
    nothing = replace(chosen, filters={"decision": ("absent",)})
    assert engine.find(nothing).facets["decision"] == {"upheld": 1, "overturned": 2}


def test_orders_end_with_newest_then_the_highest_id_and_undated_ones_come_last(case: Case) -> None:
    engine = case.build(
        written(5, "pain", decided=DAY), written(6, "pain", decided=DAY), written(7, "pain", decided=DAY + 1),
        written(8, "pain", decided=0), written(9, "pain", decided=DAY - 1),
    )  # fmt: skip
    newest, oldest = (7, 6, 5, 9, 8), (9, 6, 5, 7, 8)
    for tree in (Everything(), Word("pain"), Not(Word("absent")), Prefix("pai")):
        assert engine.find(Question(tree)).ids == newest
        assert engine.find(Question(tree, sort=Sort.NEWEST)).ids == newest
        assert engine.find(Question(tree, sort=Sort.OLDEST)).ids == oldest
    for sort in (Sort.NEWEST, Sort.OLDEST):
        assert engine.find(Question(Word("pain"), sort=sort)).scores == (0.0,) * 5


def test_a_heading_counts_more_than_a_rationale_and_that_more_than_a_summary(case: Case) -> None:
    filler = "the reviewer wrote this at some length " * 30
    engine = case.build(
        written(1, summary=f"acupuncture {filler}", heading="Request", rationale=filler, decided=DAY + 3),
        written(2, rationale=f"acupuncture {filler}", heading="Request", summary=filler, decided=DAY + 2),
        written(3, heading="Acupuncture", rationale=filler, summary=filler, decided=DAY),
        written(4, rationale=f"acupuncture acupuncture {filler}", heading="Request", summary=filler, decided=DAY + 1),
    )
    found = engine.find(Question(Word("acupuncture")))
    assert found.ids == (3, 4, 2, 1)
    assert sorted(found.scores, reverse=True) == list(found.scores) and len(set(found.scores)) == 4


def test_another_name_counts_less_than_the_name_that_was_typed(case: Case) -> None:
    engine = case.build(written(1, "tens unit"), written(2, "stimulator unit", decided=DAY + 1), written(3, "brace"))
    group = Or((Word("tens"), Word("stimulator")), alike=True)
    assert engine.find(Question(group)).ids == (1, 2)
    first, second = engine.find(Question(group)).scores
    assert second == pytest.approx(0.8 * first)
    alone = engine.find(Question(And((Word("unit"), group)))).scores
    without = engine.find(Question(And((Word("unit"), group, Not(Word("absent")))))).scores
    assert alone == pytest.approx(without), "what is excluded adds nothing"


def test_pages_make_the_whole_and_past_the_end_there_is_nothing(case: Case) -> None:
    engine = case.build(*(document(id_, id_ * 7) for id_ in range(1, 41)))
    for sort in Sort:
        asked = Question(Or((Word("pain"), Word("therapy"), Word("massage"))), sort=sort)
        whole = engine.find(replace(asked, limit=100))
        pages = [engine.find(replace(asked, offset=offset, limit=7)) for offset in range(0, 50, 7)]
        assert [id_ for page in pages for id_ in page.ids] == list(whole.ids)
        assert {page.total for page in pages} == {whole.total} == {len(set(whole.ids))}
        past = engine.find(replace(asked, offset=100_000, facets=("decision",)))
        assert (past.total, past.ids) == (whole.total, ()) and past.facets["decision"]


def test_a_narrow_filter_finds_the_same_with_facets_and_without(case: Case) -> None:
    """Without facets an engine may look for words in the few items of the filter alone."""
    words = ("pain", "therapy", "massage", "absent")
    told = {number: words[number % 3] for number in range(1, 201)}
    rare = {number for number in told if number % 50 == 1}
    engine = case.build(
        *(
            written(number, word, decision=("overturned" if number in rare else "upheld",))
            for number, word in told.items()
        )
    )
    trees: list[Node] = [Or(tuple(map(Word, words))), Or((Word("massage"), Not(Word("pain")))), Word("therapy")]
    trees += [Or((Or((Word("massage"), Word("absent"))), And((Word("therapy"), Not(Word("pain"))))), alike=True)]
    for tree in trees:
        asked = Question(tree, {"decision": ("overturned",)}, limit=10)
        alone, counted = engine.find(asked), engine.find(replace(asked, facets=("decision",)))
        assert (alone.total, alone.ids, alone.scores) == (counted.total, counted.ids, counted.scores)
        assert set(alone.ids) <= rare and alone.total
    assert set(engine.find(Question(trees[0], {"decision": ("overturned",)})).ids) == rare


def test_a_prefix_of_too_many_words_stands_for_the_most_frequent_and_says_so(case: Case) -> None:
    rows = [written(n, f"word{n:04}", f"word{n:04}" if n <= 500 else "") for n in range(1, 521)]
    twice = [written(600 + n, f"word{n:04}") for n in range(1, 501)]
    engine = case.build(*rows, *twice)
    found = engine.find(Question(Prefix("word"), limit=2_000))
    assert found.total == 1_000 and not set(found.ids) & set(range(501, 521))
    assert found.notes == ("“word*” stands for 520 words; the 500 most frequent were searched.",)
    assert engine.find(Question(Prefix("word00"))).notes == ()
    assert engine.find(Question(Not(Prefix("word")), limit=0)).total == 20


@pytest.mark.parametrize("member", [each for each in MEMBERS if each.name != "reference"], ids=lambda each: each.name)
@pytest.mark.parametrize("seed", range(3))
def test_random_questions_are_answered_as_the_reference_answers_them(case: Case, seed: int) -> None:
    rows = [document(id_, seed * 1_000 + id_) for id_ in range(1, 41)]
    engine, reference = case.build(*rows), Reference(rows)
    for number in range(40):
        asked = question(seed * 1_000 + number)
        found, expected = engine.find(asked), reference.find(asked)
        assert found.scores == pytest.approx(expected.scores, rel=1e-6), asked
        assert replace(found, scores=()) == replace(expected, scores=()), asked
        everything = replace(asked, offset=0, limit=len(rows))
        assert [id_ for ids in engine.scan(asked) for id_ in ids.tolist()] == list(reference.find(everything).ids)


@pytest.fixture(scope="module")
def typed_rows() -> Rows:
    return Rows(*(document(id_, id_) for id_ in range(1, 31)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(max_size=60))
def test_nothing_that_is_typed_raises(case: Case, typed_rows: Rows, typed: str) -> None:
    if not case.rows.held:
        case.build(*typed_rows.all_documents())
    found = case.engine.find(Question(understand(typed).tree, facets=FACETS))
    assert 0 <= found.total <= 30
