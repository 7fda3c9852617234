"""Requests, questions, arguments and pasted texts, read as a person means them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query.asking.passages import is_passage, requests
from search.query.asking.understanding import QueryMode, read
from search.query.asking.wanted import wanted
from search.query.explain import plain
from search.query.grammar import understand
from search.query.request import SearchRequest
from search.query.tree import And, Filed
from search.schema import FROM_FILES


def told(q: str) -> str:
    return plain(read(q).explanation)


@pytest.mark.parametrize(
    ("typed", "labels", "regions"),
    [
        ("Cervical MRI w/ contrast, CPT 72142", ["MRI"], ("neck",)),
        ("Percocet 5/325 mg #60, one at bedtime", ["oxycodone/acetaminophen"], ()),
        ("please authorize 12 sessions of aquatic therapy for both knees", ["aquatic therapy"], ("knee",)),
        ("TENS unit after a lumbar fusion", ["tens unit"], ()),
        ("narcotic pain medication", ["opioids"], ()),
        ("blood thinner", ["anticoagulants"], ()),
        ("gabapentine 300mg", ["gabapentin"], ()),
        ("is an ankle brace ever approved?", ["ankle brace"], ("ankle-foot",)),
        ("CBC, CMP and a chest x-ray before surgery", ["CBC", "CMP", "x-ray"], ("chest-abdomen",)),
    ],
)
def test_what_is_asked_for(typed: str, labels: list[str], regions: tuple[str, ...]) -> None:
    want = wanted(typed)
    assert [subject.label.lower() for subject in want.subjects] == [label.lower() for label in labels]
    assert want.regions == regions


def test_what_a_thing_is_for_is_not_asked_for() -> None:
    want = wanted("Electromyography for suspected cervical radiculopathy")
    assert want.regions == () and want.perhaps == ("neck",)


def test_the_same_thing_is_asked_for_however_it_is_written() -> None:
    for one, other in (
        ("Vicodin", "hydrocodone/apap"),
        ("x ray left hip", "radiographs of the left hip"),
        ("postop physiotherapy", "post-operative physical therapy"),
        ("NCS of the arms", "nerve conduction velocity, arms"),
    ):
        assert read(one).tree == read(other).tree, one


@pytest.mark.parametrize(
    "typed", ['"massage therapy"', "heading:knee", "mri OR ct", "brace -knee", "radicul*", "-(a b)"]
)
def test_the_grammar_means_what_help_says(typed: str) -> None:
    assert read(typed) == understand(typed)
    assert read("massage", QueryMode.EXACT) == understand("massage")


def test_capitals_alone_are_no_operators() -> None:
    assert read("THE REQUEST IS NOT CERTIFIED").plan is not None
    assert read("MRI OR CT").plan is None


def test_an_argument_is_looked_for_in_the_reasons() -> None:
    understood = read("no trial of a splint was documented and weakness persisted")
    assert understood.plan is not None
    assert read("failed to show objective gains").plan is not None
    assert "reasons" in told("failed to show objective gains")


@pytest.mark.parametrize(
    ("typed", "decision"),
    [
        ("why was the wrist brace not certified?", "upheld"),
        ("why do reviewers refuse hot tubs", "upheld"),
        ("denied because the diagnosis was unclear", "upheld"),
        ("sling not medically necessary because healed", "upheld"),
        ("approved because splinting had failed", "overturned"),
        ("when is a second injection found medically necessary", "overturned"),
        ("injection was necessary after the first one helped", "overturned"),
        ("when does IMR overturn a denial of a brace", "overturned"),
        ("wrist brace", None),
    ],
)
def test_the_outcome_that_is_asked_about_is_preferred(typed: str, decision: str | None) -> None:
    assert wanted(typed).decision == decision
    plan = read(typed).plan
    assert plan is not None
    liked = {value for each in plan.preferences if isinstance(each.node, Filed) for value in each.node.values}
    assert not decision or decision in liked


def test_a_ground_in_the_outcome_asked_about_is_liked_most() -> None:
    plan = read("approved because conservative measures were exhausted").plan
    assert plan is not None
    both = And((Filed("ground", ("prior-care",)), Filed("decision", ("overturned",))))
    assert both in [each.node for each in plan.preferences]


@pytest.mark.parametrize(
    "typed",
    [
        "weakness not confirmed on the nerve studies",
        "range of motion improved by half",
        "should continue with a home exercise program",
        "no instability was shown by x-ray",
    ],
)
def test_what_an_argument_only_speaks_of_is_not_asked_for(typed: str) -> None:
    assert not wanted(typed).subjects


def test_reasons_behind_because_are_not_asked_for() -> None:
    want = wanted("oxycodone denied because no agreement was signed and no urine drug screen was done")
    assert [subject.label for subject in want.subjects] == ["oxycodone"]


def test_a_derived_word_is_no_misprint() -> None:
    assert wanted("neurologic signs were lacking").mended == ()
    assert wanted("gabapentine").mended == (("gabapentine", "gabapentin"),)


def test_details_are_told_as_people_say_them() -> None:
    assert "preferring left side, level L4–L5" in told("left L4-5 facet injection")
    assert "2 mg" in told("tizanidine 2mg tablets")
    assert "mg" not in told("knee brace 20mg").split("preferring")[-1]


DENIAL = """UTILIZATION REVIEW DETERMINATION
1. Interferential unit, 30 day rental: Non-certified.
2. Tramadol 50 mg #60 - DENIED
Guidelines recommend exercise. Acupuncture was tried and the patient was not improved.
The request for 8 sessions of occupational therapy for the right wrist is modified to 4 sessions.
"""


def test_a_denial_is_read_for_its_requests() -> None:
    assert is_passage(DENIAL)
    found = requests(DENIAL)
    assert [want.subjects[0].label for want in found] == ["interferential unit", "tramadol", "occupational therapy"]
    assert found[2].regions == ("wrist-hand",)


def test_a_post_operative_request_drops_its_body_part_first() -> None:
    plan = read("post-op occupational therapy, left wrist").plan
    assert plan is not None
    assert plan.steps[0].without == "" and isinstance(plan.steps[0].tree, And)
    assert "body part" in plan.steps[1].without
    assert Filed("asked", ("occupational therapy",)) in [step.tree for step in plan.steps]


def test_the_words_are_a_part_of_the_address() -> None:
    request = SearchRequest(q="massage", words=QueryMode.MENTIONED)
    assert request.address() == "/search/?q=massage&words=mentioned"
    assert SearchRequest.read_address(request.address(), FROM_FILES).request == request
    assert SearchRequest(q="massage").address() == "/search/?q=massage"


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=400))
def test_anything_typed_is_read(typed: str) -> None:
    understood = read(typed)
    assert understood.plan is None or understood.tree == understood.plan.steps[0].tree
