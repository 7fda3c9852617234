"""Reviewers' specialties and licences, as letters print them."""

import pytest

from search.vocabulary import name_specialties, name_states, specialties, states


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        ("Preventive Medicine, Occupational Medicine", ["Preventive Medicine", "Occupational Medicine"]),
        ("Anesthesiology, Pain Management", ["Anesthesiology", "Pain Management"]),
        ("Chiropractor", ["Chiropractic"]),
        ("Chiropractic, Sports Medicinea", ["Chiropractic", "Sports Medicine"]),
        ("Physical Medicine and Rehabilitation", ["Physical Medicine & Rehabilitation"]),
        (
            "Physical Medicine & Rehabilitation, Pain Management",
            ["Physical Medicine & Rehabilitation", "Pain Management"],
        ),
        ("PM&R", ["Physical Medicine & Rehabilitation"]),
        (
            "Public Health & General Preventive Medicine, Family Practice",
            ["Public Health & General Preventive Medicine", "Family Practice"],
        ),
        ("Allergy and Immunology and Internal Medicine", ["Allergy and Immunology", "Internal Medicine"]),
        ("Colon and Rectal Surgery,Surgery", ["Colon and Rectal Surgery", "Surgery"]),
        ("Psychiatry; Addiction Psychiatry", ["Psychiatry", "Addiction Psychiatry"]),
        ("Orthopaedic Surgery, Sports Medicine", ["Orthopedic Surgery", "Sports Medicine"]),
        ("Orthopedic Surgey", ["Orthopedic Surgery"]),
        ("Pain Mangement", ["Pain Management"]),
        ("Family Medicine", ["Family Practice"]),
        ("Neurosurgery", ["Neurological Surgery"]),
        ("Pain Management, Disability Evaluation", ["Pain Management", "Disability Evaluation"]),
        ("Pain Management, Pain Medicine", ["Pain Management"]),
        ("Internal Medicine,\nRheumatology", ["Internal Medicine", "Rheumatology"]),
        ("", []),
        (" , ", []),
    ],
)
def test_specialties(printed: str, labels: list[str]) -> None:
    named = name_specialties(printed)
    assert list(named.labels) == labels
    assert named.unknown == ()


def test_a_specialty_nobody_knows_is_kept_as_printed() -> None:
    named = name_specialties("Neurology, Undersea Medicine and Psychiatry")
    assert named.labels == ("Neurology", "Undersea Medicine", "Psychiatry")
    assert named.unknown == ("Undersea Medicine",)


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        (
            "Orthopedic Surgery, Fellowship Trained in Spine Surgery",
            ["Orthopedic Surgery", "Fellowship Trained in Spine Surgery"],
        ),
        ("Spine Surgery", ["Spine Surgery"]),
        ("Licensed Acupuncturist", ["Oriental Medicine"]),
        ("Board Certified in Surgery", ["Surgery"]),
    ],
)
def test_a_word_before_a_name_may_make_it_another(printed: str, labels: list[str]) -> None:
    assert list(name_specialties(printed).labels) == labels


@pytest.mark.parametrize("term", specialties(), ids=lambda term: term.key)
def test_every_specialty_names_itself(term: object) -> None:
    label = getattr(term, "label", "")
    assert name_specialties(label).labels == (label,)


@pytest.mark.parametrize(
    ("printed", "labels"),
    [
        ("California", ["California"]),
        ("Texas, New York, California", ["Texas", "New York", "California"]),
        ("Texas,New York,California", ["Texas", "New York", "California"]),
        ("Texas, New York and California", ["Texas", "New York", "California"]),
        ("West Virginia, Virginia", ["West Virginia", "Virginia"]),
        ("Washington, District of Columbia", ["Washington", "District of Columbia"]),
        ("Califronia, Pennsylvannia", ["California", "Pennsylvania"]),
        ("CA, NY", ["California", "New York"]),
        ("California, California", ["California"]),
        ("New\nJersey, North Carolina", ["New Jersey", "North Carolina"]),
        ("Washington D.C., Virginia", ["District of Columbia", "Virginia"]),
        ("State of Texas", ["Texas"]),
        ("Atlantis", []),
        ("", []),
    ],
)
def test_states(printed: str, labels: list[str]) -> None:
    assert list(name_states(printed)) == labels


@pytest.mark.parametrize("term", states(), ids=lambda term: term.key)
def test_every_state_names_itself(term: object) -> None:
    label = getattr(term, "label", "")
    assert name_states(label) == (label,)
