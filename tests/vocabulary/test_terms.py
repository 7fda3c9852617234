"""The vocabularies themselves: stable keys, one meaning a word, forgiving keys."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.vocabulary import (
    Term,
    body_regions,
    decisions,
    drug_term,
    drugs,
    guideline_sections,
    guidelines,
    parse_key,
    slug,
    specialties,
    states,
    synonyms,
    treatment_categories,
    treatment_types,
)
from search.vocabulary.data import table

EVERY: list[Callable[[], tuple[Term, ...]]] = [
    treatment_categories,
    treatment_types,
    specialties,
    body_regions,
    guidelines,
    guideline_sections,
    decisions,
    states,
    drugs,
]

CATEGORIES = [
    "pharmaceuticals",
    "diagnostic-testing",
    "rehabilitation",
    "injections",
    "surgery",
    "dmepos",
    "evaluation-management",
    "behavioral-health",
    "programs",
    "home-health",
    "transportation",
    "other",
]

GUIDELINES = [
    "mtus-chronic-pain",
    "mtus-opioids",
    "mtus-acupuncture",
    "mtus-postsurgical",
    "mtus-general-approaches",
    "mtus-neck-upper-back",
    "mtus-shoulder",
    "mtus-elbow",
    "mtus-forearm-wrist-hand",
    "mtus-low-back",
    "mtus-knee",
    "mtus-ankle-foot",
    "mtus-stress",
    "mtus-eye",
    "mtus-hip-groin",
    "mtus-other",
    "acoem",
    "odg",
    "other-source",
    "none-cited",
]

REGIONS = [
    "neck",
    "upper-back",
    "low-back",
    "shoulder",
    "elbow",
    "wrist-hand",
    "hip-pelvis",
    "knee",
    "lower-leg",
    "ankle-foot",
    "head-face",
    "chest-abdomen",
    "upper-extremity",
    "lower-extremity",
    "mental-health",
]


@pytest.mark.parametrize("terms", EVERY, ids=lambda terms: terms.__name__)
def test_keys_and_labels_are_there_once(terms: Callable[[], tuple[Term, ...]]) -> None:
    found = terms()
    keys = [term.key for term in found]
    assert found
    assert len(set(keys)) == len(keys)
    assert all(term.key and term.label for term in found)
    assert all("/".join(slug(part) for part in key.split("/")) == key for key in keys)


def test_the_fixed_keys_in_their_order() -> None:
    assert [term.key for term in treatment_categories()] == CATEGORIES
    assert [term.key for term in guidelines()] == GUIDELINES
    assert [term.key for term in body_regions()] == REGIONS
    assert [term.key for term in decisions()] == ["upheld", "overturned"]
    assert len(treatment_types()) == 77
    assert len(specialties()) == 58


def test_every_child_has_its_parent() -> None:
    categories = {term.key for term in treatment_categories()}
    cited = {term.key for term in guidelines()}
    assert all(term.parent in categories and term.key.startswith(f"{term.parent}/") for term in treatment_types())
    assert all(term.parent in cited and term.key.startswith(f"{term.parent}/") for term in guideline_sections())
    assert {term.parent for term in treatment_types()} == categories


def test_people_read_a_sentence_about_each_category() -> None:
    for term in (*treatment_categories(), *body_regions(), *guidelines(), *decisions()):
        assert term.description.endswith(".")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Physical Medicine & Rehabilitation", "physical-medicine-rehabilitation"),
        ("Colon and Rectal Surgery", "colon-and-rectal-surgery"),
        ("hydrocodone/acetaminophen", "hydrocodone-acetaminophen"),
        ("  Señor — Naïve™ ", "senor-naive"),
        ("Workers' Compensation", "workers-compensation"),
        ("", ""),
        ("---", ""),
    ],
)
def test_slug(text: str, expected: str) -> None:
    assert slug(text) == expected


@given(st.text(max_size=300))
def test_a_slug_of_anything_is_a_short_key(text: str) -> None:
    key = slug(text)
    assert len(key) <= 80
    assert slug(key) == key
    assert not key.startswith("-") and not key.endswith("-")


@pytest.mark.parametrize(
    ("vocabulary", "value", "expected"),
    [
        ("treatment", "rehabilitation", "rehabilitation"),
        ("treatment", "rehabilitation/massage-therapy", "rehabilitation/massage-therapy"),
        ("treatment", "Rehabilitation/Massage therapy", "rehabilitation/massage-therapy"),
        ("treatment", "massage-therapy", "rehabilitation/massage-therapy"),
        ("treatment", "MASSAGE THERAPY", "rehabilitation/massage-therapy"),
        ("treatment", "massage", None),
        ("specialty", "Occupational Medicine", "occupational-medicine"),
        ("specialty", "physical-medicine-and-rehabilitation", "physical-medicine-rehabilitation"),
        ("specialty", "chiropractor", "chiropractic"),
        ("guideline", "odg", "odg"),
        ("guideline", "odg/low-back", "odg/low-back"),
        ("guideline", "mtus-chronic-pain/physical-medicine-treatment", "mtus-chronic-pain/physical-medicine"),
        ("guideline", "mtus-chronic-pain/nothing-like-it", None),
        ("decision", "Upheld", "upheld"),
        ("decision", "authorized", "overturned"),
        ("decision", "maybe", None),
        ("region", "Low back", "low-back"),
        ("drug", "Norco", "hydrocodone-acetaminophen"),
        ("drug", "hydrocodone/acetaminophen", "hydrocodone-acetaminophen"),
        ("state", "ca", "california"),
        ("state", "New York", "new-york"),
        ("state", "", None),
    ],
)
def test_forgiving_keys(vocabulary: str, value: str, expected: str | None) -> None:
    assert parse_key(vocabulary, value) == expected


def test_every_key_means_itself() -> None:
    for vocabulary, terms in {
        "treatment": (*treatment_categories(), *treatment_types()),
        "specialty": specialties(),
        "guideline": (*guidelines(), *guideline_sections()),
        "region": body_regions(),
        "drug": drugs(),
        "state": states(),
    }.items():
        for term in terms:
            assert parse_key(vocabulary, term.key) == term.key


def test_an_unknown_vocabulary_is_a_mistake_in_the_program() -> None:
    with pytest.raises(KeyError):
        parse_key("colour", "red")


@given(st.text(max_size=400), st.sampled_from(["treatment", "specialty", "guideline", "drug", "state"]))
def test_no_address_can_break_a_key(value: str, vocabulary: str) -> None:
    found = parse_key(vocabulary, value)
    assert found is None or parse_key(vocabulary, found) == found


def test_a_drug_nobody_listed_is_a_term_too() -> None:
    assert drug_term("flurbiprofen/baclofen/lidocaine") == Term(
        "flurbiprofen-baclofen-lidocaine", "flurbiprofen/baclofen/lidocaine"
    )
    assert drug_term("hydrocodone/acetaminophen") in drugs()


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("norco", "hydrocodone"),
        ("hydrocodone", "norco"),
        ("hydrocodone", "vicodin"),
        ("flexeril", "cyclobenzaprine"),
        ("cyclobenzaprine", "flexeril"),
        ("tens", "transcutaneous electrical nerve stimulation"),
        ("epidural steroid injection", "esi"),
        ("occupational therapy", "ot"),
        ("frp", "functional restoration program"),
        ("mbb", "medial branch block"),
        ("cbt", "cognitive behavioral therapy"),
        ("emg", "electromyography"),
        ("ncv", "nerve conduction velocity"),
        ("pt", "physical therapy"),
        ("lidoderm", "lidocaine"),
    ],
)
def test_words_that_mean_the_same(word: str, other: str) -> None:
    assert other in synonyms()[word]


def test_synonyms_are_lower_case_and_never_themselves() -> None:
    for word, others in synonyms().items():
        assert word == word.lower() and word not in others
        assert all(other == other.lower() for other in others)
        assert len(set(others)) == len(others)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("pt", "physical therapy"),
        ("ct", "computed tomography"),
        ("rfa", "radiofrequency ablation"),
        ("cures", "controlled substance utilization review and evaluation system"),
        ("hep", "home exercise program"),
        ("asa", "aspirin"),
    ],
)
def test_an_abbreviation_of_several_meanings_is_found_by_none_of_them(short: str, long: str) -> None:
    assert long in synonyms()[short]
    assert short not in synonyms().get(long, ())


def test_every_abbreviation_of_several_meanings_is_an_abbreviation_of_something() -> None:
    for short, meaning in table("synonyms")["also_means"].items():
        assert synonyms()[short] and meaning
        assert not any(short in others for others in synonyms().values())


def test_one_brand_does_not_stand_for_another() -> None:
    assert "vicodin" not in synonyms()["norco"]
