"""Stored letters read again: what the rules say now, except where a person knew better."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from search import index as search_index
from search.grounds import RULES_VERSION
from search.ingest.ground_rows import read_stored
from search.models import Determination, DisputedItem, ItemGround, Visibility
from search.query.request import SearchRequest
from tests.ingest.conftest import Import
from tests.ingest.letters import Letter


@pytest.fixture
def letter(importing: Import, letters: Path) -> Determination:
    """One stored letter with two items."""
    (letters / "a.txt").write_bytes(Letter().bytes())
    importing(letters)
    return Determination.objects.get()


def reparse(*arguments: str) -> str:
    out = StringIO()
    call_command("reparse", *arguments, stdout=out)
    return out.getvalue()


def found(**chosen: str) -> int:
    return search_index.engine().find(SearchRequest(chosen=tuple(chosen.items())).question()).total


def misread(letter: Determination) -> DisputedItem:
    """The state an older version of the rules might have left, in the database and in the index."""
    item = letter.items.get(position=1)
    item.treatment_id, item.sessions, item.rationale = "other/other", 5, "Something else."
    item.save()
    item.regions.clear()
    item.citations.all().delete()
    letter.specialties.clear()
    Determination.objects.update(decision_date=None, parser_version=0)
    search_index.engine().refresh([item.pk])
    return item


def test_todays_rules_mend_what_was_misread(letter: Determination) -> None:
    item = misread(letter)
    told = reparse()
    item.refresh_from_db()
    letter.refresh_from_db()
    assert (item.treatment_id, item.sessions) == ("rehabilitation/massage-therapy", 8)
    assert [region.pk for region in item.regions.all()] == ["low-back"]
    assert item.citations.count() == 2
    assert str(letter.decision_date) == "2016-04-06"
    assert letter.parser_version > 0
    assert [each.pk for each in letter.specialties.all()] == ["occupational-medicine"]
    assert found(treatment="rehabilitation/massage-therapy", region="low-back", year="2016") == 1
    assert "CM16-9900001: item 1 treatment: other/other → rehabilitation/massage-therapy" in told
    assert "1 letter read again, 1 changed, 0 could not be read." in told


def test_a_dry_run_tells_the_same_and_changes_nothing(letter: Determination) -> None:
    item = misread(letter)
    told = reparse("--dry-run")
    item.refresh_from_db()
    letter.refresh_from_db()
    assert item.treatment_id == "other/other"
    assert letter.decision_date is None
    assert item.citations.count() == 0
    assert found(treatment="other/other") == 1
    assert "1 letter read again, 1 would change" in told
    assert told.replace("would change", "changed") == reparse()


def test_a_second_time_nothing_changes(letter: Determination) -> None:
    misread(letter)
    reparse()
    assert "0 changed" in reparse()


def test_what_a_person_corrected_stays(letter: Determination) -> None:
    item = misread(letter)
    item.corrected = ["treatment", "regions", "citations"]
    item.save()
    Determination.objects.update(case_number="CM16-9900555", corrected=["case_number", "specialties"])
    reparse()
    item.refresh_from_db()
    letter.refresh_from_db()
    assert item.treatment_id == "other/other"
    assert not item.regions.exists()
    assert not item.citations.exists()
    assert item.sessions == 8
    assert letter.case_number == "CM16-9900555"
    assert not letter.specialties.exists()
    assert str(letter.decision_date) == "2016-04-06"


def test_a_corrected_heading_still_belongs_to_its_item(letter: Determination) -> None:
    item = letter.items.get(position=2)
    item.heading, item.drug_id, item.corrected = "Hydrocodone as the original says", None, ["heading", "drug"]
    item.save()
    reparse()
    assert list(letter.items.values_list("pk", flat=True))[1] == item.pk
    item.refresh_from_db()
    assert (item.heading, item.drug_id) == ("Hydrocodone as the original says", None)


def test_items_that_a_person_added_or_took_out_stay_so(letter: Determination) -> None:
    letter.items.get(position=1).delete()
    added = letter.items.create(
        position=3,
        heading="MRI",
        disputed="MRI",
        decision="upheld",
        treatment_id="diagnostic-testing/imaging",
        corrected=["heading", "disputed", "decision", "treatment"],
    )
    Determination.objects.update(corrected=["items"])
    reparse()
    assert list(letter.items.values_list("position", "treatment_id")) == [
        (2, "pharmaceuticals/opioids"),
        (3, "diagnostic-testing/imaging"),
    ]
    assert letter.items.filter(pk=added.pk).exists()


def test_an_item_that_the_rules_no_longer_see_is_dropped(letter: Determination) -> None:
    extra = letter.items.create(
        position=3, heading="Invented", disputed="Invented", decision="upheld", treatment_id="other/other"
    )
    search_index.engine().refresh([extra.pk])
    assert found(treatment="other/other") == 1
    told = reparse()
    assert "item 3 item: Invented → none" in told
    assert letter.items.count() == 2
    assert found(treatment="other/other") == 0


def test_an_item_that_the_rules_now_see_is_added(letter: Determination) -> None:
    keys = list(letter.items.values_list("pk", flat=True))
    letter.items.get(position=1).delete()
    search_index.engine().refresh(keys)
    letter.items.update(position=1)
    reparse()
    assert list(letter.items.values_list("position", flat=True)) == [1, 2]
    assert letter.items.get(position=2).pk == keys[1]
    assert found(treatment="rehabilitation/massage-therapy") == 1
    letter.refresh_from_db()
    assert letter.outcome == "partially-overturned"


def test_a_letter_that_a_person_published_is_not_held_again(importing: Import, letters: Path) -> None:
    (letters / "a.txt").write_bytes(Letter(summary="Patient Name: John Example. A 40-year-old male.").bytes())
    importing(letters)
    assert Determination.objects.get().visibility == Visibility.HELD
    Determination.objects.update(visibility=Visibility.PUBLISHED, corrected=["visibility"])
    reparse()
    assert Determination.objects.get().visibility == Visibility.PUBLISHED
    Determination.objects.update(corrected=[])
    assert "visibility: published → held" in reparse()
    assert Determination.objects.get().visibility == Visibility.HELD
    assert found() == 0


def test_only_the_letters_asked_for(letter: Determination, importing: Import, letters: Path) -> None:
    (letters / "b.txt").write_bytes(Letter(case="CM16-9900002").bytes())
    importing(letters / "b.txt")
    assert "1 letter read again" in reparse("cm16-9900002")
    assert "1 letter read again" in reparse(letter.fingerprint)
    with pytest.raises(SystemExit):
        reparse("CM16-0000000")


def test_without_originals_the_text_as_it_came_is_read(importing: Import, letters: Path, settings: Settings) -> None:
    settings.KEEP_ORIGINALS = False
    (letters / "a.txt").write_bytes(Letter().bytes())
    importing(letters)
    letter = Determination.objects.get()
    misread(letter)
    reparse()
    letter.refresh_from_db()
    assert str(letter.decision_date) == "2016-04-06"
    assert letter.items.get(position=1).treatment_id == "rehabilitation/massage-therapy"


def test_a_lost_original_leaves_the_letter_as_it_is(letter: Determination) -> None:
    misread(letter)
    letter.original.storage.delete(str(letter.original.name))
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("reparse", stdout=out)
    assert "CM16-9900001: its original is missing from the media store." in out.getvalue()
    letter.refresh_from_db()
    assert letter.decision_date is None


def test_the_real_letters_read_the_same_twice(real_letters: Path, importing: Import) -> None:
    importing(real_letters / "text", *sorted((real_letters / "pdf").glob("*.pdf"))[:12])
    assert "0 changed, 0 could not be read" in reparse()


def test_grounds_of_stored_items_are_read_once_and_go_on_where_they_were(letter: Determination) -> None:
    items = list(letter.items.order_by("position"))
    wanted = [(ground.item_id, ground.ground, ground.evidence) for item in items for ground in item.grounds.all()]
    assert wanted
    ItemGround.objects.all().delete()
    DisputedItem.objects.update(grounds_version=0)
    assert sum(lot.changed for lot in read_stored(dry=True)) == len({item for item, *_ in wanted})
    assert not ItemGround.objects.exists()
    DisputedItem.objects.filter(pk=items[0].pk).update(grounds_version=RULES_VERSION)
    assert [lot.items for lot in read_stored()] == [len(items) - 1]
    DisputedItem.objects.update(grounds_version=0)
    assert sum(lot.items for lot in read_stored()) == len(items)
    found = [(ground.item_id, ground.ground, ground.evidence) for item in items for ground in item.grounds.all()]
    assert found == wanted
    assert list(read_stored()) == []


def test_a_number_that_the_files_name_told_is_known_when_it_is_read_again(importing: Import, letters: Path) -> None:
    case = Letter().case or ""
    (letters / f"{case}.txt").write_bytes(Letter().bytes().replace(case.encode(), case.replace("0", "O", 1).encode()))
    importing(letters)
    assert Determination.objects.get().case_number == case
    reparse()
    letter = Determination.objects.get()
    assert (letter.case_number, letter.visibility) == (case, Visibility.PUBLISHED)
