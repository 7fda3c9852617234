"""Letters posted anew: nothing is overwritten, and what changes a decision waits for a reviewer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from search.ingest import headers, revisions
from search.ingest.indexing import refresh
from search.models import Determination, DisputedItem, LetterRevision, RevisionState, Visibility, Waiting, WaitingFor
from tests.ingest.conftest import Import
from tests.ingest.letters import MASSAGE, MRI, NORCO, Letter
from tests.ingest.test_importing import indexed, written


def take() -> list[str]:
    """Put the posting that waits in place; which corrections were set aside."""
    done = revisions.take(LetterRevision.objects.get(state=RevisionState.WAITING))
    assert refresh(done.item_ids) == ""
    return done.set_aside


@pytest.mark.parametrize(
    ("items", "said"),
    [
        ((MASSAGE, replace(NORCO, decision="Upheld")), "item 2 has another decision"),
        ((replace(MASSAGE, rationale="Because we say so, and nobody else does."), NORCO), "item 1 has other reasons"),
        ((MASSAGE, NORCO, MRI), "item 3 is new"),
        ((MRI, NORCO), "item 1 has another request"),
    ],
)
def test_what_decides_or_argues_otherwise_waits(importing: Import, letters: Path, items: object, said: str) -> None:
    importing(written(letters, "a.txt", Letter()))
    before = list(DisputedItem.objects.order_by("pk").values())
    original = Determination.objects.get().original.name
    (taken,) = importing(written(letters, "b.txt", Letter(items=items)))  # type: ignore[arg-type]
    assert taken.outcome == "needs-review"
    assert said in taken.reason
    letter = Determination.objects.get()
    assert list(DisputedItem.objects.order_by("pk").values()) == before
    assert (letter.visibility, letter.original.name) == (Visibility.PUBLISHED, original)
    waiting = Waiting.objects.get()
    assert waiting.kind == WaitingFor.REPOSTED
    assert waiting.revision is not None
    assert waiting.revision.content["items"][0]["heading"] == items[0].heading  # type: ignore[index]


@pytest.mark.parametrize(
    ("posted", "said"),
    [
        (Letter(summary="A 30-year-old baker with a sore wrist."), "another clinical summary"),
        (
            Letter(items=(replace(MASSAGE, reviewer="Decision based on the ODG, Low Back."), NORCO)),
            "item 1 has another guideline of the reviewer",
        ),
        (Letter(summary=f"{Letter().summary} Dr. Harold Example saw her."), "A person's name"),
    ],
)
def test_nothing_that_readers_have_is_replaced_or_taken_away(
    importing: Import, letters: Path, posted: Letter, said: str
) -> None:
    importing(written(letters, "a.txt", Letter()))
    letter = Determination.objects.get()
    stood = revisions.snapshot(letter)
    (taken,) = importing(written(letters, "b.txt", posted))
    assert taken.outcome == "needs-review"
    assert said in taken.reason
    letter.refresh_from_db()
    assert (letter.visibility, revisions.snapshot(letter)) == (Visibility.PUBLISHED, stood)
    assert (indexed(), Waiting.objects.get().kind) == (2, WaitingFor.REPOSTED)


def test_who_sends_it_again_is_told_that_it_waits(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter()))
    posted = written(letters, "b.txt", Letter(items=(MASSAGE, replace(NORCO, decision="Upheld"))))
    importing(posted)
    (again,) = importing(posted)
    assert again.reason.endswith("b.txt was put in before, and waits for a reviewer.")
    Determination.objects.update(visibility=Visibility.HELD)
    (same,) = importing(letters / "a.txt")
    assert same.reason.endswith("a.txt was put in before; its letter is held for review.")
    (copy,) = importing(written(letters, "c.txt", Letter(case="cm16-9900001")))
    assert copy.reason.endswith("c.txt is the same letter as CM16-9900001, which is held for review.")


@pytest.mark.parametrize(("known", "outcome"), [(True, "needs-review"), (False, "updated")])
def test_another_day_waits_and_one_that_was_not_known_is_filled_in(
    importing: Import, letters: Path, known: bool, outcome: str
) -> None:
    importing(written(letters, "a.txt", Letter()))
    if not known:
        Determination.objects.update(decision_date=None)
    other = replace(MASSAGE, claims="Decision based on MTUS Chronic Pain Treatment Guidelines Acupuncture Page(s): 13.")
    path = letters / "b.txt"
    path.write_text(Letter(items=(other, NORCO)).text().replace("04/06/2016", "04/06/2019"))
    (taken,) = importing(path)
    assert (taken.outcome, "another decision date" in taken.reason) == (outcome, known)
    assert str(Determination.objects.get().decision_date) == ("2016-04-06" if known else "2019-04-06")


@pytest.mark.parametrize(
    ("printed", "instead", "said"),
    [
        ("Decision Date: 04/06/2016", "Decision Date: 05/09/2017", "another decision date"),
        ("Date of Injury: 05/11/2012", "Date of Injury: 05/12/2012", "another date of injury"),
        ("Priority: Standard", "Priority: Expedited", "another priority"),
        ("Occupational Medicine", "Pain Management", "a reviewer of another specialty"),
        ("Licensure: California", "Licensure: Ohio", "a reviewer licensed elsewhere"),
    ],
)
def test_another_header_above_the_same_text_waits_once(
    importing: Import, letters: Path, printed: str, instead: str, said: str
) -> None:
    importing(written(letters, "a.txt", Letter()))
    stood = revisions.snapshot(Determination.objects.get())
    other = letters / "b.txt"
    other.write_text(Letter().text().replace(printed, instead))
    (taken,) = importing(other)
    assert (taken.outcome, said in taken.reason) == ("needs-review", True)
    assert revisions.snapshot(Determination.objects.get()) == stood
    again = letters / "c.txt"
    again.write_text(other.read_text() + "\n")
    (same,) = importing(again)
    assert same.outcome == "duplicate"
    assert Waiting.objects.get().kind == WaitingFor.REPOSTED
    revisions.refuse(LetterRevision.objects.get())
    again.write_text(other.read_text() + "\n\n")
    (same,) = importing(again)
    assert same.outcome == "duplicate"


def test_a_header_that_tells_more_is_filled_in_and_one_that_tells_less_takes_nothing_away(
    importing: Import, letters: Path
) -> None:
    whole = Letter().text()
    lines = (
        "Date of Injury: 05/11/2012\n",
        "Priority: Standard\n",
        "Certification(s)/Specialty: Occupational Medicine\n",
    )
    less = whole
    for line in lines:
        less = less.replace(line, "")
    first, second, third = (letters / name for name in ("a.txt", "b.txt", "c.txt"))
    first.write_text(less)
    importing(first)
    Determination.objects.update(visibility=Visibility.PUBLISHED)
    Waiting.objects.all().delete()
    second.write_text(whole)
    (taken,) = importing(second)
    assert taken.outcome == "updated"
    stood = headers.of_letter(Determination.objects.get())
    assert all(stood.values())
    third.write_text(
        less.replace(
            "Claims Administrator guideline: Decision based on MTUS", "Claims Administrator guideline: Based on MTUS"
        )
    )
    importing(third)
    for waiting in LetterRevision.objects.filter(state=RevisionState.WAITING):
        revisions.take(waiting)
    assert headers.of_letter(Determination.objects.get()) == stood


def test_taken_it_is_in_place_and_what_stood_can_be_restored_whole(
    importing: Import, letters: Path, media: Path
) -> None:
    first = written(letters, "a.txt", Letter())
    importing(first)
    letter = Determination.objects.get()
    stood = revisions.snapshot(letter)
    original = str(letter.original.name)
    second = written(letters, "b.txt", Letter(items=(MASSAGE, replace(NORCO, decision="Upheld"), MRI)))
    importing(second)
    take()
    letter.refresh_from_db()
    assert letter.outcome == "upheld"
    assert letter.items.count() == indexed() == 3
    assert [item.pk for item in letter.items.all()][:2] == [values["id"] for values in stood["items"]]
    assert not Waiting.objects.still().exists()
    # Both postings in one folder stay what they are however often they are imported.
    assert [each.outcome for each in importing(first, second)] == ["duplicate", "duplicate"]
    past = LetterRevision.objects.get(state=RevisionState.PAST)
    assert (past.original, past.content) == (original, json.loads(json.dumps(stood, cls=DjangoJSONEncoder)))
    assert refresh(revisions.restore(letter, past)) == ""
    letter.refresh_from_db()
    assert revisions.snapshot(letter) == stood
    assert letter.original.name == original
    assert letter.original.storage.exists(original)
    assert indexed() == 2


def test_a_posting_without_weight_is_put_in_place_and_the_old_one_kept(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter()))
    other = replace(MASSAGE, claims="Decision based on MTUS Chronic Pain Treatment Guidelines Acupuncture Page(s): 13.")
    (taken,) = importing(written(letters, "b.txt", Letter(items=(other, NORCO))))
    assert taken.outcome == "updated"
    assert "Acupuncture" in Determination.objects.get().items.get(position=1).claims_guideline
    past = LetterRevision.objects.get()
    assert past.state == RevisionState.PAST
    assert "Massage therapy Page(s): 60." in past.content["items"][0]["claims_guideline"]


def test_turned_down_it_stays_and_changes_nothing(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter()))
    again = written(letters, "b.txt", Letter(items=(MASSAGE, replace(NORCO, decision="Upheld"))))
    importing(again)
    revisions.refuse(LetterRevision.objects.get())
    assert Determination.objects.get().outcome == "partially-overturned"
    assert not Waiting.objects.still().exists()
    (taken,) = importing(again)
    assert taken.outcome == "duplicate"


def test_a_correction_outlives_a_new_posting_of_the_same_item(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter()))
    item = Determination.objects.get().items.get(position=1)
    item.treatment_id, item.corrected = "rehabilitation/acupuncture", ["treatment"]
    item.save()
    longer = replace(MASSAGE, rationale=f"{MASSAGE.rationale} The denial stands.")
    importing(written(letters, "b.txt", Letter(items=(longer, NORCO))))
    assert take() == []
    item.refresh_from_db()
    assert item.treatment_id == "rehabilitation/acupuncture"
    assert item.rationale.endswith("The denial stands.")
    importing(written(letters, "c.txt", Letter(items=(MRI, NORCO))))
    assert take() == ["item 1 (treatment)"]
    item.refresh_from_db()
    assert (item.treatment_id, item.corrected) == ("diagnostic-testing/imaging", [])


def test_a_corrected_field_is_no_change_of_a_posting(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter()))
    item = Determination.objects.get().items.get(position=2)
    item.decision, item.corrected = "upheld", ["decision"]
    item.save()
    other = replace(NORCO, claims="The Claims Administrator did not cite any medical evidence for its decision.")
    (taken,) = importing(written(letters, "b.txt", Letter(items=(MASSAGE, other))))
    assert taken.outcome == "updated"
    item.refresh_from_db()
    assert item.decision == "upheld"


def test_items_that_change_places_stay_themselves(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter()))
    ids = list(Determination.objects.get().items.values_list("pk", flat=True))
    importing(written(letters, "b.txt", Letter(items=(MRI, NORCO, MASSAGE))))
    take()
    after = list(Determination.objects.get().items.values_list("pk", flat=True))
    assert after[1:] == ids[::-1]
