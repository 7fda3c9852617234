"""Requests as denials print them: amounts granted, equipment named by where it is worn, operations, what goes along."""

from __future__ import annotations

import pytest

from search.query.asking.granted import as_asked, is_another_amount
from search.query.asking.passages import decided
from search.query.asking.pasted import searches
from search.query.asking.understanding import read
from search.query.asking.wanted import wanted, wanted_there
from search.query.explain import plain
from search.vocabulary.asking import asked_names


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("14 visits of chiropractic requested, 5 visits authorized", "visits:14"),
        ("Requested 14 acupuncture sessions; authorized 5 sessions", "visits:14"),
        ("PT x14, 5 certified", "visits:14"),
        ("request for 14 sessions of PT, 9 were approved and 5 denied", "visits:14"),
        ("requested 14 sessions (5 were certified) of acupuncture", "visits:14"),
        ("acupuncture 14 sessions, certified 5 of 14", "visits:14"),
        ("Percocet 5/325 #110 requested, #70 approved", "count:110"),
        ("Percocet 5/325 #110 modified to #70", "count:110"),
    ],
)
def test_what_was_granted_is_no_part_of_what_was_asked(typed: str, asked: str) -> None:
    want = wanted(typed)
    assert [each for each in want.details if each.startswith(("visits:", "count:"))] == [asked]
    assert want.decision is None


@pytest.mark.parametrize(
    "typed",
    [
        "chiropractic 6 visits approved",
        "Percocet 5/325 #110 denied",
        "block at L3 denied 6 weeks after the first",
        "MRI denied",
    ],
)
def test_one_amount_stays_with_its_verdict(typed: str) -> None:
    assert as_asked(typed) == typed


def test_another_amount_than_was_asked_for_is_known() -> None:
    assert is_another_amount("certified 5 sessions", "acupuncture 14 sessions")
    assert not is_another_amount("certified", "acupuncture 14 sessions")
    assert not is_another_amount("14 sessions are certified", "acupuncture, 14 sessions")


@pytest.mark.parametrize(
    ("text", "certified"),
    [
        ("Request: massage 14 sessions for the neck.\nDecision: certified 5 sessions", [False]),
        ("Request: massage 14 sessions for the neck.\nDecision: certified", [True]),
        (
            "Ibuprofen 800mg #110 was the original request. Ibuprofen 800mg #70 was authorized by the administrator.",
            [False],
        ),
        ("The request was for 14 massage sessions. Five sessions are certified. The other nine are denied.", [False]),
        (
            "RFA: (1) Percocet 5/325 #110; (2) Robaxin 750mg #70; (3) cervical MRI. "
            "Determination: Percocet modified to #70, Robaxin denied, cervical MRI approved.",
            [False, False, True],
        ),
        ("Requested: Percocet 5/325 #110; Robaxin 750 mg #70. Neither was certified.", [False, False]),
    ],
)
def test_what_was_certified_stands_apart(text: str, certified: list[bool]) -> None:
    assert [each for _, each in decided(text)] == certified
    assert [each for _, _, each in searches(text)] == certified


def test_who_asks_for_it_tells_what_is_asked_for() -> None:
    text = (
        "The patient is a cook with neck pain. She has had 14 visits of chiropractic care without lasting relief. "
        "The provider is requesting a cervical epidural steroid injection at C5-C6. The reviewer denied the request."
    )
    told = plain(read(text).explanation)
    assert "epidural steroid injections · neck" in told and "C5–C6" in told and "chiropractic" not in told


def test_a_supply_for_some_time_is_no_supplies() -> None:
    assert not wanted("A supply sufficient for tapering is certified").subjects
    assert wanted("medical supplies").subjects


@pytest.mark.parametrize(
    ("typed", "label", "perhaps"),
    [
        ("knee scooter", "knee scooter", ("knee",)),
        ("shoulder immobilizer", "shoulder immobilizer", ("shoulder",)),
        ("hip pads", "hip pads", ("hip-pelvis",)),
        ("right elbow protector", "elbow protector", ("elbow",)),
        ("lumbar support", "lumbar support", ("low-back",)),
    ],
)
def test_where_equipment_is_worn_is_a_part_of_its_name(typed: str, label: str, perhaps: tuple[str, ...]) -> None:
    want = wanted_there(typed)
    assert [subject.label.lower() for subject in want.subjects] == [label]
    assert want.regions == () and want.perhaps == perhaps


def test_where_it_is_for_is_needed_as_ever() -> None:
    assert wanted("TENS unit for the knee").regions == ("knee",)
    assert wanted("knee scooter, left ankle").regions == ("ankle-foot",)
    assert wanted("knee or ankle brace").regions == ("knee", "ankle-foot")


def test_a_knee_scooter_is_no_scooter_and_a_knee_brace_is_a_brace() -> None:
    kind = "dmepos/durable-medical-equipment"
    assert "scooter" not in asked_names("Knee scooter rental", kind)
    assert "brace" in asked_names("Knee brace", "dmepos/prosthetics-orthotics")


@pytest.mark.parametrize(
    ("typed", "label", "region"),
    [
        ("decompression C5-6", "decompression", "neck"),
        ("L3-4 decompression", "decompression", "low-back"),
        ("release left trigger thumb", "release", "wrist-hand"),
        ("revision L2-3", "revision", "low-back"),
    ],
)
def test_what_is_done_at_a_place_is_an_operation(typed: str, label: str, region: str) -> None:
    want = wanted(typed)
    assert [(each.label, each.type.split("/")[0]) for each in want.subjects if each.type] == [(label, "surgery")]
    assert want.regions == (region,)


@pytest.mark.parametrize("typed", ["release of the records", "decompression was needed since L3-4 stenosis was severe"])
def test_an_argument_on_it_stays_one(typed: str) -> None:
    assert wanted(typed).subjects == ()


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("cervical fusion with a 2 day inpatient stay", ["cervical fusion"]),
        ("cold therapy unit with shoulder wrap", ["cold therapy unit"]),
        ("left knee arthroscopy with crutches", ["knee arthroscopy"]),
        ("arthroscopy left knee with cold therapy unit", ["arthroscopy"]),
        ("EMG with NCV", ["EMG", "NCV"]),
        ("crutches and a knee brace", ["crutches", "knee brace"]),
    ],
)
def test_what_goes_along_is_not_asked_for_beside_it(typed: str, labels: list[str]) -> None:
    assert [subject.label for subject in wanted(typed).subjects] == labels


@pytest.mark.parametrize("typed", ["electrical stimulation x 6", "wound care", "infectious disease"])
def test_a_name_alone_asks_for_it(typed: str) -> None:
    assert wanted(typed).subjects


def test_a_level_ends_with_its_sentence() -> None:
    assert "level:c5-c6" in wanted("Injection at C5-C6.").details
    assert "level:l4-l5" not in wanted("L4-5.5").details


def test_more_visits_are_of_what_was_last_spoken_of() -> None:
    text = (
        "The claimant underwent left elbow surgery in May and has completed 14 sessions of massage therapy. The "
        "treating physician now requests 9 additional sessions. The claimant has full range of motion."
    )
    (read_, certified), *others = decided(text)
    assert [subject.type for subject in read_.subjects] == ["rehabilitation/massage-therapy"]
    assert "visits:9" in read_.details and not certified and not others


def test_things_for_different_body_parts_are_told_apart() -> None:
    assert plain(read("chiropractic for the neck, MRI of the left elbow").explanation).startswith(
        "requests for chiropractic · neck; MRI · elbow"
    )
    assert plain(read("lumbar MRI, EMG").explanation) == "a request for MRI or EMG · low back"


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("does failing eight weeks of chiropractic support an x-ray", ["x-ray"]),
        ("lumbar support", ["lumbar support"]),
    ],
)
def test_a_name_may_be_a_verb(typed: str, labels: list[str]) -> None:
    assert [subject.label for subject in wanted(typed).subjects] == labels


def test_reasons_behind_due_go_on_with_and() -> None:
    want = wanted("gym membership due to obesity and shoulder pain")
    assert want.regions == () and want.perhaps == ("shoulder",)
