"""Originals and uploads in a store that speaks S3, by settings alone; what is lost or away is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from imrsite import environment
from search.ingest import originals, spool, uploads
from search.models import Determination, ImportBatch
from tests.cluster.objects import Objects, objects
from tests.ingest.conftest import Import
from tests.ingest.letters import Letter


@pytest.fixture
def store(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Objects]:
    """The site's store is a bucket."""
    with objects() as running:
        for name, value in running.settings.items():
            monkeypatch.setenv(name, value)
        settings.STORAGES = {**settings.STORAGES, "default": environment.media_store()}
        yield running


def sent(files: int) -> ImportBatch:
    user = User.objects.create_user("clerk")
    letters = (Letter(case=f"CM16-99000{n:02}", summary=f"The worker is {20 + n} years old.") for n in range(files))
    given = [SimpleUploadedFile(f"{n:02}.txt", letter.bytes()) for n, letter in enumerate(letters)]
    return uploads.receive(given, user)


def test_an_original_lies_in_the_bucket_alone_and_staff_get_it(
    store: Objects, importing: Import, letters: Path, admin_client: Client, settings: Settings
) -> None:
    (letters / "a.txt").write_bytes(Letter().bytes())
    importing(letters)
    letter = Determination.objects.get()
    assert store.names() == [letter.original.name]
    assert not Path(settings.MEDIA_ROOT).exists()
    assert originals.read(letter) == Letter().bytes()
    address = reverse("admin:search_determination_original", args=[letter.pk])
    assert admin_client.get(address).content == Letter().bytes()
    store.remove(str(letter.original.name))
    assert admin_client.get(address).status_code == 404


def test_an_upload_waits_in_the_bucket_for_any_worker(store: Objects, transactional_db: None, index: Path) -> None:
    batch = sent(uploads.AT_ONCE_FILES)
    assert len(store.names("uploads/")) == uploads.AT_ONCE_FILES + 1
    call_command("db_worker", batch=True, interval=0, startup_delay=False)
    assert Determination.objects.count() == uploads.AT_ONCE_FILES
    assert batch.files.filter(outcome="imported").count() == uploads.AT_ONCE_FILES
    assert store.names("uploads/") == []
    assert len(store.names("originals/")) == uploads.AT_ONCE_FILES


def test_a_file_that_is_lost_is_a_failure_and_the_others_are_taken(
    store: Objects, transactional_db: None, index: Path
) -> None:
    batch = sent(uploads.AT_ONCE_FILES)
    store.remove(f"uploads/{batch.pk}/00003")
    call_command("db_worker", batch=True, interval=0, startup_delay=False)
    failed = batch.files.get(outcome="failed")
    assert failed.reason == "02.txt does not exist."
    assert batch.files.filter(outcome="imported").count() == uploads.AT_ONCE_FILES - 1


def test_an_upload_whose_files_are_lost_is_a_failure_and_not_an_empty_list(
    store: Objects, transactional_db: None, index: Path
) -> None:
    batch = sent(uploads.AT_ONCE_FILES)
    spool.forget(batch.pk)
    call_command("db_worker", batch=True, interval=0, startup_delay=False)
    batch.refresh_from_db()
    assert batch.finished
    assert "is not in this machine's media store" in batch.files.get(outcome="failed").reason


def test_a_store_that_is_away_is_said(
    store: Objects, importing: Import, letters: Path, admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    (letters / "a.txt").write_bytes(Letter().bytes())
    importing(letters)
    letter = Determination.objects.get()
    store.stop()
    answer = admin_client.get(reverse("admin:search_determination_original", args=[letter.pk]))
    assert answer.status_code == 503
    assert "store in which this site keeps originals does not answer" in answer.content.decode()
    (letters / "b.txt").write_bytes(Letter(case="CM16-9900002", summary="Another worker.").bytes())
    taken = {each.file.rpartition("/")[2]: each for each in importing(letters)}
    assert taken["b.txt"].outcome == "failed"
    assert taken["b.txt"].reason.endswith("could not be stored: The store of originals does not answer.")
    assert Determination.objects.count() == 1
