"""One thought, however reviewers and those who search say it."""

from __future__ import annotations

import pytest

from search.vocabulary import grounds
from search.vocabulary.data import table
from search.vocabulary.thoughts import reason_names, thoughts_of


@pytest.mark.parametrize(
    ("thought", "said"),
    [
        ("conservative care", ("conservative care failed", "exhausted non-operative treatment", "tried and failed PT")),
        (
            "number beyond the limit",
            ("exceed the guideline", "in excess of the allowance", "goes past the limit"),
        ),
        ("reasons for the request", ("gave no rationale", "did not explain why it is needed", "without justification")),
        ("taking by mouth", ("able to swallow", "no tablets", "the oral form")),
        (
            "another request",
            ("as the surgery is not authorized", "an ancillary item", "falls with the main one"),
        ),
        ("signs in a joint", ("the knee locks", "a positive McMurray", "swelling with laxity")),
        ("trigger points", ("no twitch response", "taut bands")),
        ("moving about", ("can walk with a cane", "not weight bearing", "an unsteady gait")),
        ("help at home", ("housework and shopping", "the spouse can help", "needs assistance with bathing")),
        ("need of a specialist", ("a complex diagnosis", "beyond the scope of this physician", "an expert opinion")),
        ("what is no medical treatment", ("a health club", "an item of convenience", "not primarily medical")),
        ("routine use", ("done routinely", "a screening without cause", "low risk surgery")),
        ("something simpler", ("the brand costs more", "an expensive kind", "less costly")),
        ("effect on treatment", ("would not change management", "the results will not alter the plan")),
    ],
)
def test_a_thought_is_one_in_whatever_words(thought: str, said: tuple[str, ...]) -> None:
    for each in said:
        assert thought in [found.name for found in thoughts_of(each)], each


def test_every_thought_belongs_to_a_ground_and_has_a_name_of_its_own() -> None:
    known = {term.key for term in grounds()}
    named = table("thoughts")["thought"]
    assert {each["ground"] for each in named} == known
    assert len({each["name"] for each in named}) == len(named)


def test_an_item_is_filed_under_what_its_grounds_say_and_under_no_more() -> None:
    sentences = [
        ("benefit", "The earlier visits brought no functional improvement, and no red flag is seen."),
        ("amount", "Twelve visits exceed the guideline."),
    ]
    assert set(reason_names(sentences)) == {
        "because:functional improvement",
        "above all:functional improvement",
        "because:earlier treatment",
        "above all:earlier treatment",
        "because:number beyond the limit",
    }


def test_no_text_takes_long_or_fails() -> None:
    assert thoughts_of("") == () and thoughts_of("\x00 ’s n't" * 50) == ()
    assert thoughts_of("not shown " * 200_000)
