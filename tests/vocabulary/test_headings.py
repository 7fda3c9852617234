"""What headings name: treatment types, drugs and body regions, over the headings written in the TOML files beside."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from search.vocabulary import drugs, name_drug, name_regions, name_treatment, parse_key, treatment_types

HERE = Path(__file__).parent


def cases(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


HEADINGS = [
    (heading, kind)
    for path in sorted(HERE.glob("headings_*.toml"))
    for kind, headings in cases(path.stem).items()
    for heading in headings
]
DRUGS = [
    (heading, kind if "/" in kind else f"pharmaceuticals/{kind}", drug or None)
    for heading, (kind, drug) in cases("drugs").items()
]
REGIONS = list(cases("regions").items())
WHOLE = [case for path in sorted(HERE.glob("whole_*.toml")) for case in cases(path.stem).items()]
MISPRINTS = [
    ("Acupuncure 2x4", "rehabilitation/acupuncture"),
    ("Chiropracic treatment x 6", "rehabilitation/chiropractic"),
    ("Massage theraphy", "rehabilitation/massage-therapy"),
    ("Lumbar epidual injection", "injections/epidural-steroid-injections"),
    ("Shoulder arthrscopy", "surgery/arthroscopic-surgery"),
    ("Functonal restoration program", "programs/functional-restoration-programs"),
    ("Transportaion to appointments", "transportation/transportation"),
    ("Urine toxocology", "diagnostic-testing/urine-drug-testing"),
    ("Electromyograpy of the arms", "diagnostic-testing/electrodiagnostic-studies"),
]
RULES = [
    ("Norco 10/325mg #120", "drug norco → hydrocodone/acetaminophen → opioids"),
    ("Associated surgical service: Crutches", "rule “associated surgical service”"),
    ("Sedation", "leading phrase “sedation”"),
    ("Tramadal 50mg", "tramadal (read as tramadol)"),
]


@pytest.mark.parametrize(("heading", "expected"), HEADINGS, ids=[heading for heading, _ in HEADINGS])
def test_treatment(heading: str, expected: str) -> None:
    named = name_treatment(heading)
    assert named.value == expected, named.rule


@pytest.mark.parametrize(("heading", "expected", "drug"), DRUGS, ids=[heading for heading, _, _ in DRUGS])
def test_drug(heading: str, expected: str, drug: str | None) -> None:
    assert name_drug(heading).value == drug
    named = name_treatment(heading)
    assert named.value == expected, named.rule


@pytest.mark.parametrize(("heading", "expected"), REGIONS, ids=[heading for heading, _ in REGIONS])
def test_regions(heading: str, expected: list[str]) -> None:
    assert list(name_regions(heading).values) == expected


@pytest.mark.parametrize(("heading", "expected"), WHOLE, ids=[heading for heading, _ in WHOLE])
def test_type_drug_and_regions_together(heading: str, expected: tuple[str, str, list[str]]) -> None:
    named = name_treatment(heading)
    found = [named.value, name_drug(heading).value or "", list(name_regions(heading).values)]
    assert found == list(expected), named.rule


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("MRI of the lumbr spine", ["low-back"]),
        ("Acupuncture for the cervcial spine and shouder", ["neck", "shoulder"]),
        ("CT scan of the abdoemn", ["chest-abdomen"]),
        ("Selective nerve root block at left C6", ["neck"]),
        ("C4 complement", []),
        ("Physical therapy for C/S, T/S and L/S", ["neck", "upper-back", "low-back"]),
        ("Urine C/S", []),
        ("Myofascial and fascial work", []),
        ("A healthy denial in the corner", []),
    ],
)
def test_regions_misspelt_or_abbreviated(heading: str, expected: list[str]) -> None:
    assert list(name_regions(heading).values) == expected


@pytest.mark.parametrize(
    "change", ["Retrospective request for {}", "Retro: {} (DOS 10/14/16)", "{}, quantity 30", "{} is"]
)
@pytest.mark.parametrize("heading", [heading for heading, _ in WHOLE[::7]])
def test_what_surrounds_a_request_changes_nothing(heading: str, change: str) -> None:
    around = change.format(heading)
    for name in (name_treatment, name_drug):
        assert name(around).value == name(heading).value
    assert name_regions(around).values == name_regions(heading).values


@pytest.mark.parametrize(("heading", "expected"), MISPRINTS)
def test_a_service_misspelt_by_a_letter_is_still_itself(heading: str, expected: str) -> None:
    assert name_treatment(heading).value == expected


@pytest.mark.parametrize(("heading", "why"), RULES)
def test_a_name_says_which_rule_made_it(heading: str, why: str) -> None:
    assert why in name_treatment(heading).rule


def test_every_type_is_tried() -> None:
    tried = {kind for _, kind in HEADINGS} | {kind for _, kind, _ in DRUGS}
    assert {term.key for term in treatment_types()} == tried


def test_every_drug_named_has_a_term() -> None:
    known = {term.label for term in drugs()}
    singles = {drug for _, _, drug in DRUGS if drug and "/" not in drug}
    assert singles <= known
    assert all(parse_key("drug", drug) for drug in singles)


@pytest.mark.parametrize(
    "heading",
    ["Celebrate", "The patent was mobile", "Actual normal cortex", "Lateral lesion", "Provide percent"],
)
def test_ordinary_words_are_not_misspelt_drugs(heading: str) -> None:
    assert name_drug(heading).value is None


@pytest.mark.parametrize(
    "heading", ["Infection of the wound", "A message", "Typical irritation", "In addition", "Heading"]
)
def test_ordinary_words_are_not_misspelt_services(heading: str) -> None:
    assert name_treatment(heading).value == "other/other"
