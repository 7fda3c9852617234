"""What a search says of the letter around an item: it ranks, is told, and asks for nothing."""

from __future__ import annotations

import pytest

from search.query.asking.letters import apart_from_letter
from search.query.asking.understanding import read
from search.query.asking.wanted import wanted
from search.query.explain import plain
from search.query.tree import Filed


def told(q: str) -> str:
    return plain(read(q).explanation)


@pytest.mark.parametrize(
    ("typed", "left", "facts"),
    [
        ("2016 denials of Lyrica", "denials of Lyrica", [("year", "2016")]),
        ("what was decided on PRP in 2018?", "what was decided on PRP ?", [("year", "2018")]),
        ("March 2019 knee MRI", "knee MRI", [("year", "2019")]),
        ("yoga, 2020", "yoga", [("year", "2020")]),
        ("47 y/o F wrist splint", "wrist splint", [("age", "40-49"), ("sex", "female")]),
        ("bunionectomy for a 71-year-old man", "bunionectomy for", [("age", "70-and-over"), ("sex", "male")]),
        ("neurology reviewer, Botox", ", Botox", [("specialty", "neurology")]),
        ("was it upheld by a hand surgeon: trigger thumb", "was it upheld : trigger thumb", None),
        ("denied by a psychiatrist: Abilify", "denied : Abilify", [("specialty", "psychiatry")]),
        ("Ambien occupational medicine", "Ambien", [("specialty", "occupational-medicine")]),
    ],
)
def test_what_is_said_of_the_letter_is_told_apart(typed: str, left: str, facts: list[tuple[str, str]] | None) -> None:
    rest, found = apart_from_letter(typed)
    assert rest.split() == left.split()
    if facts is not None:
        assert sorted(found) == facts


@pytest.mark.parametrize(
    "typed",
    [
        "MTUS 2016 criteria",
        "injured in 2015, needs an MRI",
        "gabapentin 2020 mg",
        "DOI 2014 hip pain",
        "occupational medicine consult",
        "occupational medicine practice guidelines",
        "internal medicine clearance",
        "2017",
        "sleep medicine",
        "CPT 20160",
        "ACOEM guidelines, May 2018",
        "denials between 2014 and 2017",
        "Norco before March 2017",
        "CT report dated June 2016",
        "wrist splint, date of service April 11, 2016",
        "Soma age 21 to 60 protocol",
        "mattress over 12 years old",
        "Botox over age 66",
        "male external catheters",
        "physical medicine and rehabilitation",
    ],
)
def test_what_only_looks_like_it_stays(typed: str) -> None:
    assert apart_from_letter(typed) == (typed, ())


def test_it_ranks_and_is_never_needed() -> None:
    bare, said = read("Soma").plan, read("2017 denials of Soma, 52 year old female, by a psychiatrist reviewer").plan
    assert bare and said and said.steps[0].tree == bare.steps[0].tree
    liked = [each.node for each in said.preferences]
    for facet, value in (("year", "2017"), ("age", "50-59"), ("sex", "female"), ("specialty", "psychiatry")):
        assert Filed(facet, (value,)) in liked


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Soma denied in 2018", "preferring decided in 2018"),
        ("61 year old woman hip brace", "patients aged 60 to 69, female patients"),
        ("PM&R reviewer, Soma", "preferring a reviewer in Physical Medicine & Rehabilitation"),
        ("MTUS manual therapy", "citing “Manual therapy & manipulation”"),
    ],
)
def test_the_reading_says_so(typed: str, said: str) -> None:
    assert said in told(typed)


def test_a_guideline_section_that_nobody_knows_is_no_preference() -> None:
    assert wanted("what does ACOEM say about yoga in the first month").letter == ()


def test_where_nothing_asks_for_it_what_cites_the_section_named_comes_last() -> None:
    plan = read("MTUS page 58 manual therapy").plan
    assert plan and plan.steps[-1].tree == Filed("guideline", ("mtus-chronic-pain/manual-therapy",))


@pytest.mark.parametrize(
    ("typed", "facet", "value"),
    [
        ("denied in 2016", "year", "2016"),
        ("2018 denials", "year", "2018"),
        ("decided by psychiatry", "specialty", "psychiatry"),
    ],
)
def test_where_nothing_else_is_said_it_is_what_is_asked_for(typed: str, facet: str, value: str) -> None:
    found = read(typed).plan
    assert found and [step.tree for step in found.steps] == [Filed(facet, (value,))]
    assert told(typed).startswith("items of letters: ")


@pytest.mark.parametrize(("typed", "type_"), [("nurse case manager visits", None), ("UDS negative for Soma", "urine")])
def test_what_is_asked_for_is_no_asker_and_no_finding(typed: str, type_: str | None) -> None:
    found = read(typed).plan
    assert found and found.asks
    if type_:
        assert any(type_ in name.lower() or type_ in str(found.types) for name in (*found.named, *found.types))
