"""Requests, questions, arguments and pasted texts, read as a person means them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.query.asking.passages import is_passage, requests
from search.query.asking.understanding import QueryMode, read
from search.query.asking.wanted import wanted, wanted_there
from search.query.explain import plain
from search.query.grammar import understand
from search.query.request import SearchRequest
from search.query.thesaurus import said_alike
from search.query.tree import And, Filed, Near, Node, Or, Word
from search.query.words import stem
from search.schema import FROM_FILES
from search.vocabulary import treatment_categories, treatment_types
from search.vocabulary.data import table
from search.vocabulary.terms import Term


def told(q: str) -> str:
    return plain(read(q).explanation)


@pytest.mark.parametrize(
    ("typed", "labels", "regions"),
    [
        ("Cervical MRI w/ contrast, CPT 72142", ["MRI"], ("neck",)),
        ("Percocet 5/325 mg #60, one at bedtime", ["oxycodone/acetaminophen"], ()),
        ("please authorize 12 sessions of aquatic therapy for both knees", ["aquatic therapy"], ("knee",)),
        ("TENS unit after a lumbar fusion", ["tens unit"], ()),
        ("narcotic pain medication", ["opioids"], ()),
        ("blood thinner", ["anticoagulants"], ()),
        ("gabapentine 300mg", ["gabapentin"], ()),
        ("is an ankle brace ever approved?", ["ankle brace"], ()),
        ("CBC, CMP and a chest x-ray before surgery", ["CBC", "CMP", "x-ray"], ("chest-abdomen",)),
    ],
)
def test_what_is_asked_for(typed: str, labels: list[str], regions: tuple[str, ...]) -> None:
    want = wanted(typed)
    assert [subject.label.lower() for subject in want.subjects] == [label.lower() for label in labels]
    assert want.regions == regions


def test_what_a_thing_is_for_is_not_asked_for() -> None:
    want = wanted("Electromyography for suspected cervical radiculopathy")
    assert want.regions == () and want.perhaps == ("neck",)


def test_the_same_thing_is_asked_for_however_it_is_written() -> None:
    for one, other in (
        ("Vicodin", "hydrocodone/apap"),
        ("x ray left hip", "radiographs of the left hip"),
        ("postop physiotherapy", "post-operative physical therapy"),
        ("NCS of the arms", "nerve conduction velocity, arms"),
    ):
        assert read(one).tree == read(other).tree, one


@pytest.mark.parametrize(
    "typed", ['"massage therapy"', "heading:knee", "mri OR ct", "brace -knee", "radicul*", "-(a b)"]
)
def test_the_grammar_means_what_help_says(typed: str) -> None:
    assert read(typed) == understand(typed)
    assert read("massage", QueryMode.EXACT) == understand("massage")


def test_capitals_alone_are_no_operators() -> None:
    assert read("THE REQUEST IS NOT CERTIFIED").plan is not None
    assert read("MRI OR CT").plan is None


def test_an_argument_is_looked_for_in_the_reasons() -> None:
    understood = read("no trial of a splint was documented and weakness persisted")
    assert understood.plan is not None
    assert read("failed to show objective gains").plan is not None
    assert "reasons" in told("failed to show objective gains")


@pytest.mark.parametrize(
    ("typed", "decision"),
    [
        ("why was the wrist brace not certified?", "upheld"),
        ("why do reviewers refuse hot tubs", "upheld"),
        ("denied because the diagnosis was unclear", "upheld"),
        ("sling not medically necessary because healed", "upheld"),
        ("approved because splinting had failed", "overturned"),
        ("when is a second injection found medically necessary", "overturned"),
        ("injection was necessary after the first one helped", "overturned"),
        ("when does IMR overturn a denial of a brace", "overturned"),
        ("wrist brace", None),
    ],
)
def test_the_outcome_that_is_asked_about_is_preferred(typed: str, decision: str | None) -> None:
    assert wanted(typed).decision == decision
    plan = read(typed).plan
    assert plan is not None
    liked = {value for each in plan.preferences if isinstance(each.node, Filed) for value in each.node.values}
    assert not decision or decision in liked


def test_a_ground_in_the_outcome_asked_about_is_liked_most() -> None:
    plan = read("approved because conservative measures were exhausted").plan
    assert plan is not None
    both = And((Filed("ground", ("prior-care",)), Filed("decision", ("overturned",))))
    assert both in [each.node for each in plan.preferences]


@pytest.mark.parametrize(
    "typed",
    [
        "weakness not confirmed on the nerve studies",
        "range of motion improved by half",
        "should continue with a home exercise program",
        "no instability was shown by x-ray",
    ],
)
def test_what_an_argument_only_speaks_of_is_not_asked_for(typed: str) -> None:
    assert not wanted(typed).subjects


def test_reasons_behind_because_are_not_asked_for() -> None:
    want = wanted("oxycodone denied because no agreement was signed and no urine drug screen was done")
    assert [subject.label for subject in want.subjects] == ["oxycodone"]


def test_a_derived_word_is_no_misprint() -> None:
    assert wanted("neurologic signs were lacking").mended == ()
    assert wanted("gabapentine").mended == (("gabapentine", "gabapentin"),)


def test_details_are_told_as_people_say_them() -> None:
    assert "preferring left side, level L4–L5" in told("left L4-5 facet injection")
    assert "2 mg" in told("tizanidine 2mg tablets")
    assert "mg" not in told("knee brace 20mg").split("preferring")[-1]


DENIAL = """UTILIZATION REVIEW DETERMINATION
1. Interferential unit, 30 day rental: Non-certified.
2. Tramadol 50 mg #60 - DENIED
Guidelines recommend exercise. Acupuncture was tried and the patient was not improved.
The request for 8 sessions of occupational therapy for the right wrist is modified to 4 sessions.
"""


def test_a_denial_is_read_for_its_requests() -> None:
    assert is_passage(DENIAL)
    found = requests(DENIAL)
    assert [want.subjects[0].label for want in found] == ["interferential unit", "tramadol", "occupational therapy"]
    assert found[2].regions == ("wrist-hand",)


def test_a_post_operative_request_drops_its_body_part_first() -> None:
    plan = read("post-op occupational therapy, left wrist").plan
    assert plan is not None
    assert plan.steps[0].without == "" and isinstance(plan.steps[0].tree, And)
    assert "body part" in plan.steps[1].without
    assert Filed("asked", ("occupational therapy",)) in [step.tree for step in plan.steps]


def test_the_words_are_a_part_of_the_address() -> None:
    request = SearchRequest(q="massage", words=QueryMode.MENTIONED)
    assert request.address() == "/search/?q=massage&words=mentioned"
    assert SearchRequest.read_address(request.address(), FROM_FILES).request == request
    assert SearchRequest(q="massage").address() == "/search/?q=massage"


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=400))
def test_anything_typed_is_read(typed: str) -> None:
    understood = read(typed)
    assert understood.plan is None or understood.tree == understood.plan.steps[0].tree


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("ortho consult", "consultation with orthopedic surgeon"),
        ("referral to a knee specialist", "consultation with orthopedic surgeon"),
        ("consultation with an elbow surgeon", "consultation with orthopedic surgeon"),
        ("see hand surgeon", "visit with hand surgeon"),
        ("f/u w/ foot & ankle surgeon", "follow-up with foot and ankle surgeon"),
        ("spinal surgery referral", "consultation with spine surgeon"),
        ("neurosurgery eval", "consultation with neurosurgeon"),
        ("pain mgmt consult", "consultation with pain management specialist"),
        ("PM&R follow up", "follow-up with physiatrist"),
        ("GI consultation", "consultation with gastroenterologist"),
        ("ENT evaluation", "consultation with ear, nose and throat specialist"),
        ("second opinion, neurologist", "consultation with neurologist"),
        ("referral to psychiatrist", "consultation with psychiatrist"),
        ("internal medicine", "visit with internist"),
        ("urologist", "visit with urologist"),
    ],
)
def test_a_visit_to_a_practitioner_however_it_is_written(typed: str, label: str) -> None:
    want = wanted(typed)
    assert [subject.label for subject in want.subjects] == [label]
    assert want.regions == ()


def test_where_a_practitioner_is_asked_for_counts_and_not_where_he_works() -> None:
    want = wanted("hand surgeon follow-up, right shoulder")
    assert want.regions == ("shoulder",) and want.perhaps == ("wrist-hand",)


@pytest.mark.parametrize(
    "typed", ["assistant surgeon", "functional capacity evaluation by physiatrist", "orthopedic bed"]
)
def test_who_does_something_is_no_visit(typed: str) -> None:
    assert not [each for each in wanted(typed).subjects if " with " in each.label]


def test_visits_are_asked_for_beside_other_things() -> None:
    labels = [each.label for each in wanted("MRI of the brain and neurology consultation").subjects]
    assert labels == ["MRI", "consultation with neurologist"]


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("compound baclofen, ketamine and diclofenac", ["baclofen/ketamine/diclofenac"]),
        ("ketoprofen lidocaine cream", ["ketoprofen/lidocaine"]),
        ("Naproxen, Flexeril and a topical cream", ["naproxen", "cyclobenzaprine"]),
        ("baclofen 2% ointment", ["baclofen on the skin"]),
        ("baclofen 10 mg tablets", ["baclofen"]),
    ],
)
def test_ingredients_of_one_mixture_are_told_from_several_drugs(typed: str, labels: list[str]) -> None:
    assert [subject.label for subject in wanted(typed).subjects] == labels


def test_what_goes_on_the_skin_is_asked_for_in_mixtures_too() -> None:
    (subject,) = wanted("menthol").subjects
    assert subject.node == Filed("asked", ("with:menthol",))
    (brand,) = wanted("Lidoderm").subjects
    assert isinstance(brand.node, And) and Filed("asked", ("drug:lidocaine",)) in brand.node.parts


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("no plain films before MRI", ["MRI"]),
        ("CT requested without prior x-rays", ["CT"]),
        ("failed acupuncture", []),
        ("no physical therapy tried", []),
        ("shoulder arthroscopy, never had an injection", ["shoulder arthroscopy"]),
        ("MRI without contrast", ["MRI"]),
        ("no trial of first-line drugs, e.g. nortriptyline, before Lidoderm", ["lidocaine"]),
        ("failure of NSAIDs and opioids is not documented for the patch of lidocaine", ["lidocaine"]),
        ("failed acupuncture and NSAIDs, CT of the elbow", ["CT"]),
    ],
)
def test_what_was_not_done_or_failed_is_not_asked_for(typed: str, labels: list[str]) -> None:
    assert [subject.label for subject in wanted(typed).subjects] == labels


@pytest.mark.parametrize(
    ("typed", "label", "regions"),
    [
        ("72148", "MRI", ("low-back",)),
        ("CPT code: 29881, right", "meniscectomy", ("knee",)),
        ("E0730 rental", "tens unit", ()),
        ("64721-RT", "carpal tunnel release", ("wrist-hand",)),
        ("acupuncture 97810", "acupuncture", ()),
    ],
)
def test_a_code_stands_for_what_it_bills(typed: str, label: str, regions: tuple[str, ...]) -> None:
    want = wanted(typed)
    assert want.subjects[0].node == wanted(label).subjects[0].node and want.regions == regions


@pytest.mark.parametrize(
    "typed",
    ["tramadol 50 mg, ICD-10 G89.4", "tramadol dx: 338.4", "tramadol (ICD10 M25.511)", "tramadol diagnosis code 724.2"],
)
def test_the_code_of_a_diagnosis_is_no_word(typed: str) -> None:
    assert wanted(typed).words == ()


def test_a_body_part_alone_asks_for_anything_done_there() -> None:
    plan = read("left elbow").plan
    assert plan is not None and plan.asks and plan.steps[0].tree == Filed("region", ("elbow",))
    spine = read("spine").plan
    assert spine is not None and spine.steps[0].tree == Filed("region", ("neck", "upper-back", "low-back"))
    assert wanted("CT of the spine").regions == ("neck", "upper-back", "low-back")
    assert wanted("spinal cord stimulator").regions == ()


def test_persons_tell_nothing_in_an_argument() -> None:
    assert not {"patient", "worker", "physician"} & set(
        wanted("the patient and the worker disagree with the physician").words
    )
    assert read("claimant not at risk").notes == ()


def test_what_sounds_alike_is_told_apart() -> None:
    assert wanted("hearing aides").subjects[0].label == "hearing aides"
    assert wanted("hearing aides").subjects[0].node == wanted("hearing aids").subjects[0].node


def test_an_argument_is_ranked_by_what_may_be_said_for_its_words_and_where_they_stand() -> None:
    plan = read("the appliance broke soon although the dose was tapered").plan
    assert plan is not None and not plan.asks
    said = [each for each in plan.hints if isinstance(each, Or)]
    assert any(Word("device", "rationale") in each.parts for each in said)
    assert any(Word("discontinue", "rationale") in each.parts for each in said)
    assert any(isinstance(each, Near) and each.scope == "rationale" for each in plan.hints)
    assert Word("device", "rationale") not in words_of_tree(plan.steps[0].tree), "what counts is what was typed"


def words_of_tree(node: Node) -> list[Node]:
    if isinstance(node, And | Or):
        return [word for part in node.parts for word in words_of_tree(part)]
    return [node]


def test_an_argument_prefers_the_kind_of_treatment_and_the_body_part_it_speaks_of() -> None:
    plan = read("rental was enough, lumbar").plan
    assert plan is not None
    liked = {value for each in plan.preferences if isinstance(each.node, Filed) for value in each.node.values}
    assert {"dmepos", "low-back"} <= liked


def test_every_word_said_for_another_is_one_of_its_groups() -> None:
    groups = [set(map(stem, group)) for group in table("arguments")["alike"]]
    for each, others in said_alike().items():
        together = set[str]().union(*(group for group in groups if each in group))
        assert others and set(map(stem, others)) <= together
        assert len(others) <= 16


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("laxatives", "other gi agents"),
        ("stomach protection", "proton pump inhibitors"),
        ("maintenance manipulation without gains", "chiropractic"),
        ("do reviewers grant a second round of injections?", "injection"),
    ],
)
def test_everyday_names_of_classes(typed: str, label: str) -> None:
    assert label in " ".join(subject.label.lower().replace("-", " ") for subject in wanted(typed).subjects)


@pytest.mark.parametrize(
    ("typed", "label", "regions"),
    [
        ("resonancia magnética del hombro izquierdo", "MRI", ("shoulder",)),
        ("necesito terapia física para la rodilla", "physical therapy", ("knee",)),
        ("consulta con neurólogo", "consultation with neurologist", ()),
        ("rental of a cane", "cane", ()),
    ],
)
def test_spanish_words_are_read_in_english_and_said(typed: str, label: str, regions: tuple[str, ...]) -> None:
    want = wanted(typed)
    assert want.regions == regions
    assert want.subjects[0].label == label
    assert bool(read(typed).notes) == bool(want.mended)


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("walker after TKR", ["walker"]),
        ("walker post TKR", ["walker"]),
        ("walker post-fusion", ["walker"]),
        ("cold unit with supplies", ["cold unit"]),
        ("arthroscopic rotator cuff repair", ["rotator cuff repair"]),
        ("endoscopic carpal tunnel release", ["endoscopic carpal tunnel release"]),
        ("posterior lumbar interbody fusion", ["posterior lumbar interbody fusion"]),
    ],
)
def test_what_comes_before_belongs_to_or_describes_a_thing_is_no_second_one(typed: str, labels: list[str]) -> None:
    found = [subject.label for subject in wanted(typed).subjects]
    assert len(found) == len(labels)


def test_a_brand_for_the_skin_is_no_tablet() -> None:
    (subject,) = wanted("Pennsaid").subjects
    assert isinstance(subject.node, And) and any(
        part.facet == "treatment" for part in subject.node.parts if isinstance(part, Filed)
    )


@pytest.mark.parametrize("term", (*treatment_categories(), *treatment_types()), ids=lambda term: term.key)
def test_a_treatments_own_label_asks_for_all_of_it(term: Term) -> None:
    """What is offered with a count, while one types, finds as many."""
    alike = [each.key for each in (*treatment_categories(), *treatment_types()) if each.label == term.label]
    assert read(term.label).tree in [Filed("treatment", (key,)) for key in alike]


@pytest.mark.parametrize("limb", ["lower extremity", "upper extremities", "lower limb"])
def test_words_that_name_a_place_together_are_spent_on_it(limb: str) -> None:
    assert wanted(f"MRI {limb}").words == ()
    assert wanted_there(limb).subjects[0].node == Filed("region", (limb.partition(" ")[0] + "-extremity",))
