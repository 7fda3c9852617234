"""What a heading asks for, and what it only mentions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.vocabulary import name_treatment
from search.vocabulary.asking import asked_names, read_asked
from search.vocabulary.data import table
from search.vocabulary.kinds import classes, names_for
from search.vocabulary.treatment_data import our_words, phrases


def names(heading: str) -> set[str]:
    return set(asked_names(heading, name_treatment(heading).value or ""))


@pytest.mark.parametrize(
    ("heading", "asked", "only_mentioned"),
    [
        ("Conscious sedation for a cervical epidural steroid injection", "sedation", "epidural steroid injection"),
        ("MRI of the right knee and an EMG of the left arm", "emg", "knee"),
        ("Orthopedic consultation for a total knee replacement", "consultation", "tka"),
        ("Percocet 5/325 mg #60", "drug:oxycodone", "drug:acetaminophen"),
        ("Ketoprofen 10%, baclofen 2%, gabapentin 6% cream", "with:baclofen", "drug:baclofen"),
        ("Omeprazole 20 mg #30 and naproxen 550 mg #60", "drug:naproxen", "drug:naproxen/omeprazole"),
        ("Abduction sling", "sling", "brace"),
        ("Post-op acupuncture, left L3-4", "level:l3-l4", "stage:preoperative"),
        ("Functional capacity evaluation after a fusion", "fce", "fusion"),
        ("Crutches following ACL reconstruction", "crutch", "acl reconstruction"),
    ],
)
def test_what_is_asked_for_is_told_from_what_it_is_for(heading: str, asked: str, only_mentioned: str) -> None:
    assert asked in names(heading)
    assert only_mentioned not in names(heading)


def test_every_name_of_a_thing_is_filed_under_the_same_name() -> None:
    for group in table("kinds")["same"]:
        assert len({names_for(our_words(phrase))[0] for phrase in group}) == 1, group


def test_wider_names_and_classes_are_things_of_the_vocabulary() -> None:
    for wide, narrower in table("kinds")["covers"].items():
        for phrase in (wide, *narrower):
            assert phrases().get(" ".join(our_words(phrase))), phrase
    known = {f"{each['key']}/{key}" for each in table("treatments")["category"] for key, _ in each["types"]}
    assert {kind for _, kind in classes().items()} <= known


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    asked = read_asked(text)
    assert len(asked.why) == len(asked.text.words)
    assert all(0 <= thing.start < thing.end <= len(asked.why) for thing in asked.things)
