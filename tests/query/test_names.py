"""One name for one thing, told once, however it is typed."""

from __future__ import annotations

import pytest

from search.query.asking.plan import NAMED_IN_PART
from search.query.asking.understanding import read
from search.query.explain import plain
from search.query.question import Preference
from search.query.tree import Word


def told(q: str) -> str:
    return plain(read(q).explanation)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("RFA: methadone 10 mg #60", "a request for methadone"),
        ("shoulder MRI per RFA dated 5/6/17", "a request for MRI · shoulder"),
        ("the RFA was not signed", "reasons that speak of request, signed"),
        ("lumbar RFA", "a request for RFA · low back"),
        ("RFA for chronic neck pain", "a request for RFA"),
    ],
)
def test_a_form_is_told_from_an_ablation_by_what_stands_beside_it(typed: str, said: str) -> None:
    assert told(typed).startswith(said)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("dental bridge", "a request for bridge · head and face"),
        ("rhizotomy of the cervical facet joints", "a request for radiofrequency ablation · neck"),
        ("steroid shot, left hip", "a request for steroid shot · hip and pelvis · preferring left side"),
        ("post-operative cervical collar", "a request for cervical collar · post-operative · preferring neck"),
        ("Duragesic patches 50 mcg", "a request for fentanyl · preferring patch, 50 mcg"),
        ("gabapentin 300 mg and 600 mg", "a request for gabapentin · preferring 300 mg, 600 mg"),
        ("tramadol 50 mg per mcgill questionnaire", "a request for tramadol · preferring 50 mg, mcgill questionnaire"),
        ("hearing aids, perm", "a request for hearing aids"),
    ],
)
def test_a_thing_is_named_once(typed: str, said: str) -> None:
    assert told(typed) == said


def test_a_name_with_an_idle_ending_is_the_name_without_it() -> None:
    for one, other in (
        ("smoking cessation", "smoking cessation program"),
        ("housekeeper", "homemaker services"),
        ("inpatient detox", "inpatient detoxification"),
        ("cortisone injection", "steroid shot"),
    ):
        assert read(one).tree == read(other).tree, one


def test_headings_in_the_words_typed_come_first() -> None:
    plan = read("recumbent bike").plan
    assert plan and Preference(Word("recumbent", "heading"), NAMED_IN_PART) in plan.preferences


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("hip surgery", "a request for hip surgery · hip and pelvis"),
        ("yoga tried before Lunesta", "a request for eszopiclone · preferring yoga tried"),
        ("an ultrasound must be done before a fusion", "a request for ultrasound or fusion"),
        ("is Nexium needed with an anti-inflammatory", "a request for esomeprazole"),
        ("capsaicin cream, wrist", "a request for capsaicin · preferring cream, wrist and hand"),
        ("stellate ganglion block for CRPS", "a request for SGB · preferring CRPS"),
        ("CRPS", "reasons that speak of complex regional pain syndrome"),
        ("preop workup", "a request for anything before an operation"),
        (
            "no objective gains with earlier massage",
            "a request for massage therapy · preferring objective gains, earlier, upheld",
        ),
        ("UDS, no aberrant behavior", "a request for urine drug testing · preferring aberrant behavior"),
        (
            "measurable gains earn more visits",
            "reasons that speak of measurable, gains, earn, more, visits · preferring overturned",
        ),
    ],
)
def test_what_an_argument_names_is_told_from_what_it_asks_for(typed: str, said: str) -> None:
    assert told(typed).startswith(said)


def test_an_operation_on_another_joint_is_another_operation() -> None:
    plan = read("elbow arthroscopy").plan
    assert plan and not any("elbow" in step.without for step in plan.steps if "named" not in step.without)
    other = read("elbow MRI").plan
    assert other and any(step.without == "elbow" for step in other.steps)


def test_the_strengths_of_two_ingredients_need_no_unit() -> None:
    assert told("Percocet 10/325").endswith("preferring 10/325 mg") and "mg" not in told("Percocet DOS 10/12")


def test_a_ground_that_is_spoken_of_is_the_last_resort() -> None:
    plan = read("plonkish improvement").plan
    assert plan and [step.last for step in plan.steps][-1] and not any(step.last for step in plan.steps[:-1])
