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


def test_a_brand_typed_beside_its_drug_comes_before_others() -> None:
    plan = read("Neurontin gabapentin").plan
    assert plan and any(each.node == Word("neurontin", "heading") for each in plan.preferences)
