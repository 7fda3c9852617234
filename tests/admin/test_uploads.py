"""Uploads: several files at once, their outcomes, and larger ones by the worker."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import DjangoAssertNumQueries, Settings

from search import index as search_index
from search.ingest import spool, uploads
from search.ingest.archives import walk
from search.ingest.importing import AlreadyAtWork, ImportRun
from search.models import Determination, FileOutcome, ImportBatch, ImportedFile
from tests.admin.conftest import Person, Submit
from tests.ingest.letters import Letter

UPLOAD = "/admin/search/importbatch/add/"
CLERK = ("add_determination", "view_importbatch", "view_determination", "view_importedfile")


def letter_file(name: str, number: int = 1) -> SimpleUploadedFile:
    letter = Letter(case=f"CM16-99000{number:02}", summary=f"The worker is a {20 + number}-year-old female.")
    return SimpleUploadedFile(name, letter.bytes())


def send(client: Client, *files: SimpleUploadedFile) -> ImportBatch:
    response = client.post(UPLOAD, {"letters": list(files)})
    assert response.status_code == 302, response.content.decode()
    batch = ImportBatch.objects.latest("pk")
    assert response.headers["Location"] == reverse("admin:search_importbatch_change", args=[batch.pk])
    return batch


def test_the_page_takes_several_files(person: Person) -> None:
    page = person(*CLERK).get(UPLOAD).content.decode()
    assert "multiple" in page
    assert "multipart/form-data" in page


def test_a_few_files_are_imported_at_once(person: Person, index: Path, media: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in/b.txt", letter_file("b.txt", 2).read())
    client = person(*CLERK)
    batch = send(
        client,
        letter_file("a.txt"),
        letter_file("a.txt", 3),
        SimpleUploadedFile("some.zip", packed.getvalue()),
        SimpleUploadedFile("empty.pdf", b""),
        SimpleUploadedFile("<img src=x onerror=alert(1)>.txt", b"Take two eggs, and stir."),
    )
    outcomes = {file.name: file.outcome for file in batch.files.all()}
    assert outcomes == {
        "a.txt": "imported",
        "a.txt (2)": "imported",
        "some.zip/in/b.txt": "imported",
        "empty.pdf": "failed",
        "<img src=x onerror=alert(1)>.txt": "failed",
    }
    assert batch.finished
    assert search_index.engine().health().items == 6
    page = client.get(reverse("admin:search_importbatch_change", args=[batch.pk])).content.decode()
    assert "<img src=x" not in page
    assert "empty.pdf is empty." in page
    assert "Imported: 3, Failed: 2" in page
    assert "data-watch" not in page
    # What failed is kept for another try.
    assert [each.name for each in (media / "uploads").iterdir()] == [str(batch.pk)]


def test_many_files_go_to_the_worker(person: Person, transactional_db: None, index: Path) -> None:
    client = person(*CLERK)
    batch = send(client, *(letter_file(f"{number}.txt", number) for number in range(uploads.AT_ONCE_FILES)))
    address = reverse("admin:search_importbatch_change", args=[batch.pk])
    page = client.get(address).content.decode()
    assert 'data-watch="3"' in page
    assert "Waiting for its turn" in page
    assert not Determination.objects.exists()
    call_command("db_worker", batch=True, interval=0, startup_delay=False)
    batch.refresh_from_db()
    assert batch.finished
    assert batch.files.filter(outcome=FileOutcome.IMPORTED).count() == uploads.AT_ONCE_FILES
    assert search_index.engine().health().items == 2 * uploads.AT_ONCE_FILES
    page = client.get(address).content.decode()
    assert "data-watch" not in page
    assert f"Imported: {uploads.AT_ONCE_FILES}" in page


def test_an_upload_whose_worker_was_killed_goes_on_by_itself(
    person: Person, transactional_db: None, index: Path
) -> None:
    client = person(*CLERK)
    batch = send(client, *(letter_file(f"{number:02}.txt", number) for number in range(uploads.AT_ONCE_FILES)))
    run = ImportRun.resume(batch)
    for place, given in enumerate(list(walk(spool.sources(batch)))[:3]):
        run.take(given, place)
    # As a killed worker leaves it: its task is said to run, and nobody holds the batch.
    DBTaskResult.objects.update(status="RUNNING")
    page = client.get(reverse("admin:search_importbatch_change", args=[batch.pk])).content.decode()
    assert "Importing" not in page
    assert f"3 of {uploads.AT_ONCE_FILES} files done so far" in page
    call_command("db_worker", batch=True, interval=0, startup_delay=False)
    batch.refresh_from_db()
    assert batch.finished
    assert not uploads.can_resume(batch)
    assert {file.outcome for file in batch.files.all()} == {"imported"}
    assert set(batch.files.values_list("place", flat=True)) == set(range(uploads.AT_ONCE_FILES))
    assert batch.files.count() == uploads.AT_ONCE_FILES
    assert search_index.engine().health().items == 2 * uploads.AT_ONCE_FILES


def test_two_workers_at_one_batch_take_each_file_once(person: Person, transactional_db: None, index: Path) -> None:
    batch = send(person(*CLERK), *(letter_file(f"{n:02}.txt", n) for n in range(uploads.AT_ONCE_FILES)))
    first, second = ImportRun.resume(batch), ImportRun.resume(ImportBatch.objects.get(pk=batch.pk))
    going = first.take_all(walk(spool.sources(batch)))
    next(going)
    with pytest.raises(AlreadyAtWork, match="Another process"):
        next(second.take_all(walk(spool.sources(batch))))
    # Even past the lock, the database takes each place of a batch once.
    for place, given in enumerate(walk(spool.sources(batch))):
        second.take(given, place)
    assert len(list(going)) == uploads.AT_ONCE_FILES - 1
    assert batch.files.count() == Determination.objects.count() == uploads.AT_ONCE_FILES
    assert {file.outcome for file in batch.files.all()} == {"imported"}


def test_an_upload_that_broke_off_before_its_files_had_come_is_said(person: Person, index: Path) -> None:
    client = person(*CLERK)
    batch = ImportBatch.objects.create(uploaded_by=User.objects.latest("pk"), label="half")
    assert uploads.take_up() == 0
    batch.refresh_from_db()
    assert not batch.finished
    ImportBatch.objects.update(created=timezone.now() - timedelta(hours=1))
    assert uploads.take_up() == 0
    page = client.get(reverse("admin:search_importbatch_change", args=[batch.pk])).content.decode()
    assert "Send them again" in page


def test_a_batchs_page_costs_the_same_however_many_files(
    person: Person, index: Path, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = person(*CLERK)
    batch = send(client, *(letter_file(f"{number}.txt", number) for number in range(12)))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("admin:search_importbatch_change", args=[batch.pk])).content.decode()
    assert page.count("CM16-99000") == 12


def test_the_outcomes_are_searched_filtered_and_taken_away(person: Person, index: Path) -> None:
    client = person("add_determination")
    batch = send(client, SimpleUploadedFile("=cmd.txt", b"Two eggs."), letter_file("a.txt"), letter_file("b.txt", 2))
    page = reverse("admin:search_importbatch_change", args=[batch.pk])
    assert "a.txt" not in client.get(page, {"outcome": "failed"}).content.decode()
    assert "b.txt" in client.get(page, {"q": "CM16-9900002"}).content.decode()
    taken = client.get(reverse("admin:search_importbatch_csv", args=[batch.pk]))
    lines = b"".join(taken).decode().splitlines()
    assert len(lines) == 4
    assert not any(line.startswith("=") for line in lines)
    assert person("view_specialty").get(taken.request["PATH_INFO"]).status_code == 403


def test_what_failed_is_tried_again_and_what_was_stopped_goes_on(
    person: Person, transactional_db: None, index: Path
) -> None:
    client = person("add_determination")
    batch = send(client, *(letter_file(f"{n:02}.txt", n) for n in range(uploads.AT_ONCE_FILES)))
    stop = reverse("admin:search_importbatch_stop", args=[batch.pk])
    retry = reverse("admin:search_importbatch_retry", args=[batch.pk])
    assert client.get(stop).status_code == 403
    assert person("view_importbatch").post(stop).status_code == 403
    client.post(stop)
    call_command("db_worker", batch=True, interval=0, startup_delay=False)
    batch.refresh_from_db()
    assert batch.finished
    assert batch.files.count() == 0
    client.post(retry)
    call_command("db_worker", batch=True, interval=0, startup_delay=False)
    batch.refresh_from_db()
    assert batch.files.filter(outcome="imported").count() == uploads.AT_ONCE_FILES
    assert batch.stopped_by == ""
    assert not uploads.can_retry(batch)


def test_what_failed_stands_before_what_is_well_and_leads_nowhere(person: Person, index: Path) -> None:
    bad = SimpleUploadedFile("eggs.txt", b"Take two eggs, and stir.")
    client = person("add_determination")
    batch = send(client, letter_file("a.txt"), bad)
    page = client.get(reverse("admin:search_importbatch_change", args=[batch.pk])).content.decode()
    assert page.index("eggs.txt</th>") < page.index("a.txt</th>")
    assert ">None" not in page
    letter = Determination.objects.get()
    assert f'href="{letter.get_absolute_url()}"' in page, "who may not look at staff's page reads the public one"
    Determination.objects.update(visibility="held")
    page = client.get(reverse("admin:search_importbatch_change", args=[batch.pk])).content.decode()
    assert f'href="{letter.get_absolute_url()}"' not in page


def test_housekeeping_files_alone_are_no_import(person: Person) -> None:
    client = person(*CLERK)
    left = [SimpleUploadedFile(name, b"x") for name in ("Thumbs.db", ".DS_Store")]
    page = client.post(UPLOAD, {"letters": left})
    assert page.status_code == 200
    assert "and no letter" in page.content.decode()
    assert not ImportBatch.objects.exists()


def test_housekeeping_files_are_passed_over(person: Person, index: Path) -> None:
    batch = send(person(*CLERK), letter_file("a.txt"), SimpleUploadedFile("Thumbs.db", b"x"))
    assert [file.name for file in batch.files.all()] == ["a.txt"]


def test_more_files_than_are_taken_at_once_get_a_sentence(person: Person, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    client = person(*CLERK)
    assert "Up to 3 files at once" in client.get(UPLOAD).content.decode()
    answer = client.post(UPLOAD, {"letters": [letter_file(f"{n}.txt") for n in range(4)]})
    assert answer.status_code == 400
    assert "more than 3 files at once" in answer.content.decode()


def test_nothing_chosen_is_said(person: Person) -> None:
    response = person(*CLERK).post(UPLOAD, {})
    assert response.status_code == 200
    assert b"Choose at least one file" in response.content
    assert not ImportBatch.objects.exists()


def test_names_are_not_paths(person: Person, index: Path, media: Path) -> None:
    batch = send(person(*CLERK), letter_file("../../escape.txt"), letter_file("nul\x00l.txt", 2))
    assert all(file.outcome == "imported" for file in batch.files.all())
    assert not list(media.parent.rglob("escape.txt"))


def test_only_who_may_add_letters(person: Person, client: Client, submit: Submit) -> None:
    for visitor, status in (
        (client, 302),
        (person("add_determination", staff=False), 302),
        (person("view_importbatch", "add_importbatch"), 403),
    ):
        assert visitor.get(UPLOAD).status_code == status
        assert submit(visitor, UPLOAD, {"letters": [letter_file("a.txt")]}).status_code == status
    assert not ImportBatch.objects.exists()


def test_who_may_only_add_letters_sees_what_became_of_them(person: Person, index: Path) -> None:
    clerk = person("add_determination")
    batch = send(clerk, letter_file("a.txt"))
    page = clerk.get(reverse("admin:search_importbatch_change", args=[batch.pk]))
    assert page.status_code == 200
    assert "a.txt" in page.content.decode()


def test_batches_and_files_are_only_read(person: Person, index: Path) -> None:
    client = person(*CLERK, "change_importbatch", "delete_importbatch", "change_importedfile", "delete_importedfile")
    batch = send(client, letter_file("a.txt"))
    file = ImportedFile.objects.get()
    for address in (
        reverse("admin:search_importbatch_changelist"),
        reverse("admin:search_importedfile_changelist"),
        reverse("admin:search_importedfile_changelist") + f"?batch__id__exact={batch.pk}",
        reverse("admin:search_importedfile_change", args=[file.pk]),
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert b"a.txt" in page.content
    assert client.post(reverse("admin:search_importbatch_delete", args=[batch.pk]), {"post": "yes"}).status_code == 403
    assert client.post(reverse("admin:search_importedfile_delete", args=[file.pk]), {"post": "yes"}).status_code == 403
    assert client.get(reverse("admin:search_importbatch_change", args=[999])).status_code == 404


def test_the_way_in_from_the_front(person: Person) -> None:
    page = person(*CLERK).get("/admin/").content.decode()
    assert UPLOAD in page
    assert "Waits for a person" in page
    assert UPLOAD not in person("view_specialty").get("/admin/").content.decode()


def test_staff_see_no_folders_of_the_machine(person: Person, index: Path, media: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Smith, John" / "May"
    folder.mkdir(parents=True)
    (folder / "one.txt").write_bytes(Letter().bytes())
    with zipfile.ZipFile(folder / "rest.zip", "w") as archive:
        archive.writestr("inner/two.txt", Letter(case="CM16-9900002").bytes())
    call_command("import_determinations", str(folder))
    client = person("add_determination", "view_determination", "view_importedfile", "view_importbatch")
    batch, file = ImportBatch.objects.get(), ImportedFile.objects.get(name__endswith="two.txt")
    letter = Determination.objects.get(case_number="CM16-9900002")
    for model, row in (("importbatch", batch), ("importedfile", file), ("determination", letter)):
        for address in (
            reverse(f"admin:search_{model}_changelist"),
            reverse(f"admin:search_{model}_change", args=[row.pk]),
        ):
            content = client.get(address).content.decode()
            assert str(tmp_path) not in content and "Smith" not in content, address
    assert (str(batch), str(file)) == ("May", "rest.zip/inner/two.txt")
