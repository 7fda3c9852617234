from __future__ import annotations

import pytest

from search.letters import Patient, read_patient
from search.vocabulary.quantities import Quantities, read_quantities

CASES = {
    "Norco 10/325mg #180": Quantities(quantity=180, strength="10/325mg"),
    "Tramadol 50 mg, quantity 60": Quantities(quantity=60, strength="50mg"),
    "Hydrocodone 7.5-325mg one tablet twice daily #40": Quantities(40, "7.5-325mg", "twice daily", None),
    "Gabapentin 600mg by mouth three times a day #90": Quantities(90, "600mg", "three times a day", None),
    "Butrans patch 10mcg/hr #4": Quantities(4, "10mcg/hr"),
    "Lidocaine 5% patch, 30 patches": Quantities(30, "5%"),
    "Compound: baclofen 2%/cyclobenzaprine 2%/gabapentin 6%, 240gm": Quantities(strength="2%, 6%"),
    "Suspension 25mg/ml 420ml": Quantities(strength="25mg/ml"),
    "Home nurse daily for 4 weeks": Quantities(frequency="daily"),
    "Physical therapy 3 times a week for 4 weeks": Quantities(frequency="3 times a week for 4 weeks", sessions=12),
    "Physical therapy, two times a week times three weeks": Quantities(
        frequency="two times a week times three weeks", sessions=6
    ),
    "Physical therapy 3 times a week for 4 weeks (12 sessions)": Quantities(
        frequency="3 times a week for 4 weeks", sessions=12
    ),
    "Eight (8) chiropractic sessions": Quantities(sessions=8),
    "Massage therapy x 8 for the neck": Quantities(sessions=8),
    "Acupuncture 2x4": Quantities(sessions=8),
    "P.T. 2x6": Quantities(sessions=12),
    "Chiro tx x 6": Quantities(sessions=6),
    "Acupuncture 1 x week x 6 weeks": Quantities(frequency="1 x week x 6 weeks", sessions=6),
    "PT 2xwk x 6wks": Quantities(frequency="2xwk", sessions=12),
    "Issue #2: MRI of the knee": Quantities(),
    "Tooth #14 crown": Quantities(),
    "Physical therapy two times four visits (8)": Quantities(sessions=8),
    "Chiropractic visits, #2": Quantities(sessions=2),
    "Twelve sessions of aquatic therapy": Quantities(sessions=12),
    "Post-operative physical therapy 12-18 sessions": Quantities(),
    "Two therapy sessions for the knee and eight therapy sessions for the wrist": Quantities(),
    "MRI of the lumbar spine": Quantities(),
    "L4-L5 epidural steroid injection": Quantities(),
    "Cold therapy unit, 30 day rental": Quantities(),
    "Deprizine (unknown quantity)": Quantities(),
    "": Quantities(),
    "#" * 5000: Quantities(),
    "9" * 5000: Quantities(),
}


@pytest.mark.parametrize(("disputed", "wanted"), CASES.items())
def test_amounts(disputed: str, wanted: Quantities) -> None:
    found = read_quantities(disputed)
    assert (found.quantity, found.strength, found.sessions) == (
        wanted.quantity,
        wanted.strength,
        wanted.sessions,
    )
    assert (found.frequency or "").lower() == (wanted.frequency or "")


@pytest.mark.parametrize(
    ("summary", "wanted"),
    [
        ("The injured worker is a 41 year old male, who fell.", Patient(41, "male")),
        ("This case involves a now 58-year-old female with pain.", Patient(58, "female")),
        (
            "The applicant is a represented 37-year-old. She reported that her back hurts.",
            Patient(37, "female"),
        ),
        ("A 52 y/o woman was seen.", Patient(52, "female")),
        ("The patient, aged 60, was seen by his doctor.", Patient(60, "male")),
        ("The worker is a 44-year-old. He saw his doctor. She examined him.", Patient(44, None)),
        ("A 3 year old injury in a 45-year-old man.", Patient(45, "male")),
        ("The worker hurt the shoulder.", Patient()),
        ("", Patient()),
        (None, Patient()),
    ],
)
def test_patient(summary: str | None, wanted: Patient) -> None:
    assert read_patient(summary) == wanted
