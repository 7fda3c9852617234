"""A list that goes along with letters: kept beside what was read, and what differs is said."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from search.ingest import uploads
from search.ingest.archives import sources, walk
from search.ingest.importing import ImportRun
from search.ingest.manifests import manifest_of
from search.ingest.taken import Taken
from search.ingest.watching import Watch
from search.models import Determination, FileOutcome, ImportBatch, Waiting
from tests.ingest.conftest import Import
from tests.ingest.letters import MASSAGE, MRI, NORCO, Letter
from tests.ingest.test_importing import indexed, written

ALIKE = Letter()  # partially overturned, April 6, 2016
OTHER = Letter(case="CM16-9900002", items=(MRI,), summary="A mason, 61, has had a stiff right knee since 2011.")


def imported(folder: Path) -> list[Taken]:
    given = sources([folder])
    run = ImportRun.start("test")
    run.manifest = manifest_of(given)
    return list(run.take_all(walk(given), together=50))


def listed(folder: Path, text: str, encoding: str = "utf-8") -> None:
    (folder / "manifest.csv").write_text(text, encoding=encoding)


def test_what_the_list_says_is_kept_beside_ours(importing: Import, letters: Path) -> None:
    written(letters, "a.txt", ALIKE)
    written(letters, "b.txt", OTHER)
    listed(
        letters,
        "File,Case Number,Treatment Category,Decision,Decision Date\n"
        "https://state.example/imr/A.TXT?x=1,CM16-9900001,Pharmacy,Partially Overturned,4/6/2016\n"
        ",CM16-9900002,Diagnostic Testing,Upheld,2016-04-06\n",
    )
    assert [taken.outcome for taken in imported(letters)] == ["imported", "imported"]
    one, other = Determination.objects.order_by("case_number")
    assert one.official["category"] == "Pharmacy"
    assert (one.official["differs"], other.official["differs"]) == ([], [])
    assert ImportBatch.objects.get().note == ""


@pytest.mark.parametrize(
    "row, said",
    [
        ("a.txt,CM16-9900001,,Upheld,", "“Upheld”, the letter was read as partially overturned"),
        ("a.txt,CM16-9900009,,,", "has the case number CM16-9900009, the letter CM16-9900001"),
        ("a.txt,,,,04/07/2016", "has the decision of April 7, 2016, the letter of April 6, 2016"),
    ],
)
def test_a_letter_that_differs_in_weight_waits(importing: Import, letters: Path, row: str, said: str) -> None:
    written(letters, "a.txt", ALIKE)
    listed(letters, f"file;case no.;category;decision;date\n{row.replace(',', ';')}\n", "utf-8-sig")
    (taken,) = imported(letters)
    assert taken.outcome == "needs-review" and said in taken.reason
    letter = Determination.objects.get()
    assert (letter.visibility, letter.outcome) == ("held", "partially-overturned")
    assert said in Waiting.objects.get(kind="listed").reason
    assert said in " ".join(letter.official["differs"])


def test_another_category_is_only_said(importing: Import, letters: Path) -> None:
    written(letters, "b.txt", OTHER)
    listed(letters, "file,category\nb.txt,Surgery\n")
    (taken,) = imported(letters)
    assert taken.outcome == "imported"
    assert taken.reason == "The state's list files it under “Surgery”, here it is Diagnostic testing."
    assert Determination.objects.get().visibility == "published"


def test_a_list_may_come_later_and_shakes_no_decision_of_a_person(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", ALIKE))
    Determination.objects.update(corrected=["visibility"])
    listed(letters, "file,decision\na.txt,Upheld\n")
    (taken,) = imported(letters)
    assert taken.outcome == "duplicate" and "“Upheld”" in taken.reason
    letter = Determination.objects.get()
    assert (letter.visibility, letter.official["decision"]) == ("published", "Upheld")


def test_rows_that_name_nothing_are_said(importing: Import, letters: Path) -> None:
    written(letters, "a.txt", ALIKE)
    listed(letters, "name\na.txt\ngone.pdf\n")
    imported(letters)
    assert ImportBatch.objects.get().note == "1 row of the manifest named no file of this import: gone.pdf."


@pytest.mark.parametrize(
    "text, said", [("colour,size\nred,1\n", "no column"), ('file\n"' + "x" * 200_000 + '"\n', "cannot be read as CSV")]
)
def test_a_list_that_cannot_be_used_is_left_aside_with_a_sentence(
    importing: Import, letters: Path, text: str, said: str
) -> None:
    written(letters, "a.txt", ALIKE)
    listed(letters, text)
    assert [taken.outcome for taken in imported(letters)] == ["imported"]
    assert said in ImportBatch.objects.get().note


def test_it_goes_along_by_every_way(importing: Import, letters: Path, tmp_path: Path) -> None:
    listed(letters, "case number,decision\nCM16-9900001,Upheld\nCM16-9900002,Overturned\n")
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("x/a.txt", ALIKE.bytes())
        packed.writestr("x/manifest.csv", (letters / "manifest.csv").read_bytes())
    uploads.receive([SimpleUploadedFile("all.zip", archive.read_bytes())], User.objects.create_user("clerk"))
    assert (ImportBatch.objects.get().total, ImportBatch.objects.get().files.count()) == (1, 1)
    assert Determination.objects.get().official["decision"] == "Upheld"
    written(letters, "b.txt", OTHER)
    assert [taken.outcome for taken in Watch(letters, now=lambda: 4e9).take_new()] == ["needs-review"]
    third = replace(OTHER, case="CM16-9900003", items=(MASSAGE, NORCO), summary="A cook, 22, cut a thumb in 2015.")
    folder = tmp_path / "more"
    folder.mkdir()
    listed(folder, "file,decision\nc.txt,Upheld\n")
    written(folder, "c.txt", third)
    call_command("import_determinations", str(folder))
    assert Determination.objects.get(case_number="CM16-9900003").visibility == "held"
    files = [SimpleUploadedFile("a.txt", ALIKE.bytes()), SimpleUploadedFile("manifest.csv", b"file\na.txt\n")]
    batch = uploads.receive(files, User.objects.get())
    assert batch.files.count() == 1


@pytest.mark.parametrize("again", ["a.txt", "same words.txt", "posted anew.txt"])
def test_a_later_list_takes_no_public_letter_from_readers(
    importing: Import,
    letters: Path,
    again: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    importing(written(letters, "a.txt", ALIKE))
    posted = {
        "same words.txt": ALIKE.text().replace("\n\n", "\n\n\n"),
        "posted anew.txt": ALIKE.text().replace("Priority: Standard", "Priority: Expedited"),
    }
    (letters / again).write_text(posted.get(again, ALIKE.text()))
    if again != "a.txt":
        (letters / "a.txt").unlink()
    listed(letters, f"file,decision\n{again},Upheld\n")
    with django_capture_on_commit_callbacks(execute=True):
        (taken,) = imported(letters)
    assert "“Upheld”" in taken.reason and "waits for a reviewer" in taken.reason
    assert (Determination.objects.get().visibility, indexed()) == ("published", 2)
    assert "“Upheld”" in Waiting.objects.get(kind="listed", settled=None).reason


def test_a_letter_that_was_held_before_its_list_came_stays_so(importing: Import, letters: Path) -> None:
    written(letters, "a.txt", ALIKE)
    listed(letters, "file,decision\na.txt,Upheld\n")
    imported(letters)
    listed(letters, "file,decision\na.txt,Overturned\n")
    (taken,) = imported(letters)
    assert "what was published stays" not in taken.reason
    assert Determination.objects.get().visibility == "held"


def test_a_list_that_is_damaged_in_its_archive_stops_no_import(importing: Import, letters: Path) -> None:
    with zipfile.ZipFile(letters / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.csv", "File,Decision\n" + "a.txt,Upheld\n" * 200)
        place = archive.infolist()[0].header_offset + 30 + len("manifest.csv")
        archive.writestr("a.txt", ALIKE.bytes())
    whole = bytearray((letters / "all.zip").read_bytes())
    whole[place : place + 8] = b"\xff" * 8
    (letters / "all.zip").write_bytes(whole)
    assert FileOutcome.IMPORTED in [taken.outcome for taken in imported(letters / "all.zip")]


def test_a_list_in_an_archive_in_a_folder_counts(importing: Import, letters: Path) -> None:
    with zipfile.ZipFile(letters / "all.zip", "w") as archive:
        archive.writestr("a.txt", ALIKE.bytes())
        archive.writestr("manifest.csv", "File,Treatment Category\na.txt,Pharmacy\n")
    imported(letters)
    assert Determination.objects.get().official["category"] == "Pharmacy"
