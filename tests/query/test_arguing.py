"""Arguments and pasted prose: what they come to, in whatever words."""

from __future__ import annotations

import pytest

from search.query.asking.arguing import argued_thoughts, grounds_of
from search.query.asking.understanding import read
from search.query.asking.wanted import wanted
from search.query.question import ASKED
from search.query.tree import And, AtLeast, Filed, Or, Word
from search.vocabulary.text import singular


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("no spasm so no baclofen", ["baclofen"]),
        ("the CT already shows a tear, therefore MRI is redundant", ["MRI"]),
        ("naproxen without a history of ulcers, omeprazole not justified", ["omeprazole"]),
        ("naproxen and omeprazole not justified", ["naproxen", "omeprazole"]),
        ("x-rays must come before CT", ["x-ray", "CT"]),
    ],
)
def test_what_an_argument_comes_to_is_asked_for(typed: str, labels: list[str]) -> None:
    assert [subject.label for subject in wanted(typed).subjects] == labels


@pytest.mark.parametrize(
    ("typed", "read_as"),
    [
        ("no significnt deficts", "no significant deficits"),
        ("objetive evidense of instability", "objective evidence of instability"),
        ("no fxnl gains with tx", "no functional gains with treatment"),
        ("normal neuro exam", "normal neurologic examination"),
    ],
)
def test_words_of_reasons_are_read_however_they_are_spelt_or_shortened(typed: str, read_as: str) -> None:
    assert {*map(singular, wanted(typed).words)} == {*map(singular, wanted(read_as).words)} != set()


def test_other_forms_of_words_are_no_misprints() -> None:
    assert not wanted("clinicians documenting improvements, functionally unsupported").mended


@pytest.mark.parametrize("typed", ["no RFA on file", "RFA does not state a frequency", "RFA lists no diagnosis"])
def test_the_form_of_a_request_is_no_ablation(typed: str) -> None:
    assert wanted(typed).subjects == () and wanted("RFA does not help").subjects != ()


def test_people_are_no_hospital() -> None:
    assert [each.label for each in wanted("fusion in patients who smoke").subjects] == ["fusion"]
    assert [each.label for each in wanted("in patient rehabilitation").subjects] == ["inpatient rehabilitation"]


@pytest.mark.parametrize(
    ("typed", "dose"),
    [
        ("Percocet 7.5", "7.5 mg"),
        ("trazodone 50 #30", "50 mg"),
        ("trazodone 30 tablets", None),
        ("Xanax 2 weeks", None),
    ],
)
def test_a_number_behind_a_drug_is_its_strength(typed: str, dose: str | None) -> None:
    assert wanted(typed).strengths == ((dose,) if dose else ())


def test_prose_is_looked_for_as_letters_quote_it() -> None:
    prose = (
        "Heat may be applied at home by the injured worker as needed. Cold packs are useful within the first few days"
        " of acute complaints, and thereafter either may be tried, with traction reserved for severe radicular pain."
    )
    plan = read(prose).plan
    assert plan is not None and isinstance(plan.steps[0].tree, AtLeast)
    assert {word.text for word in plan.steps[0].tree.parts if isinstance(word, Word)} >= {"cold", "packs", "radicular"}
    assert plan.steps[-1].without.startswith("the words of the passage")
    denial = read(f"The request for traction is not certified. {prose}").plan
    assert denial is not None and not isinstance(denial.steps[0].tree, AtLeast)
    assert Word("packs", "rationale") in denial.hints


@pytest.mark.parametrize(
    ("typed", "ground"),
    [
        ("no documentation of functional improvement", ("benefit",)),
        ("quantity and dose not specified", ("documentation",)),
        ("moot, as the primary request fell", ("companion",)),
        ("no history of peptic ulcer or other GI risk", ("findings",)),
    ],
)
def test_the_ground_is_what_is_missing(typed: str, ground: tuple[str, ...]) -> None:
    assert grounds_of(typed) == ground


def test_a_patient_is_no_therapy() -> None:
    assert [each.label for each in wanted("may a pt with an ulcer take naproxen").subjects] == ["naproxen"]
    assert [each.label for each in wanted("PT with an assistant").subjects] == ["PT"]


def test_a_drug_that_an_agency_did_not_approve_is_not_sought_among_approvals() -> None:
    assert wanted("ketamine cream is not FDA approved").decision != "overturned"
    assert wanted("ketamine cream approved").decision == "overturned"


def test_a_ground_that_is_spoken_of_counts_as_a_word() -> None:
    plan = read("earlier visits brought no relief at all").plan
    assert plan is not None and not plan.asks
    first, words = plan.steps[0].tree, [step.tree.parts[0] for step in plan.steps if isinstance(step.tree, Or)]
    assert isinstance(first, And) and isinstance(words[0], AtLeast)
    assert words[0].count < len(first.parts) and Filed("ground", ("benefit",)) in words[0].parts
    for each in words:
        assert isinstance(each, AtLeast) and sum(isinstance(part, Filed) for part in each.parts) < each.count


def test_an_argument_finds_its_thought_in_other_words_and_a_question_does_not_ask_for_one() -> None:
    plan = read("the worker had exhausted non-operative treatment").plan
    assert plan is not None and any(
        Filed(ASKED, ("because:conservative care",)) == each.node for each in plan.preferences
    )
    assert argued_thoughts("is it justified?") == argued_thoughts("how many visits are allowed?") == ()
    said = "".join(part.text for part in read("nothing but pills would do, and they were swallowed well").explanation)
    assert "in these words or others on taking by mouth" in said


def test_where_no_item_holds_all_of_the_thoughts_those_with_half_of_them_are_told() -> None:
    plan = read("red flags, spasm, ulcers and a rental").plan
    assert plan is not None
    told = [step.tree.parts[-1] for step in plan.steps if isinstance(step.tree, Or)]
    assert [each.count for each in told if isinstance(each, AtLeast)] == [4, 2]


def test_words_of_an_argument_narrow_no_family() -> None:
    assert wanted("one part not advised makes the entire compound unproven").subjects == ()
    assert wanted("failed bracing supports surgery").subjects == ()
    assert wanted("wrist surgery is not needed").regions == ("wrist-hand",)


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("denied since the fusion was not certified", []),
        ("moot as the injection was not found necessary", []),
        ("gabapentin denied because the fusion was not certified", ["gabapentin"]),
        ("denied because massage exceeds six visits", ["massage therapy"]),
        ("acupuncture not certified because it is not necessary", ["acupuncture"]),
    ],
)
def test_what_another_request_fell_with_is_not_asked_for(typed: str, labels: list[str]) -> None:
    assert [subject.label for subject in wanted(typed).subjects] == labels
    assert wanted(typed).decision != "overturned"


def test_what_is_only_approved_as_something_else_is_not_sought_among_approvals() -> None:
    assert wanted("ketamine cream refused, it is only approved as an infusion").decision != "overturned"


def test_a_misprint_is_read_as_a_word_and_not_as_its_short_form() -> None:
    assert wanted("MRI sholder").mended == (("sholder", "shoulder"),)
