"""Kinds of reasons, and kinds of sentences that sound like one and are none."""

from __future__ import annotations

import numpy as np
import pytest

from search.grounds import read_grounds
from search.grounds.roles import Role, read_sentences
from search.grounds.weights import GroundWeights, ground_weights

GROUNDS = ground_weights().grounds
VERDICT = " The request is not medically necessary."
APPROVED = " Therefore, the request is medically necessary."


def keys(rationale: str, decision: str = "upheld") -> list[str]:
    return [found.key for found in read_grounds(rationale, decision)]


@pytest.mark.parametrize(
    ("reason", "ground"),
    [
        ("In this case, no course of chiropractic visits and exercise was described.", "prior-care"),
        ("The records do not show that two other anticonvulsants have failed.", "prior-care"),
        ("The arthroplasty was not authorized, so a walker is not needed either.", "companion"),
        ("As the antibiotic has been found not to be necessary, there is no need for the culture.", "companion"),
        ("The claimant has used it longer than the four weeks allowed.", "amount"),
        ("It is not stated why a prefabricated splint would not suffice.", "alternative"),
        ("Relief, function and sleep were asked for, and none of these were documented.", "benefit"),
    ],
)
def test_reasons_in_other_words(reason: str, ground: str) -> None:
    assert ground in keys(reason + VERDICT)


@pytest.mark.parametrize(
    ("sentence", "ground"),
    [
        ("The patient fell from a ladder and has a swollen wrist.", "safety"),
        ("The patient wishes to return to work.", "benefit"),
        ("The surgery is medically necessary.", "plan"),
    ],
)
def test_what_an_approval_only_tells(sentence: str, ground: str) -> None:
    assert ground not in keys(f"{sentence} The films show a displaced fracture.{APPROVED}", "overturned")


@pytest.mark.parametrize(
    ("sentence", "ground"),
    [
        ("The device is not recommended as a first line of treatment.", "recommended"),
        ("The number of sessions already attended is not stated, and no gain in function is documented.", "already"),
        ("There is no lesion on the films that would benefit from an operation.", "benefit"),
        ("The radiographs show mild arthritis.", "alternative"),
    ],
)
def test_what_a_denial_only_mentions(sentence: str, ground: str) -> None:
    assert ground not in keys(f"{sentence} There is no documentation of instability on examination.{VERDICT}")


@pytest.mark.parametrize(
    ("rationale", "ground", "shown"),
    [
        (
            "The initial request exceeds the recommendation for a trial of six visits. Given the quantity, and lack of"
            " extenuating circumstances to go beyond it, the request is not medically necessary.",
            "amount",
            "The initial request exceeds",
        ),
        (
            "Given that the notes show no pathology such as a torn tendon and there are no red flags, the request is"
            " not medically necessary.",
            "findings",
            "no pathology such as a torn tendon and there are no red flags",
        ),
    ],
)
def test_the_words_shown_say_what_was_missed(rationale: str, ground: str, shown: str) -> None:
    (words,) = [rationale[slice(*found.evidence)] for found in read_grounds(rationale, "upheld") if found.key == ground]
    assert shown in words


def test_a_ground_needs_a_sentence_that_applies_it() -> None:
    weights = GroundWeights(GROUNDS, [], np.zeros((0, len(GROUNDS) + 1), np.float32))
    named = np.full(len(GROUNDS), 5, np.float32)
    sure, unsure = (weights.logits(np.append(named, applies).astype(np.float32)) for applies in (5, -5))
    assert (sure > 4).all() and (unsure < -4).all()
    assert np.allclose(weights.logits(np.zeros(len(GROUNDS) + 1, np.float32)), np.log(0.25 / 0.75))


GUIDELINE = "The guidelines recommend the treatment when there is documented instability of the joint. "


@pytest.mark.parametrize(
    ("sentence", "ground"),
    [
        ("The lack of lasting gains may be due to the short time of treatment.", "benefit"),
        ("There is no quality evidence of effectiveness.", "benefit"),
        ("The previous reviewer denied this because no failed therapy was documented.", "prior-care"),
        ("No exceptional factors outside of the guidelines were noted for this device.", "amount"),
    ],
)
def test_what_goes_on_with_a_guideline_or_was_said_by_others(sentence: str, ground: str) -> None:
    reason = "In this case, there is no documentation of instability on examination."
    assert ground not in keys(f"{GUIDELINE}{sentence} {reason}{VERDICT}")


def test_a_verdict_that_opens_with_its_reason_is_none_of_the_guideline() -> None:
    assert keys(f"{GUIDELINE}As the repair was denied, the crutches are not medically necessary.") == ["companion"]


def test_what_science_supposes_of_a_treatment_goes_on_with_what_holds_for_anybody() -> None:
    supposed = (
        "The patient hurt the neck in a fall. Stretching is a passive intervention and dependence should be avoided. "
        "This lack of long-term benefit could be due to the short time of stretches, which do not address the cause."
    )
    assert [sentence.role for sentence in read_sentences(supposed)][1:] == [Role.GENERAL, Role.GENERAL]
    reason = "In this case, there is no documentation of instability on examination."
    assert keys(f"{supposed} {reason}{VERDICT}") == ["findings"]
