"""Several processes on one PostgreSQL database: none dies of another, and none overlooks what another does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from threading import Event, Thread, Timer

import pytest
from django.db import connection, connections, transaction

from search.ingest.rows import sync_vocabulary
from search.models import LoggedChange, State
from tests.ingest.letters import Letter

PROJECT = Path(__file__).resolve().parents[2]


def started(environment: dict[str, str], *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_two_that_prepare_a_fresh_database_at_once_both_do(fresh: dict[str, str], tmp_path: Path) -> None:
    both = [started({**fresh, "DATA_DIR": str(tmp_path / name)}, "prepare") for name in ("one", "two")]
    for each in both:
        said, _ = each.communicate()
        assert each.returncode == 0 and "Ready: " in said, said


def test_two_imports_at_once_bring_all_letters_and_each_word_once(fresh: dict[str, str], tmp_path: Path) -> None:
    prepared = started(fresh, "prepare")
    said, _ = prepared.communicate()
    assert prepared.returncode == 0, said
    folders = []
    for part in (1, 2):
        folder = tmp_path / f"letters{part}"
        folder.mkdir()
        for number in range(10):
            letter = Letter(case=f"CM16-{part}0000{number:02}", summary=f"The worker is {part}{number}0 words apart.")
            (folder / f"{number}.txt").write_bytes(letter.bytes())
        folders.append(folder)
    both = [started(fresh, "import_determinations", str(folder)) for folder in folders]
    for each in both:
        said, _ = each.communicate()
        assert each.returncode == 0 and "10 imported" in said, said


@pytest.mark.django_db(transaction=True)
def test_changes_are_numbered_in_the_order_of_their_commits() -> None:
    """Whoever has taken over a mark is never overtaken by a lower one."""
    before = LoggedChange.objects.begin()  # also where another test left an empty log, from which one cannot go on
    noted, go_on = Event(), Event()

    def slow() -> None:
        with transaction.atomic():
            LoggedChange.objects.note([1])
            noted.set()
            go_on.wait(60)
        connections.close_all()

    def quick() -> None:
        LoggedChange.objects.note([2])
        connections.close_all()

    first, second = Thread(target=slow), Thread(target=quick)
    first.start()
    assert noted.wait(60)
    second.start()
    second.join(0.5)
    reached = LoggedChange.objects.since(before)
    go_on.set()
    first.join()
    second.join()
    after = LoggedChange.objects.since(reached.mark if reached else before)
    seen = {*(reached.items if reached else ()), *(after.items if after else ())}
    assert seen == {1, 2}


@pytest.mark.django_db(transaction=True)
def test_a_word_that_an_import_brings_meanwhile_does_not_stop_the_vocabulary() -> None:
    sync_vocabulary()
    State.objects.all().delete()
    brought, go_on = Event(), Event()

    def importing() -> None:
        with transaction.atomic():
            State.objects.create(key="california", label="California", position=1)
            brought.set()
            go_on.wait(60)
        connections.close_all()

    other = Thread(target=importing)
    other.start()
    assert brought.wait(60)
    release = Timer(0.3, go_on.set)
    release.start()
    sync_vocabulary()  # waits for the other to commit, and then has nothing to say against the row
    other.join()
    release.join()
    assert State.objects.filter(key="california").count() == 1
    assert connection.vendor == "postgresql"
