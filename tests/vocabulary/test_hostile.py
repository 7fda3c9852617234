"""No text can raise an error, make a key that does not exist, or cost more than its length."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.vocabulary import (
    body_regions,
    guidelines,
    name_citations,
    name_drug,
    name_regions,
    name_specialties,
    name_states,
    name_treatment,
    states,
    treatment_types,
)

TYPES = {term.key for term in treatment_types()}
REGIONS = {term.key for term in body_regions()}
GUIDELINES = {term.key for term in guidelines()}
STATES = {term.label for term in states()}

EVERY: list[Callable[[str], object]] = [
    name_treatment,
    name_drug,
    name_regions,
    name_specialties,
    name_states,
    name_citations,
]

# Fragments that the rules look for, to be strung together without sense.
FRAGMENTS = st.sampled_from(
    [
        *[
            "Decision based on",
            "MTUS",
            "Non-MTUS Citation",
            "ODG",
            "Official Disability Guidelines",
            "(",
            ")",
            ",",
            ";",
            ".",
            ":",
            "-",
            "/",
            "&",
            "and",
            "\n",
            "  ",
            "#",
        ],
        *[
            "Chronic Pain Medical Treatment",
            "2009",
            "2016",
            "Section(s):",
            "Page(s):",
            "60",
            "76-80",
            "9792.20",
            "Chapter 12",
            "ACOEM",
            "§",
            "®",
        ],
        *[
            "Low Back Complaints",
            "Opioids",
            "NSAIDs, GI symptoms",
            "3.3.9",
            "Norco",
            "10/325mg",
            "#60",
            "%",
            "cream",
            "injection",
            "L4-5",
            "C5",
        ],
        *[
            "Physical therapy",
            "post-op",
            "Associated surgical service:",
            "consult",
            "with",
            "for",
            "sedation",
            "x-ray",
            "Upheld",
            "\x00",
            "é",
            "漢",
        ],
    ]
)
NONSENSE = st.one_of(
    st.text(max_size=600), st.lists(FRAGMENTS, max_size=60).map(" ".join), st.lists(FRAGMENTS).map("".join)
)


@settings(max_examples=300, deadline=None)
@given(NONSENSE)
def test_nothing_raises_and_every_key_exists(text: str) -> None:
    assert name_treatment(text).value in TYPES
    assert name_drug(text).value != ""
    assert set(name_regions(text).values) <= REGIONS
    assert {citation.guideline for citation in name_citations(text)} <= GUIDELINES
    assert set(name_states(text)) <= STATES
    named = name_specialties(text)
    assert set(named.unknown) <= set(named.labels)


@settings(max_examples=100, deadline=None)
@given(NONSENSE)
def test_the_same_text_gets_the_same_names(text: str) -> None:
    for name in EVERY:
        assert name(text) == name(text)


@pytest.mark.parametrize("name", EVERY, ids=lambda name: name.__name__)
@pytest.mark.parametrize(
    "unit",
    [
        "a",
        " ",
        ",",
        "(",
        ", and ",
        "- ",
        "1, ",
        "9792.20 - ",
        "Norco/",
        "Page(s): 1",
        "ODG, ",
        "MTUS ",
        "lidocaine 5% ",
        "x" * 30 + " ",
        "3.3.9 Opioids, ",
        "Low Back Complaints 2004, and ",
        "Pain, ",
        "\n",
        "(Chronic) ",
        "Medicine, ",
    ],
)
def test_a_hostile_text_stays_cheap(name: Callable[[str], object], unit: str) -> None:
    name(unit)
    start = time.process_time()
    name("Decision based on MTUS Chronic Pain Treatment Guidelines " + unit * (100_000 // len(unit)))
    assert time.process_time() - start < 1.0
