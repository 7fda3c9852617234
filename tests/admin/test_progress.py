"""How far an import is: true at every moment, whoever looks and however large it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from search.admin.outcomes import pace
from search.models import ImportBatch, ImportedFile, counting
from search.models.imports import Progress, progress_of
from search.models.locks import held
from tests.admin.conftest import Person


def taken(batch: ImportBatch, count: int, **others: Any) -> None:
    first = batch.files.count()
    for place in range(first, first + count):
        ImportedFile.objects.create(batch=batch, place=place, name=f"{place}.txt", outcome="imported", **others)


def test_what_is_told_is_of_one_moment(db: None) -> None:
    batch = ImportBatch.objects.create(label="x", total=100)
    taken(batch, 3)

    def import_on(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """The worker, which does not wait while somebody looks."""
        answer = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "search_importedfile" in sql:
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO search_importedfile (batch_id, place, part, name, size, outcome, reason, items,"
                    " content_digest, fingerprint) SELECT batch_id, MAX(place) + 1, 0, 'one more', 0, 'failed', '', 0,"
                    " '', '' FROM search_importedfile GROUP BY batch_id"
                )
        return answer

    with connection.execute_wrapper(import_on):
        progress = progress_of(batch)
    assert batch.files.count() > 3
    assert progress.done == sum(count for _, count in progress.counts) == 3


def test_a_large_batch_is_told_as_it_is_now(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "MANY", 2)
    monkeypatch.setattr(counting, "beside", lambda work: None)
    batch = ImportBatch.objects.create(label="x", total=100)
    taken(batch, 5)
    assert progress_of(batch).done == 5
    taken(batch, 5)
    assert progress_of(batch).done == 10
    assert progress_of(batch).counts == (("Imported", 10),)


def test_each_page_says_what_the_batch_is_at(person: Person) -> None:
    clerk = person("add_determination")
    batch = ImportBatch.objects.create(label="May", total=100, uploaded_by=User.objects.get())
    page = reverse("admin:search_importbatch_change", args=[batch.pk])

    def pages_say(words: str, *never: str) -> None:
        for address in (page, "/admin/"):
            said = clerk.get(address).content.decode()
            assert words in said, (address, words)
            assert not any(other in said for other in never), (address, never)

    pages_say("Waiting for its turn", "Importing", "At work")
    taken(batch, 2)
    pages_say("Interrupted; it will continue by itself", "Importing", "At work", "left,")
    with held(batch.lock):
        pages_say("Importing", "Interrupted")
        ImportBatch.objects.update(stopped_by="person-0")
        pages_say("Stopping", "Importing", "Stop this import")
    ImportBatch.objects.update(finished=timezone.now())
    pages_say("Stopped by person-0", "Stopping")


def test_nothing_is_promised_of_a_run_at_the_command_line(db: None) -> None:
    batch = ImportBatch.objects.create(label="x", total=2)
    taken(batch, 1)
    assert progress_of(batch).state == "Interrupted"
    with held(batch.lock):
        assert progress_of(batch).state == "Importing"


def test_what_ended_while_somebody_looked_was_not_interrupted(db: None) -> None:
    batch = ImportBatch.objects.create(label="x", total=2)
    taken(batch, 2)
    ImportBatch.objects.update(finished=timezone.now())
    assert batch.finished is None
    assert progress_of(batch).state == "Finished"


@pytest.mark.parametrize(
    "rate, left, said",
    [
        (4.1, 2_410.0, "About 40 minutes left, 4.1 files a second."),
        (0.02, 400_000.0, "About 111 hours left, 1 file a minute."),
        (1.0, 20.0, "About 1 minute left, 1.0 files a second."),
        (0.0, None, ""),
    ],
)
def test_the_time_left_is_said_as_people_say_it(rate: float, left: float | None, said: str) -> None:
    assert pace(Progress(state="Importing", done=1, total=10_000, failed=0, rate=rate, left=left, counts=())) == said


def test_the_rate_is_of_late_and_not_of_the_time_it_lay_still(db: None) -> None:
    now = timezone.now()
    batch = ImportBatch.objects.create(label="x", total=100)
    ImportBatch.objects.filter(pk=batch.pk).update(created=now - timedelta(hours=5))
    batch.refresh_from_db()
    for place in range(30):
        # Ten long before it lay still, twenty within the last ten seconds.
        at = now - (timedelta(hours=4) if place < 10 else timedelta(seconds=(30 - place) / 2))
        ImportedFile.objects.create(batch=batch, place=place, name=f"{place}", outcome="imported", at=at)
    with held(batch.lock):
        progress = progress_of(batch)
    assert progress.done == 30
    assert 1.5 < progress.rate < 2.1
    assert progress.left is not None and 30 < progress.left < 50
    # Nobody has worked on it for a while: nobody can say.
    ImportedFile.objects.update(at=now - timedelta(minutes=5))
    with held(batch.lock):
        assert (progress_of(batch).rate, progress_of(batch).left) == (0.0, None)


def test_a_mail_with_several_letters_is_never_more_than_all(db: None) -> None:
    batch = ImportBatch.objects.create(label="x", total=1)
    for place in range(3):
        ImportedFile.objects.create(batch=batch, place=place, name=f"mail.eml/{place}.pdf", outcome="imported")
    assert (progress_of(batch).done, progress_of(batch).total) == (3, 3)
