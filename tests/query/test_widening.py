"""What is asked for where nothing has all of it, and texts whose own marks are no grammar."""

from __future__ import annotations

import pytest

from search.query.asking.arguing import grounds_of
from search.query.asking.understanding import read
from search.query.asking.wanted import wanted
from search.query.tree import And, Filed
from search.vocabulary.asking import asked_names, read_asked

DENIED = "The request for massage, six visits, is denied since no benefit was seen and there is no plan."


def left_out(q: str) -> list[str]:
    plan = read(q).plan
    assert plan is not None
    return [step.without for step in plan.steps]


@pytest.mark.parametrize(
    ("typed", "without"),
    [
        ("soft tissue massage", "“soft tissue”"),
        ("ergonomic keyboard", "“ergonomic”"),
        ("repeat MRI of the ankle", "“repeat”"),
        ("facet injection", None),
        ("hyperbaric oxygen", None),
    ],
)
def test_a_kind_that_nobody_asked_for_is_widened_to_the_thing(typed: str, without: str | None) -> None:
    assert any(said == without for said in left_out(typed)) == (without is not None)


def test_a_thing_is_widened_at_its_place_before_the_place_is_given_up() -> None:
    plan = read("repeat MRI of the ankle").plan
    assert plan is not None
    (widened,) = [step.tree for step in plan.steps if step.without == "“repeat”" and isinstance(step.tree, And)]
    assert isinstance(widened, And) and Filed("region", ("ankle-foot",)) in widened.parts


@pytest.mark.parametrize(
    "text",
    [
        f"Determination: non-certified.\nRationale: {DENIED}",
        f"Drug: none. Summary: a sprain. {DENIED}",
        f'The nurse wrote "no better". {DENIED}',
        f"- {DENIED}\n-Physical findings: none.",
    ],
)
def test_marks_of_a_pasted_text_are_its_own(text: str) -> None:
    plan = read(text).plan
    assert plan is not None and plan.types == ("rehabilitation/massage-therapy",)


@pytest.mark.parametrize("mark", ['OR "knee brace"', "therap*", '"massage knee"~5', "NOT acupuncture"])
def test_operators_in_a_long_query_are_operators(mark: str) -> None:
    assert read(f"{DENIED} {DENIED} {mark}").plan is None


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("lido derm", "lidocaine"),
        ("oxy-codone 5 mg", "oxycodone"),
        ("metho carbamol", "methocarbamol"),
        ("hip pain", None),
    ],
)
def test_a_drug_parted_in_two_is_read_as_one(typed: str, label: str | None) -> None:
    assert [subject.label for subject in wanted(typed).subjects] == ([label] if label else [])


@pytest.mark.parametrize(
    ("typed", "contrast"),
    [("CT of the chest without dye", "without"), ("MRI hip, no gadolinium", "without"), ("MRI with dye", "with")],
)
def test_contrast_has_other_names(typed: str, contrast: str) -> None:
    assert f"contrast:{contrast}" in read_asked(typed).details


def test_one_operation_is_found_by_its_short_name_and_its_long_one() -> None:
    long, short = (wanted(f"{name} repair").subjects[0].node for name in ("superior labral anterior posterior", "SLAP"))
    assert long == short


def test_what_is_not_needed_was_denied() -> None:
    assert wanted("a cane is not needed because the gait is normal").decision == "upheld"


@pytest.mark.parametrize(
    ("argued", "ground"),
    [
        ("an x-ray was done two months ago", "already"),
        ("nothing has changed", "already"),
        ("the guidelines do not mention it", "recommended"),
    ],
)
def test_grounds_are_known_in_other_words(argued: str, ground: str) -> None:
    assert ground in grounds_of(argued)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("massage, eight visits", "visits:8"),
        ("acupuncture 2x5 for the neck", "visits:10"),
        ("therapy three times a week for four weeks, hip", "visits:12"),
        ("Percocet 5/325 mg #45", "count:45"),
        ("naproxen 550 mg, quantity 30", "count:30"),
    ],
)
def test_how_much_is_asked_for_is_liked_and_filed(typed: str, amount: str) -> None:
    assert amount in wanted(typed).details
    assert amount in asked_names(typed, "")


def test_one_visit_and_one_unit_are_no_amount_to_look_for() -> None:
    for typed in ("one visit with a neurologist", "TENS unit #1", "MRI x 1"):
        assert not [detail for detail in wanted(typed).details if detail.startswith(("visits:", "count:"))], typed


def test_words_of_a_verdict_are_no_preference_however_they_are_joined() -> None:
    assert wanted("non-certified: a wheelchair").words == ()
    assert wanted("acid reflux pill").subjects[0].type == "pharmaceuticals/proton-pump-inhibitors"
