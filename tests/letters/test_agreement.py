"""What a letter says of its items elsewhere: public where it is what they say, held where it is not."""

from __future__ import annotations

import pytest

from search.letters import parse
from search.letters.verdicts import contradicts

from .builder import Item, Letter

WHOLE = Letter(width=1000).text()
"""Item 1 is upheld, item 2 overturned."""
BELOW = "set forth below:"
FIRST, SECOND = "Massage therapy, 8 visits, upper back", "Electromyography of the left arm"

CONTRARY = [
    *("Final Determination: UPHOLD.", "The denial is upheld in full.", "Outcome of the review: UR denial upheld"),
    *("This means we decided that none of the disputed items/services are medically necessary and appropriate.",),
    *("All of the disputed items/services are medically necessary.", "IMR OUTCOME - OVERTURNED IN FULL"),
    *("Result: all overturned", "2 of 2 items overturned", "All requests denied.", "Result of review: DENIAL UPHELD"),
    *("The reviewer overturned all of the disputed items.", "We uphold the denial of every item."),
    *("Upheld: 2   Overturned: 0", "Number of items overturned: 0", "No item is overturned.", "Items upheld: 0"),
    *(f"{FIRST} (Overturned)", f"UPHELD: {SECOND}", f"2 {SECOND} Upheld", "Item 1: Overturned"),
    *("Item 1: Overturned, item 2: Overturned", "Summary: 2 of 2 items overturned", "1. Upheld; 2. Upheld"),
]
AGREEING = [
    *("Final Determination: PARTIALLY OVERTURNED.", "Some of the disputed items/services are medically necessary."),
    *("Upheld: 1   Overturned: 1", "1 of 2 items overturned", "Overall outcome: Upheld in part, overturned in part."),
    *(f"{FIRST} (Upheld)", f"OVERTURNED: {SECOND}", "Item 1: Upheld"),
    *("Item 1: Upheld, item 2: Overturned", "DECISION SUMMARY: Item 1 Upheld; Item 2 Overturned"),
    *("Summary: 1 of 2 items overturned", "Overall decision: Partially upheld, partially overturned"),
]


@pytest.mark.parametrize("said", CONTRARY)
def test_what_is_said_of_all_otherwise_is_doubted(said: str) -> None:
    assert parse(f"{said}\n\n{WHOLE}").review
    assert parse(WHOLE.replace(BELOW, f"{BELOW}\n\n{said}")).review
    assert parse(f"{WHOLE}\n\n{said}\n").review


@pytest.mark.parametrize("said", AGREEING)
def test_what_agrees_is_no_doubt(said: str) -> None:
    assert parse(f"{said}\n\n{WHOLE}").review == ()
    below = parse(WHOLE.replace("IMR ISSUES", f"{said}\n\nIMR ISSUES"))
    assert below.review == ()
    if not said.startswith("Some of"):  # what a sentence says may be the summary's
        assert below.clinical_summary == parse(WHOLE).clinical_summary


@pytest.mark.parametrize("rows", ["{0}. {1} - {2}", "| {1} | {2} |", "Item {0}: {2}", "{0}) {1} ({2})"])
def test_a_list_of_the_decisions_agrees_or_is_doubted(rows: str) -> None:
    for first, second, held in (("Upheld", "Overturned", False), ("Overturned", "Overturned", True)):
        listed = f"{rows.format(1, FIRST, first)}\n{rows.format(2, SECOND, second)}"
        letter = parse(WHOLE.replace(BELOW, f"{BELOW}\n\nSUMMARY OF DECISIONS\n{listed}"))
        assert bool(letter.review) is held
        assert [item.decision for item in letter.items] == ["upheld", "overturned"]
        letter = parse(WHOLE.replace("IMR ISSUES", f"{listed}\n\nIMR ISSUES"))
        assert bool(letter.review) is held
        assert letter.clinical_summary == parse(WHOLE).clinical_summary
        letter = parse(f"{WHOLE.rstrip()}\n\nSUMMARY OF DECISIONS\n{listed}\n")
        assert bool(letter.review) is held


@pytest.mark.parametrize(
    "end",
    [
        *("The request is medically necessary.", "The denial should be overturned."),
        "The other half is not. Half of the request is medically necessary. The rest is not medically necessary.",
    ],
)
def test_a_rationale_that_ends_otherwise_is_doubted(end: str) -> None:
    letter = parse(WHOLE.replace("not medically necessary.", f"not medically necessary. {end}", 1))
    assert len(letter.items) == 2
    assert letter.review


def test_a_rationale_may_say_its_own_decision() -> None:
    said = "not medically necessary.\nTherefore the decision of the claims administrator is upheld."
    assert parse(WHOLE.replace("not medically necessary.", said, 1)).review == ()


def test_another_cases_number_is_told_even_from_a_stamp() -> None:
    assert parse(WHOLE.replace("CLINICAL CASE SUMMARY", "Case CM15-0009999\n\nCLINICAL CASE SUMMARY")).review


def test_a_case_of_another_year_than_its_decision_is_doubted() -> None:
    assert "of another year" in " ".join(parse(WHOLE.replace("CM16-", "CM19-")).review)


def test_an_item_counted_among_more_than_were_read_is_doubted() -> None:
    assert parse(WHOLE.replace(FIRST, f"Item 1 of 3: {FIRST}").replace(SECOND, f"Item 2 of 3: {SECOND}")).review


GRANTING = [
    "The MRI of the lumbar spine without contrast is medically necessary.",
    "As the patient has not improved with therapy, the study is medically necessary.",
    "There is no contraindication and the request is medically necessary.",
    "He cannot take anti-inflammatory drugs, so the gel is medically necessary.",
    "The patient lacks transportation, therefore the service is medically necessary and appropriate.",
    "Neither naproxen nor ibuprofen helped, and the drug is medically necessary.",
]
DENYING = [
    "None of the items is medically necessary.",
    "I do not find the requested eight visits of care for the lumbar spine to be medically necessary.",
    "There is no evidence, such as a drawing of the pain, that the study is medically necessary.",
    "This does not, in the reviewer's opinion, appear to be medically necessary.",
    "The study is not indicated, supported, or medically necessary.",
]


@pytest.mark.parametrize(
    ("said", "decision"), [*((s, "overturned") for s in GRANTING), *((s, "upheld") for s in DENYING)]
)
def test_a_negation_denies_what_its_own_clause_says(said: str, decision: str) -> None:
    for printed in ("upheld", "overturned"):
        item = Item(
            heading="MRI of the lumbar spine", decision=printed.capitalize(), rationale=(f"Care has run. {said}",)
        )
        (read,) = parse(Letter(items=(item,)).text()).items
        assert contradicts(read) is (printed != decision)
