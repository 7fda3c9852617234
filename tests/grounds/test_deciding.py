"""The sentence on which a reviewer decided, told from what is quoted and from the history."""

from __future__ import annotations

import pytest

from search.grounds import deciding_sentence, read_grounds

QUOTE = "The guidelines recommend a knee brace when there is documented instability of the joint. "


def deciding(rationale: str, decision: str = "upheld") -> str:
    span = deciding_sentence(rationale, decision)
    assert span
    return rationale[slice(*span)]


@pytest.mark.parametrize(
    "reason",
    [
        "However, there is no documentation of instability on the examination.",
        "In this case, the examination does not describe any laxity of the knee.",
        "The records provided do not show that the patient has a torn ligament.",
    ],
)
def test_the_reason_and_not_what_is_quoted(reason: str) -> None:
    rationale = (
        f"{QUOTE}The patient is a 40 year old cook with knee pain. {reason} The request is not medically necessary."
    )
    assert deciding(rationale) == reason


def test_the_verdict_with_its_reason() -> None:
    verdict = "Given the positive drawer test and the torn ligament on MRI, the request is medically necessary."
    assert deciding(f"{QUOTE}The patient hurt the knee in a fall. {verdict}", "overturned") == verdict


def test_never_the_words_of_a_guideline() -> None:
    verdict = "Therefore, the request is not medically necessary."
    assert deciding(QUOTE + verdict) == verdict
    assert deciding_sentence(QUOTE, "upheld") is None


def test_a_standing_notice_decides_nothing() -> None:
    rationale = (
        "There is no documentation of functional improvement. The request is not medically necessary. This decision "
        "addresses the medical necessity of opioids as they have been prescribed. The decision should not be "
        "interpreted as advice to stop abruptly, and no treatment should exceed what is safe."
    )
    assert [found.key for found in read_grounds(rationale, "upheld")] == ["benefit"]


@pytest.mark.parametrize(
    "text", ["", " ", "...", "“", "no " * 5_000, "not documented. " * 3_000, "\x00\ud800 no evidence of"]
)
def test_any_text_is_borne(text: str) -> None:
    for decision in ("upheld", "overturned"):
        for found in read_grounds(text, decision):
            assert 0 <= found.sentence[0] <= found.evidence[0] < found.evidence[1] <= found.sentence[1] <= len(text)


def evidence(rationale: str, key: str, decision: str = "upheld") -> str:
    (found,) = [ground for ground in read_grounds(rationale, decision) if ground.key == key]
    return rationale[slice(*found.evidence)]


def test_a_companion_is_shown_with_the_request_that_it_follows() -> None:
    said = (
        "As the requested elbow repair is not supported, the associated request for a cold pack is also not supported."
    )
    assert evidence(f"{QUOTE}{said}", "companion") == said.removesuffix(".")


def test_words_that_lean_on_those_before_are_not_shown_alone() -> None:
    said = "No nerve deficit which would call for surgery, nor any planned operation, is described."
    assert evidence(f"{QUOTE}{said}", "plan") == said.removesuffix(".")


def test_another_ground_in_the_opening_of_a_verdict_is_not_shown_with_it() -> None:
    said = "Given the lack of objective instability, and with no failed therapy documented, the brace is not necessary."
    assert "instability" not in evidence(f"{QUOTE}{said}", "prior-care")


@pytest.mark.parametrize(
    ("ground", "shown", "beside"),
    [
        (
            "already",
            "An ultrasound of the elbow was previously authorized on 03/02/2016.",
            "As such, it would be redundant.",
        ),
        ("safety", "Moreover, no urine drug screen was documented.", "No pain agreement was documented."),
    ],
)
def test_the_words_shown_are_the_reasons_and_not_what_is_concluded_from_it(
    ground: str, shown: str, beside: str
) -> None:
    before, after = (shown, beside) if ground == "already" else ("The dose is high.", f"{shown} {beside}")
    rationale = f"{QUOTE}{before} {after} The request is not medically necessary."
    (found,) = [each for each in read_grounds(rationale, "upheld") if each.key == ground]
    assert rationale[slice(*found.sentence)] == shown
