"""Letters in: what becomes of each file, and what is stored."""

from __future__ import annotations

import datetime
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from search import index as search_index
from search.ingest.archives import sources, walk
from search.ingest.importing import ImportRun
from search.ingest.reading import MOST_ITEMS, read_letters
from search.ingest.rereading import Rereading
from search.letters.extraction import apart
from search.models import Determination, Drug, FileOutcome, ImportBatch, ImportedFile, Specialty, Visibility
from search.samples import SAMPLES
from tests.ingest.conftest import Import
from tests.ingest.letters import MASSAGE, MRI, NORCO, Item, Letter


def written(folder: Path, name: str, letter: Letter) -> Path:
    path = folder / name
    path.write_bytes(letter.bytes())
    return path


def indexed() -> int:
    return search_index.engine().health().items


def test_a_letter_is_stored_whole(importing: Import, letters: Path) -> None:
    (taken,) = importing(written(letters, "a.txt", Letter(specialty="Pain Management, Occupational Medicine")))
    assert (taken.outcome, taken.case_number, taken.items, taken.reason) == ("imported", "CM16-9900001", 2, "")
    letter = Determination.objects.get()
    assert letter.decision_date == datetime.date(2016, 4, 6)
    assert letter.priority == "Standard"
    assert (letter.patient_age, letter.patient_sex) == (47, "female")
    assert letter.outcome == "partially-overturned"
    assert letter.visibility == Visibility.PUBLISHED
    assert [str(each.specialty) for each in letter.determinationspecialty_set.all()] == [
        "Pain Management",
        "Occupational Medicine",
    ]
    assert [state.pk for state in letter.licensed_in.all()] == ["california"]
    massage, norco = letter.items.all()
    assert (massage.position, massage.decision, massage.treatment_id) == (1, "upheld", "rehabilitation/massage-therapy")
    assert massage.sessions == 8
    assert [region.pk for region in massage.regions.all()] == ["low-back"]
    assert [(each.side, each.section_id, each.pages) for each in massage.citations.all()] == [
        ("claims", "mtus-chronic-pain/massage-therapy", "60"),
        ("reviewer", "mtus-chronic-pain/massage-therapy", "60"),
    ]
    assert norco.drug is not None
    assert norco.drug.label == "hydrocodone/acetaminophen"
    assert norco.treatment_id == "pharmaceuticals/opioids"
    assert norco.quantity == 60
    assert "hydrocodone" in norco.named_by["drug"]
    assert letter.source == ImportedFile.objects.get()
    assert indexed() == 2


def test_twice_is_once(importing: Import, letters: Path) -> None:
    path = written(letters, "a.txt", Letter())
    importing(path)
    (again,) = importing(path)
    assert again.outcome == "duplicate"
    assert again.case_number == "CM16-9900001"
    assert "imported before" in again.reason
    assert Determination.objects.count() == 1
    assert ImportBatch.objects.count() == 2


def test_the_same_words_laid_out_otherwise_are_the_same_letter(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter()))
    spread = letters / "b.txt"
    spread.write_text(Letter().text().replace("\n", "\r\n\r\n"))
    (again,) = importing(spread)
    assert again.outcome == "duplicate"
    assert "the same letter as CM16-9900001" in again.reason


def test_a_copy_without_header_is_the_letter_with_that_body(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter()))
    (bare,) = importing(written(letters, "b.txt", Letter(case=None)))
    assert (bare.outcome, bare.case_number) == ("duplicate", "CM16-9900001")


def test_a_header_is_filled_in_and_the_old_address_still_leads_there(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter(case=None)))
    before = Determination.objects.get()
    ids = list(before.items.values_list("pk", flat=True))
    (filled,) = importing(written(letters, "b.txt", Letter()))
    assert filled.outcome == "updated"
    assert "header was filled in" in filled.reason
    letter = Determination.objects.at(before.identity).get()
    assert (letter.pk, letter.case_number) == (before.pk, "CM16-9900001")
    assert letter.decision_date == datetime.date(2016, 4, 6)
    assert list(letter.items.values_list("pk", flat=True)) == ids


def test_two_case_numbers_are_two_letters(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter()))
    (other,) = importing(written(letters, "b.txt", Letter(case="CM16-9900002")))
    assert other.outcome == "imported"
    assert Determination.objects.count() == 2


def test_words_in_another_order_are_no_new_posting(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter()))
    swapped = replace(MASSAGE, rationale=" ".join(sorted(MASSAGE.rationale.split())))
    (taken,) = importing(written(letters, "b.txt", Letter(items=(swapped, NORCO))))
    assert taken.outcome == "duplicate"
    assert Determination.objects.get().items.get(position=1).rationale == MASSAGE.rationale


def test_an_incomplete_copy_takes_nothing_away(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter()))
    (short,) = importing(written(letters, "b.txt", Letter(items=(MASSAGE,))))
    assert short.outcome == "duplicate"
    assert "incomplete copy" in short.reason
    assert Determination.objects.get().items.count() == 2


def many(count: int) -> tuple[Item, ...]:
    return tuple(replace(MASSAGE, heading=f"Massage therapy, lumbar spine, {at} sessions") for at in range(count))


def test_many_letters_in_one_file_are_no_letter(importing: Import, letters: Path) -> None:
    (most,) = importing(written(letters, "a.txt", Letter(items=many(MOST_ITEMS))))
    assert (most.outcome, most.items) == ("imported", MOST_ITEMS)
    (taken,) = importing(written(letters, "b.txt", Letter(case="CM16-9900002", items=many(MOST_ITEMS + 1))))
    assert taken.outcome == "failed"
    assert "decides 501 items, more than one letter can" in taken.reason
    assert Determination.objects.count() == 1


def test_a_letter_with_a_name_in_it_is_held(importing: Import, letters: Path) -> None:
    letter = Letter(summary="Patient Name: John Example. The 47-year-old worker, SSN 123-45-6789, hurt a shoulder.")
    (taken,) = importing(written(letters, "a.txt", letter))
    assert taken.outcome == "needs-review"
    assert "Held for review" in taken.reason
    assert "6789" not in taken.reason
    held = Determination.objects.get()
    assert held.visibility == Visibility.HELD
    assert not Determination.objects.visible().exists()
    assert list(Determination.objects.needs_review()) == [held]
    assert indexed() == 0


def test_a_letter_of_an_unknown_form_is_kept_whole_for_staff(importing: Import, letters: Path) -> None:
    path = letters / "a.txt"
    path.write_text(
        "To whom it may concern. The utilization review denied the request. We, an independent medical review body, "
        "find that it was right to do so."
    )
    (taken,) = importing(path)
    assert (taken.outcome, taken.items) == ("needs-review", 0)
    assert "No disputed item could be read" in taken.reason
    letter = Determination.objects.get()
    assert "To whom it may concern" in letter.full_text
    assert list(Determination.objects.needs_review()) == [letter]


def test_bad_files_fail_with_a_reason_and_the_others_go_on(importing: Import, letters: Path) -> None:
    (letters / "1-empty.txt").write_bytes(b"")
    (letters / "2-noise.pdf").write_bytes(b"%PDF-1.7\n" + b"\x00\xff" * 300)
    (letters / "3-fake.pdf").write_text("plain text")
    (letters / "4-noise.bin").write_bytes(bytes(range(256)) * 20)
    (letters / "5-recipe.txt").write_text("Take two eggs and a cup of flour. Stir, and bake for an hour.")
    written(letters, "6-good.txt", Letter())
    outcomes = importing(letters, letters / "missing.pdf")
    assert [each.outcome for each in outcomes] == ["failed"] * 5 + ["imported", "failed"]
    for each in outcomes:
        if each.outcome == FileOutcome.FAILED:
            assert each.reason.startswith(each.file)
            assert each.reason.endswith(".")
    assert "does not look like a determination" in outcomes[4].reason
    assert Determination.objects.count() == 1
    assert ImportedFile.objects.filter(outcome="failed").count() == 6


def test_what_the_vocabulary_does_not_know_becomes_a_row_of_its_own(importing: Import, letters: Path) -> None:
    importing(written(letters, "a.txt", Letter(specialty="Underwater Medicine")))
    row = Specialty.objects.get(key="underwater-medicine")
    assert (row.label, row.listed) == ("Underwater Medicine", False)
    assert any("Underwater Medicine" in warning for warning in Determination.objects.get().warnings)
    assert Drug.objects.filter(listed=False).count() == 0


def test_originals_are_kept_once_without_metadata(importing: Import, letters: Path, media: Path) -> None:
    path = written(letters, "a.txt", Letter())
    importing(path)
    letter = Determination.objects.get()
    with letter.original.open() as kept:
        assert kept.read() == Letter().bytes()
    importing(written(letters, "b.txt", Letter(case=None)))
    assert len([each for each in media.rglob("*") if each.is_file()]) == 1


def test_a_pdf_that_nobody_could_read_is_told_so_and_may_come_again(
    importing: Import, letters: Path, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = letters / "a.pdf"
    path.write_bytes(next(SAMPLES.glob("*.pdf")).read_bytes())
    written(letters, "b.txt", Letter())
    apart._reader.close()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", "/bin/false")
        failed, text = importing(letters)
    said = "was not read because the process that reads PDFs has ended; try it again."
    assert (failed.outcome, failed.reason) == ("failed", f"{failed.file} {said}")
    assert text.outcome == "imported"
    (again,) = importing(path)
    assert again.outcome == "imported"
    assert again.determination_id is not None
    with monkeypatch.context() as patch:
        apart._reader.close()
        patch.setattr(sys, "executable", "/bin/false")
        (left,) = Rereading().read_all([again.determination_id])
    assert left.problem == f"its original {said[:-1]}"


def test_a_pdf_loses_its_metadata(real_letters: Path, importing: Import, media: Path) -> None:
    first = sorted((real_letters / "pdf").glob("*.pdf"))[0]
    importing(first)
    with Determination.objects.get().original.open() as kept:
        data = kept.read()
    assert data.startswith(b"%PDF-")
    assert b"/Author" not in data
    assert b"/Encrypt" not in data


def test_no_original_where_the_site_keeps_none(
    importing: Import, letters: Path, media: Path, settings: Settings
) -> None:
    settings.KEEP_ORIGINALS = False
    importing(written(letters, "a.txt", Letter()))
    letter = Determination.objects.get()
    assert not letter.original
    assert letter.extracted_text == Letter().text()
    assert not (media / "originals").exists()


def test_a_failing_index_is_told_and_the_letters_stay(
    db: None, index: Path, letters: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise OSError("no space left")

    written(letters, "a.txt", Letter())
    monkeypatch.setattr(search_index, "engine", broken)
    run = ImportRun.start("test")
    list(run.take_all(walk(sources([letters / "a.txt"]))))
    (problem,) = run.problems
    assert "no space left" in problem
    assert "told again by itself" in problem
    assert ImportBatch.objects.get().note == problem
    assert Determination.objects.count() == 1
    monkeypatch.undo()
    assert search_index.engine().rebuild() == 2


def test_several_letters_in_one_file_each_have_their_outcome(importing: Import, letters: Path) -> None:
    text = "\n\f".join(
        Letter(case=f"CM16-990000{number}", items=items).text()
        for number, items in ((1, (MASSAGE,)), (2, (NORCO, MRI)), (3, (MRI,)), (1, (MASSAGE,)))
    )
    path = letters / "bundle.txt"
    path.write_text(text)
    importing(written(letters, "known.txt", Letter(case="CM16-9900003", items=(MRI,))))
    outcomes = importing(path)
    assert [(taken.file, taken.outcome, taken.case_number, taken.items) for taken in outcomes] == [
        (f"{path} (letter 1 of 3)", "imported", "CM16-9900001", 1),
        (f"{path} (letter 2 of 3)", "imported", "CM16-9900002", 2),
        (f"{path} (letter 3 of 3)", "duplicate", "CM16-9900003", 1),
    ]
    second = Determination.objects.get(case_number="CM16-9900002")
    assert "CM16-9900001" not in second.full_text
    assert "CM16-9900001" not in second.extracted_text
    assert not second.original


def test_one_broken_letter_does_not_end_the_run(
    db: None, index: Path, letters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sometimes(data: bytes, name: str) -> object:
        if name.endswith("1.txt"):
            raise RuntimeError("a fault of ours")
        return read_letters(data, name)

    monkeypatch.setattr("search.ingest.ahead.read_letters", sometimes)
    for number in (1, 2):
        written(letters, f"{number}.txt", Letter(case=f"CM16-990000{number}"))
    run = ImportRun.start("test")
    outcomes = list(run.take_all(walk(sources([letters]))))
    assert [each.outcome for each in outcomes] == ["failed", "imported"]
    assert "could not be read: RuntimeError" in outcomes[0].reason


@pytest.mark.parametrize("items", [1, 12])
def test_a_letter_costs_the_same_queries_however_many_items(
    db: None, index: Path, letters: Path, items: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many = [Item(heading=f"Massage therapy, session {n}", rationale=f"Reason number {n}.") for n in range(items)]
    (given,) = walk(sources([written(letters, "a.txt", Letter(items=many))]))
    warm = ImportRun.start("test")
    warm.take(next(walk(sources([written(letters, "b.txt", Letter(case="CM16-9900009"))]))))
    with django_assert_max_num_queries(28):
        assert [taken.items for taken in warm.take(given)] == [items]


@pytest.mark.slow
def test_killed_between_commit_and_index_the_next_run_completes_it(own_site: dict[str, str], tmp_path: Path) -> None:
    """A process of its own with a data folder of its own, since it dies."""
    folder = tmp_path / "letters"
    folder.mkdir()
    for number in range(40):
        written(folder, f"{number:02}.txt", Letter(case=f"CM16-99000{number:02}", summary=f"Summary number {number}."))
    manage = [sys.executable, str(Path(__file__).resolve().parents[2] / "manage.py")]
    subprocess.run([*manage, "migrate", "-v0"], env=own_site, check=True, capture_output=True)
    report = tmp_path / "report.jsonl"
    command = [*manage, "import_determinations", str(folder), "--report", str(report)]
    dying = subprocess.Popen(command, env=own_site, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (report.exists() and report.read_text().count("\n") >= 3):
        time.sleep(0.01)
    dying.send_signal(signal.SIGKILL)
    dying.wait()
    done = subprocess.run(command, env=own_site, check=True, capture_output=True, text=True)
    assert "0 failed" in done.stdout
    count = (
        "from search.models import Determination; from search.index import engine; "
        "print(Determination.objects.count(), engine().health().items)"
    )
    told = subprocess.run(
        [*manage, "shell", "-v0", "-c", count], env=own_site, check=True, capture_output=True, text=True
    )
    assert told.stdout.split() == ["40", "80"]
