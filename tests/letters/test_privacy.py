from __future__ import annotations

import pytest

from search.letters import parse, privacy_concerns

from .builder import Item, Letter

SURVIVORS = {
    "He was seen by Dr. John Whitcomb in May.": "A person's name with a title",
    "Mr. Ashgrove reports pain.": "A person's name with a title",
    "The report of Jane Q. Fernhill, M.D. was read.": "A person's name with a degree",
    "Patient Name: Fernhill, Jane": "A name after its label",
    "Claim Number: WC-2014-77812": "A claim number",
    "Claim # 0012345678": "A claim number",
    "Her date of birth: 04/05/1961.": "A date of birth",
    "DOB 4-5-1961": "A date of birth",
    "She was born on April 5, 1961.": "A date of birth",
    "SSN 123-45-6789": "A social security number",
    "He lives at 4521 West Orchard Lane, Fresno.": "A street address",
    "Call (559) 555-0142 to reach him.": "A telephone number",
    "Call 831-555-0142 to reach him.": "A telephone number",
    "Write to j.fernhill@example.com today.": "An e-mail address",
}
CLEAN = (
    "Dr. recommended an MRI. The Dr. agreed.",
    "On 10-30-2016 strength was 4/5 and sensation was reduced in the L4-S1 distribution.",
    "MS Contin 15mg #60, Norco 10-325 mg, NDC 00591-3202-01, CPT 97110, 99213-99215.",
    "Dr. Scholl inserts were tried. Carpal Tunnel Release, Ms. Contin.",
    "On November 4, 2016 Orthopedic Dr. recommended surgery.",
    "Call (855) 555-0100 or 800-555-0100, it costs nothing. Lot 1234-555-0142-7.",
    "MAXIMUS Federal Services, Inc. P.O. Box 1000, Fax: (916) 555-0100",
    "Date of Injury: 02/03/2014. Claim Number: Date of UR Decision: 07/30/2013",
    "The MRI of 04/05/1961 levels: T12-L1, blood pressure 120/80, pulse 80-100.",
    "Spurling, Tinel, Phalen and Finkelstein tests were negative. Apley and Hawkins were positive.",
    "Employee: Claim Number: Date of Injury: 02/20/2012",
    "He was seen by Dr. However, pain went on. Per Dr. Treatment was changed.",
    "Home Health RN visits; Physician Assistant, PA-C; Registered Nurse, RN; Treating Physician, MD",
    "See Smith J, MD, et al. Journal of Pain 2014; Author: Paul Brown, MD",
)


@pytest.mark.parametrize(("sentence", "what"), SURVIVORS.items())
@pytest.mark.parametrize("place", ["the clinical summary", "item 1", "the letter"])
def test_what_survived_is_reported_without_repeating_it(sentence: str, what: str, place: str) -> None:
    letter = {
        "the clinical summary": Letter(summary=("The worker is 47.", sentence)),
        "item 1": Letter(items=[Item(rationale=(sentence,))]),
        "the letter": Letter(reviewer=(*Letter().reviewer, sentence)),
    }[place]
    concerns = privacy_concerns(parse(letter.text()))
    assert f"{what} seems to stand in {place}." in concerns
    for secret in ("Whitcomb", "Ashgrove", "Fernhill", "77812", "1961", "6789", "Orchard", "0142"):
        assert not any(secret in concern for concern in concerns)


@pytest.mark.parametrize("sentence", CLEAN)
def test_ordinary_clinical_text_is_clean(sentence: str) -> None:
    assert privacy_concerns(parse(Letter(summary=("The worker is 47.", sentence)).text())) == ()


def test_names_of_what_is_cited_are_public() -> None:
    cited = (
        "Decision based on Non-MTUS Citation Sleep Apnea, by Anna B. Lindqvist, MD, 12 Harbor Street, mail@example.org."
    )
    assert privacy_concerns(parse(Letter(items=[Item(reviewer=cited)]).text())) == ()
