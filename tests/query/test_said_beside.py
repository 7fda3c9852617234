"""What is said beside a request: what failed, what it is set against, what it follows, and how the reading tells it."""

from __future__ import annotations

import pytest

from search.query.asking.understanding import read
from search.query.asking.wanted import wanted
from search.query.explain import plain
from search.query.tree import Or, Word


def told(q: str) -> str:
    return plain(read(q).explanation)


@pytest.mark.parametrize(
    ("typed", "labels", "regions"),
    [
        ("ankle arthroscopy failed conservative care", ["arthroscopy"], ("ankle-foot",)),
        ("elbow MRI, failed 8 weeks of PT", ["MRI"], ("elbow",)),
        ("PT failed, elbow MRI", ["MRI"], ("elbow",)),
        ("does the chart support massage", ["massage therapy"], ()),
        ("the record supports yoga", ["yoga"], ()),
        ("back support", ["back support"], ()),
        ("health club membership with a pool", ["health club membership"], ()),
        ("CT versus MRI of the elbow", ["CT", "MRI"], ("elbow",)),
        ("Lyrica vs. Cymbalta", ["pregabalin", "duloxetine"], ()),
        ("PT s/p rotator cuff repair", ["PT"], ()),
        ("NCV bilateral upper extremities r/o carpal tunnel", ["NCV"], ("upper-extremity",)),
        ("EMG to rule out tarsal tunnel", ["EMG"], ()),
        ("total knee replacement consult", ["consultation about TKA"], ("knee",)),
    ],
)
def test_what_is_said_beside_a_request_is_told_from_it(typed: str, labels: list[str], regions: tuple[str, ...]) -> None:
    want = wanted(typed)
    assert [subject.label.casefold() for subject in want.subjects] == [label.casefold() for label in labels]
    assert want.regions == regions


def test_a_body_part_is_that_of_the_thing_that_has_one() -> None:
    plan = read("CBC, UA and chest x-ray").plan
    assert plan and isinstance(plan.steps[0].tree, Or)
    assert "for x-ray: chest and abdomen" in told("CBC, UA and chest x-ray")
    assert "for" not in told("CBC before knee surgery").split(" · ")[0].split("a request for")[1]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("elbow MRI red flags", "preferring red flags"),
        ("EMG for cubital tunnel", "preferring elbow, cubital tunnel"),
        ("injection trigger points injections", "a request for trigger point injections"),
        ("Dear Dr. Jones: knee brace", "a request for knee brace · preferring knee"),
        ("how many yoga visits do they allow", "a request for yoga"),
        ("ACOEM criteria", "reasons that speak of ACOEM, criteria"),
    ],
)
def test_the_reading_is_told_in_the_words_typed(typed: str, said: str) -> None:
    assert said in told(typed)


@pytest.mark.parametrize("typed", ["Neurontin gabapentin", "Neurontin"])
def test_a_brand_typed_comes_before_other_names_of_its_drug(typed: str) -> None:
    plan = read(typed).plan
    assert plan and any(each.node == Word("neurontin", "heading") for each in plan.preferences)


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("elbow MRI refused, radiographs never obtained", ["MRI"]),
        ("x-ray not done", ["x-ray"]),
        ("labral tear on MRI, shoulder arthroscopy", ["shoulder arthroscopy"]),
        ("MRI on the elbow", ["MRI"]),
        ("fusion approved but lumbar brace denied", ["lumbar brace"]),
        ("sprain for two months, imaging?", ["imaging"]),
        ("assistant surgeon during hip surgery", ["assistant surgeon"]),
        ("opioids w/o pain contract or UDS", ["opioids"]),
        ("another muscle relaxant when he takes baclofen", ["muscle relaxants"]),
        ("is an EKG needed before hip arthroscopy?", ["EKG"]),
        ("blood count", ["blood count"]),
    ],
)
def test_what_was_done_shown_or_granted_is_not_asked_for(typed: str, labels: list[str]) -> None:
    assert [subject.label.casefold() for subject in wanted(typed).subjects] == [each.casefold() for each in labels]


def test_therapy_after_an_operation_is_postoperative() -> None:
    assert wanted("PT after a meniscus repair").after_surgery
    assert not wanted("TENS unit after a meniscus repair").after_surgery
    assert not wanted("PT before surgery").after_surgery


def test_physical_medicine_is_physical_therapy() -> None:
    assert read("physical medicine").tree == read("physical therapy").tree


def test_how_many_at_once_is_not_how_many_are_asked_for() -> None:
    assert "#1" not in told("Celebrex 200 mg, one tablet daily") and "#30" in told("Celebrex 200 mg #30")


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("elbow MRI, negative radiographs", ["MRI"]),
        ("oxycodone, urine drug test inconsistent", ["oxycodone"]),
        ("EMG showed entrapment, carpal tunnel release", ["CTR"]),
        ("abnormal EKG", ["EKG"]),
        ("nurse reviewer asks: criteria for a knee brace", ["knee brace"]),
        ("registered nurse", ["RN"]),
    ],
)
def test_what_a_test_showed_and_who_asks_is_not_asked_for(typed: str, labels: list[str]) -> None:
    assert [subject.label.casefold() for subject in wanted(typed).subjects] == [each.casefold() for each in labels]


def test_a_partial_approval_is_no_approval() -> None:
    assert wanted("yoga denied, partial approval was enough").decision is None
    assert wanted("why was yoga approved").decision == "overturned"


def test_what_was_asked_for_afterwards_ranks() -> None:
    assert "retrospective" in wanted("retrospective knee MRI").words
